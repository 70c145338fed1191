import LocalAPI
import Node
import PeerProtocol

/// Why a command did not do what it was asked, for a person and for a program.
package struct CommandFailure: Error, Sendable {
  package var exit: ExitCode
  /// A word for programs: the problem's code, or the name of the exit code.
  package var code: String
  /// What went wrong and what to do next.
  package var detail: String
  /// The node's own problem document, where it sent one.
  var problem: NodeAnswer<ProblemDocument>?
  /// Whether a log line on stderr told it already.
  var isReported = false

  /// A failure of the command itself.
  package init(_ exit: ExitCode, _ detail: String, code: String? = nil) {
    self.exit = exit
    self.code = code ?? Self.code(of: exit)
    self.detail = detail
  }

  /// A failure of a node's home or of its start.
  init(_ failure: NodeFailure) {
    let exit: ExitCode =
      switch failure.kind {
      case .configuration: .configuration
      case .damagedData: .badData
      case .temporary: .tryAgain
      }
    self.init(exit, failure.detail, code: failure.code)
  }

  /// The result of `body`; its failure becomes one of the command.
  static func converting<Value>(_ body: () throws(NodeFailure) -> Value) throws(CommandFailure) -> Value {
    do {
      return try body()
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A command line that was not understood.
  package static func usage(_ detail: String) -> CommandFailure { CommandFailure(.usage, detail) }

  /// The problem as --json prints it (RFC 9457): the node's own, else one of the same form.
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    if let problem, case .object(let given) = try? JSONValue(parsing: problem.bytes) { members = given }
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
