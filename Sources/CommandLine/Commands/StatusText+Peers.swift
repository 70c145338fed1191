import LocalAPI
import Pages

extension StatusText {
  /// A line a peer, then the limits, then a line an alarm.
  static func peers(_ peers: [StatusPeerDocument]) -> [String] {
    let rows = peers.map { peer in
      [
        peer.region, peer.state.shown(\.phrase), TextTable.cell(peer.lastExchange), "\(peer.pending)",
        TextTable.cell(peer.reason), TextTable.cell(peer.next),
      ]
    }
    let alarms = peers.flatMap { peer in
      peer.alarms.map { alarm in
        pick(
          "alarm: \(alarm.code) door \(peer.region), \(alarm.count) keer, laatst \(alarm.lastAt)",
          "alarm: \(alarm.code) by \(peer.region), \(alarm.count) times, last \(alarm.lastAt)")
          + (alarm.detail.map { "\n  " + $0 } ?? "")
      }
    }
    let header = pick(
      ["REGIO", "STAND", "LAATSTE UITWISSELING", "WACHT", "REDEN", "HIERNA"],
      ["PEER", "STATE", "LAST EXCHANGE", "PENDING", "REASON", "NEXT"])
    return [TextTable.text(header: header, rows)]
      + limits(peers) + alarms
  }

  /// The room that the limits leave, a line a direction, and the exceptions to them.
  private static func limits(_ peers: [StatusPeerDocument]) -> [String] {
    var rows: [[String]] = []
    var exceptions: [String] = []
    for peer in peers {
      for agreement in peer.limits {
        let waiting = agreement.waiting
        rows.append(
          [pick("naar ", "to ") + peer.region] + cells(agreement.sent)
            + [TextTable.cell(waiting?.additions), TextTable.cell(waiting?.until)])
        rows.append([pick("van ", "from ") + peer.region] + cells(agreement.received) + ["-", "-"])
        exceptions += agreement.exceptions.map { exception in
          pick(
            "uitzondering: \(exception.region) mag \(exception.additions) extra sturen van \(exception.from) tot \(exception.until), "
              + "\(exception.used) gebruikt, ",
            "exception: \(exception.region) may send \(exception.additions) more from \(exception.from) until "
              + "\(exception.until), \(exception.used) used, ")
            + exception.status.shown(\.phrase) + ": " + TextTable.cell(exception.reason)
        }
      }
    }
    if rows.isEmpty { return [] }
    let header = pick(
      ["MAG ERBIJ", "NU", "PER DAG", "PER JAAR", "IN TOTAAL", "UITGEZONDERD", "WACHT", "TOT"],
      ["MAY BE ADDED", "NOW", "A DAY", "A YEAR", "IN ALL", "EXCEPTED", "WAITING", "UNTIL"])
    return [TextTable.text(header: header, rows)] + exceptions
  }

  private static func cells(_ room: StatusPeerDocument.Room) -> [String] {
    [room.remaining, room.perDay, room.perYear, room.active, room.excepted].map { "\($0)" }
  }
}
