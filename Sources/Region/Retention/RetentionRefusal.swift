public import PeerProtocol

/// Why nothing is decided on a youth, on the mark of an erased signal, or on what is to end.
public enum RetentionRefusal: Hashable, Sendable {
  /// What an operator may let end at once.
  public enum Subject: Hashable, Sendable {
    /// Signals whose term, archive or age limit is over.
    case signals
    /// Agreements.
    case agreements
  }

  /// There is no signal with this id, and nothing is to be decided on it.
  case nothingToDecide
  /// The same person upheld the objection: another has to reject it.
  case ownObjection
  /// The person of this name decided first, as `role`; the second word is that of the role `awaited`.
  case secondRole(name: String, role: String, awaited: String)
  /// There is no such mark of an erased signal.
  case noMark
  /// So many marks wait for a second person already.
  case tooManyLifts(Int)
  /// The person of this name wants the mark lifted, as `role`; the second word is that of the role `awaited`.
  case secondLift(name: String, role: String, awaited: String)
  /// `count` would end, and another number was confirmed.
  case otherCount(Subject, count: Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .nothingToDecide, .noMark: .notFound
    default: .conflict
    }
  }
}
