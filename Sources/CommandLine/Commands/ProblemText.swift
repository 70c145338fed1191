import LocalAPI

/// A refusal by the node as text and exit code. This is the one place where a problem becomes words.
enum ProblemText {
  /// Faults that are shown to a person; --json has all.
  private static let shownFaults = 20

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
  static func failure(_ status: Int, _ problem: NodeAnswer<ProblemDocument>) -> CommandFailure {
    let document = problem.document
    var detail = document.detail ?? document.title ?? "the node answered \(status)"
    let faults = document.faults ?? []
    for fault in faults.prefix(shownFaults) where !detail.contains(fault) { detail += "\n  \(fault)" }
    if faults.count > shownFaults { detail += "\n  and \(faults.count - shownFaults) more" }
    var failure = CommandFailure(exit(for: status), detail, code: document.code?.text)
    failure.problem = problem
    return failure
  }
}
