import LocalAPI
package import PeerProtocol

/// What a command prints when it succeeded, or when the node refused a part of the data.
package struct CommandOutput: Sendable {
  /// The version of the form of what `--json` prints: another number where a member goes or means something else.
  package static let schemaVersion = 1

  /// The JSON object for `--json`, to which ``schemaVersion`` is added; or the lines of ``isLines``.
  package var json: [UInt8]
  /// Whether `json` is a list with an object a line, which a reader takes one by one (NDJSON).
  package var isLines = false
  /// What a person reads on stdout, without the last line end.
  package var text: String
  /// Advice for a person, on stderr: the next command, mostly.
  package var notes: [String] = []
  package var exit = ExitCode.success
  /// Whether nothing is printed: the command wrote its own output (serve).
  package var isSilent = false

  /// The output of a command that works without the node.
  package init(json: JSONValue, text: String, notes: [String] = [], exit: ExitCode = .success) {
    self.init(json: json.bytes, text: text, notes: notes, exit: exit)
  }

  /// The output of a command that asked the node: --json passes the node's own bytes on.
  package init<Document>(_ answer: NodeAnswer<Document>, text: String, notes: [String] = [], exit: ExitCode = .success)
  {
    self.init(json: answer.bytes, text: text, notes: notes, exit: exit)
  }

  /// The output of a command whose answer was changed before it is shown.
  package init(json: [UInt8], text: String, notes: [String] = [], exit: ExitCode = .success) {
    (self.json, self.text, self.notes, self.exit) = (json, text, notes, exit)
  }

  /// What `--json` prints: one object, whose first member is the version of its form.
  package var jsonLine: [UInt8] { isLines ? json : Self.versioned(json) }

  /// A JSON object with the version of its form.
  package static func versioned(_ object: [UInt8]) -> [UInt8] {
    let members = object.drop { $0 != UInt8(ascii: "{") }.dropFirst()
    let isEmpty = members.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "}")
    return Array("{\"schemaVersion\":\(schemaVersion)\(isEmpty ? "" : ",")".utf8) + members
  }

  /// The output of a command that wrote its own.
  package static var silent: CommandOutput {
    var output = CommandOutput(json: [], text: "")
    output.isSilent = true
    return output
  }
}
