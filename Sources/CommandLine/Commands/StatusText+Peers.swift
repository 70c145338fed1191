import LocalAPI

extension StatusText {
  /// A line a peer, then the limits, then a line an alarm.
  static func peers(_ peers: [StatusPeerDocument]) -> [String] {
    let rows = peers.map { peer in
      [
        peer.region, peer.state.text, TextTable.cell(peer.lastExchange), "\(peer.pending)",
        TextTable.cell(peer.reason), TextTable.cell(peer.next),
      ]
    }
    let alarms = peers.flatMap { peer in
      peer.alarms.map { alarm in
        "alarm: \(alarm.code) by \(peer.region), \(alarm.count) times, last \(alarm.lastAt)"
          + (alarm.detail.map { "\n  " + $0 } ?? "")
      }
    }
    return [TextTable.text(header: ["PEER", "STATE", "LAST EXCHANGE", "PENDING", "REASON", "NEXT"], rows)]
      + peers.compactMap(absence) + limits(peers) + alarms
  }

  /// Since when a peer does not answer, whom to call, and what goes on meanwhile; nil for one that answers.
  private static func absence(_ peer: StatusPeerDocument) -> String? {
    guard let since = peer.downSince else { return nil }
    let who = [peer.contact?.name, peer.contact?.phone, peer.contact?.email].compactMap(\.self).filter { !$0.isEmpty }
    return "\(peer.region) does not answer since \(since): "
      + (who.isEmpty ? "its card names nobody to call" : "call \(who.joined(separator: ", "))")
      + ". Matches that are known stay; what is new goes to it as soon as it answers. Cause: samenloop doctor \(peer.region)"
  }

  /// The room that the limits leave, a line a direction, and the exceptions to them.
  private static func limits(_ peers: [StatusPeerDocument]) -> [String] {
    var rows: [[String]] = []
    var exceptions: [String] = []
    for peer in peers {
      for agreement in peer.limits {
        let waiting = agreement.waiting
        rows.append(
          ["to \(peer.region)"] + cells(agreement.sent)
            + [TextTable.cell(waiting?.additions), TextTable.cell(waiting?.until)])
        rows.append(["from \(peer.region)"] + cells(agreement.received) + ["-", "-"])
        exceptions += agreement.exceptions.map { exception in
          "exception: \(exception.region) may send \(exception.additions) more from \(exception.from) until "
            + "\(exception.until), \(exception.used) used, \(exception.status): \(TextTable.cell(exception.reason))"
        }
      }
    }
    if rows.isEmpty { return [] }
    let header = ["MAY BE ADDED", "NOW", "A DAY", "A YEAR", "IN ALL", "EXCEPTED", "WAITING", "UNTIL"]
    return [TextTable.text(header: header, rows)] + exceptions
  }

  private static func cells(_ room: StatusPeerDocument.Room) -> [String] {
    [room.remaining, room.perDay, room.perYear, room.active, room.excepted].map { "\($0)" }
  }
}
