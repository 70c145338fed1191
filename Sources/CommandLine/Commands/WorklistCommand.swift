import LocalAPI
import PeerProtocol

/// `samenloop worklist`: the matches that somebody has to look at.
enum WorklistCommand {
  static let spec = CommandSpec(
    path: ["worklist"], summary: "open matches that ask for somebody's attention and why, oldest first",
    example: "samenloop worklist --home nhn", role: .coordinator,
    run: { invocation in output(try LocalClient(invocation).call(.worklist, timeout: 300)) })

  static func output(_ answer: NodeAnswer<WorklistDocument>) -> CommandOutput {
    let items = answer.document.items
    if items.isEmpty { return CommandOutput(answer, text: "Nothing asks for attention.") }
    let rows = items.map { item in
      guard let match = item.match else {
        return [
          "-", "-", "-", "-", (item.signals ?? []).map(\.id).joined(separator: " "), TextTable.cell(item.reasons),
        ]
      }
      return [
        match.matchId, match.kind.text, match.peer, String(match.detectedAt.rfc3339.prefix(10)),
        TextTable.cell(match.signals), TextTable.cell(item.reasons),
      ]
    }
    let header = ["MATCH", "KIND", "PEER", "DETECTED", "OUR SIGNALS", "WHY"]
    return CommandOutput(
      answer, text: TextTable.text(header: header, rows),
      notes: ["See one with contact details: samenloop match show MATCH"])
  }
}
