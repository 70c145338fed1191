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
      pick(
        "De uitzondering heeft de stand \(standing.name): \(reason). Stel een nieuwe op als die nodig is.",
        "The exception is \(standing.name): \(reason). Draw up another where it is needed.")
    case .forgotten:
      pick(
        "De uitzondering is hier niet meer bekend. Stel een nieuwe op voor wat nog moet komen.",
        "The exception is not known here any more. Draw up another for what is still to come.")
    case .termOver:
      pick(
        "De termijn van de uitzondering is voorbij. Stel een nieuwe op als die nodig is.",
        "The exception's term is over. Draw up another where it is needed.")
    case .tooManyWaiting(let count):
      pick(
        "Er wachten hier \(count) uitzonderingen op de functionaris gegevensbescherming. Laat eerst over "
          + "een paar daarvan beslissen.",
        "There are \(count) exceptions that wait here for the privacy officer. Let some be decided first.")
    case .tooManyStanding(let count):
      pick(
        "Er zijn \(count) uitzonderingen bij deze afspraak. Vernieuw de afspraak met grenzen die passen.",
        "There are \(count) exceptions under this agreement. Renew the agreement with limits that fit.")
    case .notOfficer:
      pick(
        "Alleen de functionaris gegevensbescherming beslist over uitzonderingen. Gebruik --as "
          + "privacy-officer.", "Only the privacy officer decides on limit exceptions. Use --as privacy-officer.")
    case .agreementNotInForce(let standing):
      pick(
        "De afspraak heeft de stand \(standing.name) en is niet van kracht: er kunnen geen "
          + "uitzonderingen bij.", "The agreement is \(standing.name) and not in force: its limits cannot be widened.")
    case .invalidId(let agreement):
      pick(
        "document: is geen nummer van een uitzondering (43 tekens). Bekijk ze: samenloop agreement show "
          + "-- \(agreement)",
        "document: is no exception's id (43 characters). Show them: samenloop agreement show -- \(agreement)")
    case .unknown(let agreement, _):
      pick(
        "De uitzondering is hier niet aangekomen. Bekijk welke er wel zijn: samenloop agreement show -- "
          + "\(agreement)",
        "The exception has not arrived here. Show those that have: samenloop agreement show -- \(agreement)")
    case .notOpen(let standing, let agreement):
      pick(
        "De uitzondering heeft nu de stand \(standing.name). Bekijk die: samenloop agreement show -- "
          + "\(agreement.base64URL)",
        "The exception is \(standing.name). Show it: samenloop agreement show -- \(agreement.base64URL)")
    case .drawnUpBefore(let standing):
      pick(
        "Precies deze uitzondering heeft al de stand \(standing.name). Verander de termijn, het aantal "
          + "of de reden.",
        "This very exception is \(standing.name) already. Change its term, its number or its reason.")
    case .proposedTermOver:
      pick(
        "De termijn van de uitzondering is voorbij. De andere regio kan een nieuwe opstellen.",
        "The exception's term is over. The peer can draw up another.")
    }
  }
}
