public import PeerProtocol

/// Why a batch passes the limits of an agreement, or a step of a limit exception is refused.
public enum LimitRefusal: Hashable, Sendable {
  /// The batch would pass a limit; it says how many additions fit now, and after how many seconds the rest may.
  case exceeded(LimitName, remaining: Int, retryAfter: Int)

  // MARK: What a peer put

  /// The path names another exception than the document.
  case pathNamesOther
  /// The exception was declined or lapsed, for this reason.
  case closed(ExceptionStanding, reason: String)
  /// The exception carries this region's signature, and is not known here.
  case forgotten
  /// The exception's term is over.
  case termOver
  /// So many exceptions of the peer wait here for the privacy officer.
  case tooManyWaiting(Int)
  /// So many exceptions stand under the agreement.
  case tooManyStanding(Int)

  // MARK: A person's decision

  /// Only the privacy officer decides on limit exceptions.
  case notOfficer
  /// The agreement is in this state and not in force.
  case agreementNotInForce(AgreementStanding)
  /// The text is no exception's id.
  case invalidId(agreement: String)
  /// No such exception is held under the agreement; `isAwaited` where it may be on its way.
  case unknown(agreement: String, isAwaited: Bool)
  /// The exception is in this state, and no longer open.
  case notOpen(ExceptionStanding, agreement: AgreementId)
  /// The very same exception was drawn up before, and is in this state.
  case drawnUpBefore(ExceptionStanding)
  /// The term of the exception that the peer drew up is over.
  case proposedTermOver

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .exceeded: .limitExceeded
    case .pathNamesOther, .invalidId: .malformed
    case .notOfficer: .forbidden
    case .unknown(_, let isAwaited): isAwaited ? .tryAgain : .notFound
    case .closed, .forgotten, .termOver, .tooManyWaiting, .tooManyStanding, .agreementNotInForce, .notOpen,
      .drawnUpBefore, .proposedTermOver:
      .conflict
    }
  }
}

/// A limit of an agreement; the raw value is the word in documents.
public enum LimitName: String, Hashable, Sendable {
  /// Entries that are held at once.
  case active
  /// Additions in 24 hours.
  case perDay
  /// Additions in 365 days.
  case perYear
}
