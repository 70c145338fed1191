import PeerProtocol

/// What a refusal by the node means for a command.
enum ProblemAnswer {
  /// The exit code that goes with an HTTP status.
  static func exit(for status: Int) -> ExitCode {
    switch status {
    case 401, 403: .notPermitted
    case 408, 429, 503: .tryAgain
    case 400..<500: .badData
    case 502, 504: .notReachable
    default: .checkFailed
    }
  }

  /// The failure for a person and for a program.
  static func failure(_ status: Int, _ problem: JSONValue) -> CommandFailure {
    var detail = problem["detail"]?.stringValue ?? problem["title"]?.stringValue ?? "the node answered \(status)"
    let faults = problem["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
    for fault in faults.prefix(20) where !detail.contains(fault) { detail += "\n  \(fault)" }
    if faults.count > 20 { detail += "\n  and \(faults.count - 20) more" }
    var failure = CommandFailure(exit(for: status), detail, code: problem["code"]?.stringValue)
    failure.problem = problem
    return failure
  }
}
