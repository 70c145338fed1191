import PeerProtocol

/// The status as a person reads it: a line a peer.
enum StatusText {
  static func text(_ status: JSONValue) -> String {
    var lines = ["\(status.text(of: "region")): \(status["state"]?.stringValue ?? "running")"]
    let peers = status["peers"]?.arrayValue ?? []
    if peers.isEmpty {
      lines.append("There are no peers yet. Next: samenloop peer invite")
    } else {
      let rows = peers.map { peer in
        [peer.text(of: "region"), peer["state"] == nil ? peer.text(of: "status") : peer.text(of: "state")]
          + ["lastExchange", "pending", "reason", "next"].map { peer.text(of: $0) }
      }
      lines.append(TextTable.text(header: ["PEER", "STATE", "LAST EXCHANGE", "PENDING", "REASON", "NEXT"], rows))
    }
    return lines.joined(separator: "\n")
  }
}
