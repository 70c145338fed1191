import PeerProtocol

/// Why a command did not do what it was asked, for a person and for a program.
package struct CommandFailure: Error, Sendable {
  var exit: ExitCode
  /// A word for programs: the problem's code, or the name of the exit code.
  package var code: String
  /// What went wrong and what to do next.
  package var detail: String
  /// The node's own problem document, where it sent one.
  var problem: JSONValue?
  /// Whether stderr has told it already, as a log line.
  var isReported = false

  /// A failure of the command itself.
  init(_ exit: ExitCode, _ detail: String, code: String? = nil) {
    self.exit = exit
    self.code = code ?? Self.code(of: exit)
    self.detail = detail
  }

  /// A command line that was not understood.
  static func usage(_ detail: String) -> CommandFailure { CommandFailure(.usage, detail) }

  /// The problem as --json prints it (RFC 9457): the node's own, else one of the same form.
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    if case .object(let given) = problem { members = given }
    if members["type"] == nil { members["type"] = .string("about:blank") }
    if members["code"] == nil { members["code"] = .string(code) }
    if members["title"] == nil { members["title"] = .string(title) }
    if members["status"] == nil { members["status"] = .integer(status) }
    if members["detail"] == nil { members["detail"] = .string(detail) }
    return .object(members)
  }

  /// The HTTP status that says the same.
  private var status: Int64 {
    switch exit {
    case .success: 200
    case .checkFailed, .configuration: 500
    case .usage: 400
    case .badData: 422
    case .notReachable: 502
    case .tryAgain: 503
    case .notPermitted: 403
    }
  }

  private var title: String { exit.meaning }

  private static func code(of exit: ExitCode) -> String {
    switch exit {
    case .success: "success"
    case .checkFailed: "check-failed"
    case .usage: "usage"
    case .badData: "bad-data"
    case .notReachable: "not-reachable"
    case .tryAgain: "try-again"
    case .notPermitted: "not-permitted"
    case .configuration: "configuration"
    }
  }
}
