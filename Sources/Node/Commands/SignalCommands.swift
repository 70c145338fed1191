import PeerProtocol
import System

/// `samenloop signal …`: this region's own signals.
enum SignalCommands {
  static let all = [importFile, put, list, show, withdraw] + DecisionCommands.all

  /// Seconds for one import: a million rows and more.
  private static let importSeconds = 3_600
  private static let importFile = CommandSpec(
    path: ["signal", "import"],
    summary: "add and change signals from a CSV file; good rows go in, and of refused ones what protects",
    positionals: [PositionalSpec(name: "FILE.csv")],
    options: [
      OptionSpec(
        name: "snapshot", value: nil, help: "the file is the whole index: what is not in it is removed"),
      OptionSpec(name: "rows", value: "N", help: "with --snapshot: remove nothing unless the file has N rows"),
      OptionSpec(
        name: "confirm-removals", value: "N", help: "with --snapshot: up to N removals are right, however many that is"),
    ],
    example: "samenloop signal import signals.csv --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      let path = try importPath(invocation)
      let file: FileReader
      do throws(FileError) {
        file = try FileReader(name)
      } catch {
        throw CommandFailure(.badData, error.description)
      }
      let answer = try LocalClient(invocation).upload(
        path, file, type: "text/csv", timeout: importSeconds)
      return ImportText.output(answer)
    })

  private static func importPath(_ invocation: Invocation) throws(CommandFailure) -> String {
    var query: [String] = invocation.has("snapshot") ? ["snapshot=true"] : []
    for (option, parameter) in [("rows", "rows"), ("confirm-removals", "confirmRemovals")] {
      guard let text = invocation.option(option) else { continue }
      guard invocation.has("snapshot") else { throw .usage("--\(option) goes with --snapshot") }
      guard let number = Int(text), number >= 0 else { throw .usage("--\(option) must be a number") }
      query.append("\(parameter)=\(number)")
    }
    return "/v1/signal-imports" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  private static let put = CommandSpec(
    path: ["signal", "put"], summary: "add or change one signal; the file has its id beside the columns' names",
    positionals: [PositionalSpec(name: "FILE.json")],
    example: "samenloop signal put signal.json --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      var members = try DocumentFile.read(name).objectValue ?? [:]
      let given = [
        members.removeValue(forKey: "id"), members.removeValue(forKey: "signalId"),
        members.removeValue(forKey: "signal_id"),
      ].compactMap { $0 }
      guard given.count == 1, let id = given[0].stringValue, !id.isEmpty else {
        throw CommandFailure(.badData, "\(name): id: must be the signal's id, a text")
      }
      let answer = try LocalClient(invocation).call(
        "PUT", "/v1/signals/\(PercentCoding.encode(id))", .object(members))
      let cause = answer["cause"]?.stringValue.map { ": " + $0 } ?? ""
      return CommandOutput(
        json: answer, text: "\(answer.text(of: "id"))  \(answer.text(of: "result"))\(cause)",
        notes: cause.isEmpty ? [] : [ImportText.keptErasedAdvice])
    })

  private static let list = CommandSpec(
    path: ["signal", "list"], summary: "all signals of this region, without identities",
    example: "samenloop signal list --home nhn", role: .index,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/signals", timeout: 300)
      let signals = answer["signals"]?.arrayValue ?? []
      if signals.isEmpty {
        return CommandOutput(
          json: answer, text: "There are no signals yet.", notes: ["Import some: samenloop signal import FILE.csv"])
      }
      let rows = signals.map { signal in
        let informed = signal["informedOn"]?.stringValue ?? (signal["status"] == "archived" ? "-" : "missing")
        return ["id", "status", "organisation", "startedOn", "endedOn"].map { signal.text(of: $0) }
          + [informed, signal.text(of: "objection")]
      }
      let header = ["ID", "STATUS", "ORGANISATION", "STARTED", "ENDED", "INFORMED", "OBJECTION"]
      return CommandOutput(json: answer, text: TextTable.text(header: header, rows))
    })

  private static let show = CommandSpec(
    path: ["signal", "show"], summary: "one signal, without identities",
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop signal show nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let id = PercentCoding.encode(invocation.positionals[0])
      let answer = try LocalClient(invocation).call("GET", "/v1/signals/\(id)")
      return CommandOutput(json: answer, text: JSONText.readable(answer))
    })

  private static let withdraw = CommandSpec(
    path: ["signal", "withdraw"], summary: "end a signal",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "reason", value: "REASON", help: "why", isRequired: true,
        choices: ["risk-gone", "moved-away", "mistaken", "objection", "deceased"])
    ],
    example: "samenloop signal withdraw nhn-000001 --reason risk-gone --home nhn", role: .index,
    run: { invocation in
      let id = PercentCoding.encode(invocation.positionals[0])
      let reason = JSONValue.string(invocation.option("reason") ?? "")
      let answer = try LocalClient(invocation).call("POST", "/v1/signals/\(id)/withdrawal", ["reason": reason])
      let result = answer["status"]?.stringValue ?? "withdrawn"
      return CommandOutput(json: answer, text: "\(invocation.positionals[0])  \(result)")
    })

}
