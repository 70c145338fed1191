import PeerProtocol

/// The status as a person reads it: a line about the node, a line a peer, a line an alarm.
enum StatusText {
  static func text(_ status: JSONValue) -> String {
    var lines = [headline(status)]
    if let trouble = status["storage"]?.stringValue { lines.append("storage: \(trouble)") }
    let peers = status["peers"]?.arrayValue ?? []
    guard !peers.isEmpty else {
      return lines.joined(separator: "\n") + "\nThere are no peers yet. Next: samenloop peer invite"
    }
    let rows = peers.map { peer in
      ["region", "state", "lastExchange", "pending", "reason", "next"].map { peer.text(of: $0) }
    }
    lines.append(TextTable.text(header: ["PEER", "STATE", "LAST EXCHANGE", "PENDING", "REASON", "NEXT"], rows))
    for peer in peers {
      for alarm in peer["alarms"]?.arrayValue ?? [] {
        lines.append(
          "alarm: \(alarm.text(of: "code")) by \(peer.text(of: "region")), "
            + "\(alarm.text(of: "count")) times, last \(alarm.text(of: "lastAt"))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func headline(_ status: JSONValue) -> String {
    let counts = [("signals", "signals"), ("youthsInFeed", "youths in the feed"), ("openMatches", "open matches")]
      .compactMap { member, words in status[member]?.integerValue.map { "\($0) \(words)" } }
    let region = status.text(of: "region")
    return counts.isEmpty ? "\(region) is running" : "\(region): \(counts.joined(separator: ", "))"
  }
}
