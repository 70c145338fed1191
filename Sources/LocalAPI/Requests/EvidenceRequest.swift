package import PeerProtocol

/// Body of POST /v1/evidence/exports.
package struct EvidenceRequest: LocalDocument {
  /// From this day (UTC) on.
  package var from: CalendarDate
  /// Until the day before this one.
  package var to: CalendarDate
  /// Entries about this region only.
  package var peer: String?
  /// Entries of this kind only.
  package var kind: String?
  /// Whether the archive says what commitments were made to, as far as it is still there; false where it is missing.
  package var open: Bool?

  package init(
    from: CalendarDate, to: CalendarDate, peer: String? = nil, kind: String? = nil, open: Bool? = nil
  ) {
    (self.from, self.to, self.peer, self.kind, self.open) = (from, to, peer, kind, open)
  }
}
