import PeerProtocol

/// The status as a person reads it: a line about the node, a line a peer, a line an alarm.
enum StatusText {
  static func text(_ status: JSONValue) -> String {
    var lines = [headline(status)]
    if let trouble = status["storage"]?.stringValue { lines.append("storage: \(trouble)") }
    lines += OfficerText.status(status["credentials"])
    lines += attention(status)
    let peers = status["peers"]?.arrayValue ?? []
    guard !peers.isEmpty else {
      return (lines + ["There are no peers yet. Next: samenloop peer invite"]).joined(separator: "\n")
    }
    let rows = peers.map { peer in
      ["region", "state", "lastExchange", "pending", "reason", "next"].map { peer.text(of: $0) }
    }
    lines.append(TextTable.text(header: ["PEER", "STATE", "LAST EXCHANGE", "PENDING", "REASON", "NEXT"], rows))
    lines += limits(peers)
    for peer in peers {
      for alarm in peer["alarms"]?.arrayValue ?? [] {
        lines.append(
          "alarm: \(alarm.text(of: "code")) by \(peer.text(of: "region")), "
            + "\(alarm.text(of: "count")) times, last \(alarm.text(of: "lastAt"))"
            + (alarm["detail"]?.stringValue.map { "\n  " + $0 } ?? ""))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What somebody has to see to, besides the peers.
  private static func attention(_ status: JSONValue) -> [String] {
    var lines: [String] = []
    if let hours = status["upgradeCopy"]?["hoursLeft"]?.integerValue {
      lines.append(
        "a copy of the store before the upgrade is in store/before-upgrade, for \(hours) hours more or until something "
          + "is erased")
    }
    if let ground = status["legalGround"], ground["state"] != "holds" {
      let day = ground.text(of: "validUntil").prefix(10)
      lines.append(
        ground["state"] == "ended"
          ? "the legal ground for exchange ended on \(day): nothing is exchanged. Next: renew retention.validUntil"
          : "the legal ground for exchange ends on \(day), in \(ground.text(of: "days")) days; then exchange ends")
    }
    for authority in status["uncheckedAuthorities"]?.arrayValue ?? [] {
      lines.append(
        "certificates of the authority \(authority.text(of: "name")) are not checked for revocation. Next: "
          + authority.text(of: "next"))
    }
    if let lists = status["outdatedRevocationLists"] {
      let until = lists.text(of: "usedUntil")
      lines.append(
        "a revocation list is out of date since \(lists.text(of: "due")); "
          + (lists["refuses"] == true
            ? "its authority's certificates are refused"
            : "from \(until) its authority's certificates are refused")
          + ". Next: " + lists.text(of: "next"))
    }
    let missing = status["notInformed"]?.integerValue ?? 0
    if missing > 0 {
      let effect = status["informing"] == "hold-exchange" ? "; nothing of them is exchanged until it is there" : ""
      lines.append(
        "\(signals(missing, "lacks", "lack")) the date on which the family was informed\(effect): samenloop signal list"
      )
    }
    let objected = status["objectedTo"]?.integerValue ?? 0
    if objected > 0 {
      lines.append("\(signals(objected, "is", "are")) under an objection and not exchanged: samenloop signal list")
    }
    return lines
  }

  private static func signals(_ count: Int, _ one: String, _ several: String) -> String {
    count == 1 ? "1 signal \(one)" : "\(count) signals \(several)"
  }

  /// What the limits leave room for, a line a direction, and the exceptions to them.
  private static func limits(_ peers: [JSONValue]) -> [String] {
    var rows: [[String]] = []
    var exceptions: [String] = []
    for peer in peers {
      let region = peer.text(of: "region")
      for agreement in peer["limits"]?.arrayValue ?? [] {
        for (member, who) in [("sent", "to \(region)"), ("received", "from \(region)")] {
          guard let room = agreement[member] else { continue }
          let waiting = member == "sent" ? agreement["waiting"] : nil
          rows.append(
            [who] + ["remaining", "perDay", "perYear", "active", "excepted"].map { room.text(of: $0) }
              + [waiting?.text(of: "additions") ?? "-", waiting?.text(of: "until") ?? "-"])
        }
        exceptions += (agreement["exceptions"]?.arrayValue ?? []).map { exception in
          "exception: \(exception.text(of: "region")) may send \(exception.text(of: "additions")) more from "
            + "\(exception.text(of: "from")) until \(exception.text(of: "until")), \(exception.text(of: "used")) used, "
            + "\(exception.text(of: "status")): \(exception.text(of: "reason"))"
        }
      }
    }
    if rows.isEmpty { return [] }
    let header = ["MAY BE ADDED", "NOW", "A DAY", "A YEAR", "IN ALL", "EXCEPTED", "WAITING", "UNTIL"]
    return [TextTable.text(header: header, rows)] + exceptions
  }

  private static func headline(_ status: JSONValue) -> String {
    let counts = [("signals", "signals"), ("youthsInFeed", "youths in the feed"), ("openMatches", "open matches")]
      .compactMap { member, words in status[member]?.integerValue.map { "\($0) \(words)" } }
    let region = status.text(of: "region")
    return counts.isEmpty ? "\(region) is running" : "\(region): \(counts.joined(separator: ", "))"
  }
}
