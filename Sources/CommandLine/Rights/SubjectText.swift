import LocalAPI
import PeerProtocol

/// Requests of people as a privacy officer reads them.
enum SubjectText {
  /// The requests, the open ones first.
  static func requests(_ requests: [SubjectRequestDocument]) -> String {
    guard !requests.isEmpty else { return "No request waits for an answer." }
    let rows = requests.map { request in
      [
        request.id, request.kind.text, request.capacity.text, request.receivedOn.iso, request.dueOn.iso,
        left(request), TextTable.cell(request.decision), TextTable.cell(request.reason),
      ]
    }
    return TextTable.text(
      header: ["REQUEST", "KIND", "CAPACITY", "RECEIVED", "ANSWER BY", "LEFT", "DECISION", "REASON"], rows)
  }

  /// One request in a line.
  static func request(_ request: SubjectRequestDocument) -> String {
    request.outcome.map { "\(request.id)  \($0)" } ?? "\(request.id)  open, to be answered by \(request.dueOn)"
  }

  /// What a step came to. It says nothing of what is known of the person.
  static func decision(_ decision: SubjectDecisionDocument) -> String {
    let standing = decision.standing == .held ? "lodged" : decision.standing.text
    return decision.request.map { "\($0.id)  \(standing)" } ?? standing
  }

  /// The line of `status`, where something is to be done.
  static func status(_ requests: StatusRequests?) -> [String] {
    guard let requests, requests.open > 0 else { return [] }
    let open = requests.open == 1 ? "1 request of a person waits" : "\(requests.open) requests of people wait"
    let overdue = requests.overdue > 0 ? ", \(requests.overdue) of them longer than allowed" : ""
    return ["\(requests.overdue > 0 ? "alarm: " : "")\(open) for an answer\(overdue). Next: samenloop subject requests"]
  }

  private static func left(_ request: SubjectRequestDocument) -> String {
    if let outcome = request.outcome { return outcome.text }
    guard let days = request.daysLeft else { return "-" }
    return days < 0 ? "\(-days) days too late" : days == 1 ? "1 day" : "\(days) days"
  }
}
