import LocalAPI

/// A refusal by the node as text. This is the one place where a problem becomes words.
enum ProblemText {
  /// Faults that are shown to a person; --json has all.
  private static let shownFaults = 20

  /// The failure for a person and for a program.
  static func failure(_ status: Int, _ problem: NodeAnswer<ProblemDocument>) -> CommandFailure {
    let document = problem.document
    var detail = document.detail ?? document.title ?? "the node answered \(status)"
    let faults = document.faults ?? []
    for fault in faults.prefix(shownFaults) where !detail.contains(fault) { detail += "\n  \(fault)" }
    if faults.count > shownFaults { detail += "\n  and \(faults.count - shownFaults) more" }
    var failure = CommandFailure(ExitCode(httpStatus: status), detail, code: document.code?.text)
    failure.problem = problem
    return failure
  }
}
