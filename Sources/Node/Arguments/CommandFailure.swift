import PeerProtocol

/// Why a command did not do what it was asked, for a person and for a program.
struct CommandFailure: Error, Sendable {
  var exit: ExitCode
  /// A word for programs: the problem's code, or the name of the exit code.
  var code: String
  /// What went wrong and what to do next.
  var detail: String
  /// The node's own problem document, where it sent one.
  var problem: JSONValue?

  /// A failure of the command itself.
  init(_ exit: ExitCode, _ detail: String, code: String? = nil) {
    self.exit = exit
    self.code = code ?? Self.code(of: exit)
    self.detail = detail
  }

  /// A command line that was not understood.
  static func usage(_ detail: String) -> CommandFailure { CommandFailure(.usage, detail) }

  /// The problem as --json prints it (RFC 9457, with the exit code).
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    if case .object(let given) = problem { members = given }
    if members["type"] == nil { members["type"] = .string("about:blank") }
    if members["code"] == nil { members["code"] = .string(code) }
    if members["title"] == nil { members["title"] = .string(code) }
    if members["detail"] == nil { members["detail"] = .string(detail) }
    members["exit"] = .integer(Int64(exit.rawValue))
    return .object(members)
  }

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
