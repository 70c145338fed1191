public import PeerProtocol

/// Why nothing is done with a match, by a peer or by a person of this region.
public enum MatchRefusal: Hashable, Sendable {
  /// A peer names a match that is not held.
  case unknown
  /// A peer's proof does not hold.
  case unproven
  /// This region's proof could not be made.
  case proofFailed
  /// What this region shows has ended by a clock that is in doubt.
  case endedByDoubtfulClock
  /// There is no match with this id.
  case notFound
  /// The text is no match's id.
  case invalidId
  /// The match is between signals of this region, and nothing can be done with it.
  case withinRegion
  /// The match ended.
  case ended
  /// The peer named nobody who should lead.
  case nobodyNamed(by: RegionName)
  /// The agreement releases contact details by itself.
  case releasedByAgreement
  /// The cursor is of a later state than this node has; its last one is `last`.
  case cursorAhead(last: Int)
  /// The changes after the cursor are no longer kept; the last cursor is `last`.
  case cursorTooOld(last: Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .unknown: .unknownMatch
    case .unproven: .unprovenMatch
    case .proofFailed: .internalError
    case .notFound, .invalidId: .notFound
    case .endedByDoubtfulClock, .withinRegion, .ended, .nobodyNamed, .releasedByAgreement, .cursorAhead, .cursorTooOld:
      .conflict
    }
  }
}
