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

/// An entry of the audit log.
public struct AuditEntry: Sendable, Equatable {
  /// Where it stands.
  public var id: AuditEntryId
  /// Its leaf: one JSON object.
  public var leaf: [UInt8]
}
