import LocalAPI
import PeerProtocol

/// Requests of people as a privacy officer reads them.
enum SubjectText {
  /// The requests, the open ones first.
  static func requests(_ requests: [SubjectRequestDocument]) -> String {
    guard !requests.isEmpty else { return pick("Geen verzoek wacht op antwoord.", "No request waits for an answer.") }
    let rows = requests.map { request in
      [
        request.id, request.kind.text, request.capacity.text, request.receivedOn.iso, request.dueOn.iso,
        left(request), TextTable.cell(request.decision), TextTable.cell(request.reason),
      ]
    }
    return TextTable.text(
      header: pick(
        ["VERZOEK", "SOORT", "HOEDANIGHEID", "ONTVANGEN", "ANTWOORD VOOR", "NOG", "BESLISSING", "REDEN"],
        ["REQUEST", "KIND", "CAPACITY", "RECEIVED", "ANSWER BY", "LEFT", "DECISION", "REASON"]), rows)
  }

  /// One request in a line.
  static func request(_ request: SubjectRequestDocument) -> String {
    request.outcome.map { "\(request.id)  \($0)" }
      ?? "\(request.id)  " + pick("open, te beantwoorden voor ", "open, to be answered by ") + "\(request.dueOn)"
  }

  /// What a step came to. It says nothing of what is known of the person.
  static func decision(_ decision: SubjectDecisionDocument) -> String {
    let standing = decision.standing == .held ? pick("ingediend", "lodged") : decision.standing.text
    return decision.request.map { "\($0.id)  \(standing)" } ?? standing
  }

  /// The line of `status`, where something is to be done.
  static func status(_ requests: StatusRequests?) -> [String] {
    guard let requests, requests.open > 0 else { return [] }
    let open = pick(
      counted(requests.open, "verzoek van iemand wacht op antwoord", "verzoeken van mensen wachten op antwoord"),
      requests.open == 1
        ? "1 request of a person waits for an answer" : "\(requests.open) requests of people wait for an answer")
    let overdue =
      requests.overdue > 0
      ? pick(
        ", waarvan \(requests.overdue) langer dan mag", ", \(requests.overdue) of them longer than allowed") : ""
    return [
      "\(requests.overdue > 0 ? "alarm: " : "")\(open)\(overdue). " + pick("Hierna: ", "Next: ")
        + "samenloop subject requests"
    ]
  }

  private static func left(_ request: SubjectRequestDocument) -> String {
    if let outcome = request.outcome { return outcome.text }
    guard let days = request.daysLeft else { return "-" }
    let (day, several) = (pick("dag", "day"), pick("dagen", "days"))
    return days < 0 ? "\(-days) \(several)" + pick(" te laat", " too late") : counted(days, day, several)
  }
}
