import PeerProtocol
import Region

extension Problem {
  /// Why a batch passes a limit, or a step of a limit exception is refused, and what to do.
  init(_ refusal: LimitRefusal) {
    switch refusal {
    case .exceeded(let limit, let remaining, let retryAfter):
      self.init(
        refusal.code, Self.detail(refusal),
        members: ["limit": .string(limit.rawValue), "remaining": JSONValue(remaining)], retryAfter: retryAfter)
    case .unknown(_, let isAwaited): self.init(refusal.code, Self.detail(refusal), retryAfter: isAwaited ? 1 : nil)
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: LimitRefusal) -> String {
    switch refusal {
    case .exceeded(let limit, _, _):
      "The batch would pass the limit \(limit.rawValue) of the agreement. Send at most `remaining` additions, the rest "
        + "after Retry-After."
    case .pathNamesOther: "The exception's id is the SHA-256 of its payload; the path names another."
    case .closed(let standing, let reason):
      "The exception is \(standing.name): \(reason). Draw up another where it is needed."
    case .forgotten: "The exception is not known here any more. Draw up another for what is still to come."
    case .termOver: "The exception's term is over. Draw up another where it is needed."
    case .tooManyWaiting(let count):
      "There are \(count) exceptions that wait here for the privacy officer. Let some be decided first."
    case .tooManyStanding(let count):
      "There are \(count) exceptions under this agreement. Renew the agreement with limits that fit."
    case .notOfficer: "Only the privacy officer decides on limit exceptions. Use --as privacy-officer."
    case .agreementNotInForce(let standing):
      "The agreement is \(standing.name) and not in force: its limits cannot be widened."
    case .invalidId(let agreement):
      "document: is no exception's id (43 characters). Show them: samenloop agreement show -- \(agreement)"
    case .unknown(let agreement, _):
      "The exception has not arrived here. Show those that have: samenloop agreement show -- \(agreement)"
    case .notOpen(let standing, let agreement):
      "The exception is \(standing.name). Show it: samenloop agreement show -- \(agreement.base64URL)"
    case .drawnUpBefore(let standing):
      "This very exception is \(standing.name) already. Change its term, its number or its reason."
    case .proposedTermOver: "The exception's term is over. The peer can draw up another."
    }
  }
}
