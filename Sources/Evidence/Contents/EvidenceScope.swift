public import PeerProtocol

/// Which entries an export holds.
public struct EvidenceScope: Sendable, Equatable {
  /// The kind of the entries that only fill the log up; an export holds them only where it is asked for them.
  static let fillerKind = "empty"

  /// From this day (UTC) on.
  public var from: CalendarDate
  /// Until the day before this one.
  public var until: CalendarDate
  /// Entries about this peer only.
  public var peer: RegionName?
  /// Entries of this kind only.
  public var kind: String?
  /// Only what proves an erasure that a person asked for: the archive is a certificate of it.
  public var erasure: ErasureScope?

  /// The entries of these days.
  public init(
    from: CalendarDate, until: CalendarDate, peer: RegionName? = nil, kind: String? = nil, erasure: ErasureScope? = nil
  ) {
    (self.from, self.until, self.peer, self.kind, self.erasure) = (from, until, peer, kind, erasure)
  }

  /// Whether an entry belongs to it.
  public func contains(_ leaf: JSONValue) -> Bool {
    guard let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }), from.start <= at, at < until.start,
      let kind = leaf["kind"]?.stringValue
    else { return false }
    if let erasure { return erasure.contains(leaf) }
    return (self.kind.map { $0 == kind } ?? (kind != Self.fillerKind))
      && (peer.map { $0.text == leaf["peer"]?.stringValue } ?? true)
  }
}
