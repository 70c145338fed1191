import PeerProtocol

/// `samenloop worklist`: the matches that somebody has to look at.
enum WorklistCommand {
  static let spec = CommandSpec(
    path: ["worklist"], summary: "open matches that ask for somebody's attention and why, oldest first",
    example: "samenloop worklist --home nhn", role: .coordinator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/worklist", timeout: 300)
      return output(answer)
    })

  static func output(_ answer: JSONValue) -> CommandOutput {
    let items = answer["items"]?.arrayValue ?? []
    if items.isEmpty { return CommandOutput(json: answer, text: "Nothing asks for attention.") }
    let rows = items.map { item in
      guard let match = item["match"] else {
        let ids = (item["signals"]?.arrayValue ?? []).map { $0.text(of: "id") }.joined(separator: " ")
        return ["-", "-", "-", "-", ids, item.text(of: "reasons")]
      }
      return ["matchId", "kind", "peer"].map { match.text(of: $0) }
        + [match["detectedAt"]?.stringValue.map { String($0.prefix(10)) } ?? "-", match.text(of: "signals")]
        + [item.text(of: "reasons")]
    }
    let header = ["MATCH", "KIND", "PEER", "DETECTED", "OUR SIGNALS", "WHY"]
    return CommandOutput(
      json: answer, text: TextTable.text(header: header, rows),
      notes: ["See one with contact details: samenloop match show MATCH"])
  }
}
