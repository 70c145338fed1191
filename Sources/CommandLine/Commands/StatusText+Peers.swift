import LocalAPI
import Pages
import PeerProtocol

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
      + peers.compactMap(absence) + peers.compactMap(guardians) + limits(peers) + alarms
  }

  /// Since when a peer does not answer, whom to call, and what goes on meanwhile; nil for one that answers.
  private static func absence(_ peer: StatusPeerDocument) -> String? {
    guard let since = peer.downSince else { return nil }
    let who = [peer.contact?.name, peer.contact?.phone, peer.contact?.email].compactMap(\.self).filter { !$0.isEmpty }
    let call =
      who.isEmpty
      ? pick("de kaart noemt niemand om te bellen", "its card names nobody to call")
      : pick("bel", "call") + " " + who.joined(separator: ", ")
    return "\(peer.region) " + pick("antwoordt niet sinds", "does not answer since") + " \(since): \(call). "
      + pick(
        "Wat er al bekend is, blijft; wat nieuw is, gaat erheen zodra de regio antwoordt. Zoek de oorzaak met: ",
        "Matches that are known stay; what is new goes to it as soon as it answers. Find the cause with: ")
      + "samenloop doctor \(peer.region)"
  }

  /// Guardians that go later, and when; nil where none waits.
  private static func guardians(_ peer: StatusPeerDocument) -> String? {
    peer.guardiansWaiting.map { waiting in
      "\(peer.region): "
        + counted(
          waiting.additions, pick("ouder of verzorger wacht", "guardian waits"),
          pick("ouders en verzorgers wachten", "guardians wait"))
        + (waiting.from.map { pick(" tot ", " until ") + $0.rfc3339 }
          ?? pick(" op de jeugdigen die eerst gaan", " for the youths that go first"))
        + pick(". Nu versturen: ", ". Send them now: ") + "samenloop sync now \(peer.region)"
    }
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
            + [waitingCell(waiting), TextTable.cell(waiting?.until)])
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
      ["MAG ERBIJ", "NU", "PER DAG", "PER JAAR", "IN TOTAAL", "EXTRA TOEGESTAAN", "WACHT", "TOT"],
      ["MAY BE ADDED", "NOW", "A DAY", "A YEAR", "IN ALL", "EXCEPTED", "WAITING", "UNTIL"])
    return [TextTable.text(header: header, rows)] + exceptions
  }

  /// What is held up, with how much of it guardians are.
  private static func waitingCell(_ waiting: StatusPeerDocument.Waiting?) -> String {
    let guardians = waiting?.guardians ?? 0
    let kinds = guardians > 0 ? pick(" (\(guardians) ouders)", " (\(guardians) guardians)") : ""
    return TextTable.cell(waiting?.additions) + kinds
  }

  private static func cells(_ room: StatusPeerDocument.Room) -> [String] {
    [room.remaining, room.perDay, room.perYear, room.active, room.excepted].map { "\($0)" }
  }
}
