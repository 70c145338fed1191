import PeerProtocol

/// What one check of `doctor` found.
struct Finding: Equatable, Sendable {
  /// How it stands.
  enum State: String, Sendable, CaseIterable {
    case ok, warn, fail
    /// Something else has to be put right first, or the node has to run.
    case skipped
  }

  /// Which check it was.
  var check: String
  /// The region that it is about; nil for this node.
  var peer: String?
  var state: State
  /// What was found: for `warn` and `fail` the cause, for `skipped` the reason.
  var cause: String
  /// What to do, in words.
  var remedy: String?
  /// The command that helps.
  var command: String?
  /// Whether the home or its configuration is what has to be put right.
  var isConfiguration = false

  static func ok(_ cause: String) -> Finding { Finding(check: "", state: .ok, cause: cause) }
  static func skipped(_ reason: String) -> Finding { Finding(check: "", state: .skipped, cause: reason) }

  static func warn(_ cause: String, _ remedy: String? = nil, run command: String? = nil) -> Finding {
    Finding(check: "", state: .warn, cause: cause, remedy: remedy, command: command)
  }

  static func fail(
    _ cause: String, _ remedy: String? = nil, run command: String? = nil, isConfiguration: Bool = false
  ) -> Finding {
    Finding(
      check: "", state: .fail, cause: cause, remedy: remedy, command: command, isConfiguration: isConfiguration)
  }

  var json: JSONValue {
    JSONValue(present: [
      "check": .string(check), "peer": peer.map { .string($0) }, "state": .string(state.rawValue),
      "cause": .string(cause), "remedy": remedy.map { .string($0) }, "command": command.map { .string($0) },
    ])
  }
}
