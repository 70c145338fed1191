public import PeerProtocol
public import Region

/// A question about the audit log. What is nil is not asked for.
public struct AuditQuery: Sendable, Equatable {
  /// From this day (UTC) on.
  public var from: CalendarDate?
  /// Until the day before this one.
  public var until: CalendarDate?
  /// Entries about this peer.
  public var peer: RegionName?
  /// Entries of this kind.
  public var kind: AuditKind?
  /// Entries about this agreement.
  public var agreement: AgreementId?
  /// Entries about what this holder of a certificate did or is: SHA-256 of the certificate.
  public var holder: [UInt8]?
  /// Entries about this thing, as far as it is still there.
  public var thing: AuditThing?
  /// Entries after this one.
  public var after: AuditEntryId?
  /// How many at most.
  public var limit: Int

  /// Everything, a page at a time.
  public init(limit: Int) { self.limit = limit }
}

/// Where an entry stands: the instance of the log, and its number there from 0.
public struct AuditEntryId: Hashable, Sendable {
  /// The id of the instance.
  public var instance: String
  /// The number.
  public var index: Int

  /// The entry with this number.
  public init(instance: String, index: Int) { (self.instance, self.index) = (instance, index) }

  /// Reads INSTANCE-NUMBER; nil where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 16, parts[0].allSatisfy({ "0123456789abcdef".contains($0) }),
      let index = Int(parts[1]), index >= 0, String(index) == parts[1]
    else { return nil }
    self.init(instance: String(parts[0]), index: index)
  }

  /// INSTANCE-NUMBER.
  public var text: String { "\(instance)-\(index)" }
}

/// An entry of the audit log.
public struct AuditEntry: Sendable, Equatable {
  /// Where it stands.
  public var id: AuditEntryId
  /// Its leaf: one JSON object.
  public var leaf: [UInt8]
}
