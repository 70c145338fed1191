package import LocalAPI
import PeerProtocol

extension Trouble {
  /// What is wrong according to the status, the most serious first.
  ///
  /// - Parameter names: The names of regions by their ids.
  package static func troubles(_ status: StatusDocument, names: [String: String]) -> [Trouble] {
    let all =
      node(status) + trust(status) + status.alarms.map { Trouble($0, about: .thisNode) } + faults(status, names)
      + status.peers.flatMap { peer($0, names) }
    return all.enumerated().sorted { left, right in
      left.element.level == right.element.level
        ? left.offset < right.offset : left.element.level > right.element.level
    }.map(\.element)
  }

  private static func node(_ status: StatusDocument) -> [Trouble] {
    var found: [Trouble] = []
    if let storage = status.storage {
      found.append(
        Trouble(
          .trouble, .thisNode, Phrase("Er kan niets worden opgeslagen.", "Nothing can be stored."), detail: storage,
          remedy: Phrase("Maak ruimte op de schijf of vervang hem.", "Free space on the disk, or replace it.")))
    }
    if status.clock.state == .inDoubt {
      found.append(
        Trouble(
          .trouble, .thisNode,
          Phrase(
            "De klok wordt niet vertrouwd. Tot dat voorbij is, wordt niets gewist of beëindigd.",
            "The clock is in doubt. Until that is over nothing is erased or ended."),
          remedy: Phrase("Zet de klok goed, of bevestig dat die goed staat:", "Set the clock, or confirm it:"),
          command: status.clock.next))
    }
    if status.restoration.restored {
      found.append(
        Trouble(
          .trouble, .thisNode,
          Phrase("Het knooppunt is teruggezet uit een reservekopie.", "The node was restored from a backup."),
          remedy: Phrase("Lees de hele verwijsindex opnieuw in.", "Import the whole index anew."),
          command: status.restoration.next))
    }
    if let endings = status.endings, let next = endings.next {
      found.append(
        Trouble(
          .attention, .thisNode,
          Phrase(
            "Er zouden in één keer \(endings.signals ?? 0) signalen en \(endings.agreements ?? 0) afspraken eindigen. Dat wacht op u.",
            "\(endings.signals ?? 0) signals and \(endings.agreements ?? 0) agreements would end at once. That waits for you."
          ),
          remedy: Phrase("Controleer de datum, en bevestig dan:", "Check the date, and then confirm:"), command: next))
    }
    if let rows = status.refusedRows, rows.count > 0 {
      found.append(
        Trouble(
          .attention, .thisNode,
          Phrase(
            "Van \(rows.count) signalen is de laatste regel geweigerd.",
            "The last row of \(rows.count) signals was refused."),
          remedy: Phrase(
            "Verbeter in de verwijsindex: \(rows.byField.keys.sorted().joined(separator: ", ")).",
            "Correct in the index: \(rows.byField.keys.sorted().joined(separator: ", ")).")))
    }
    if let mail = status.mail {
      found.append(
        Trouble(
          .attention, .thisNode, Phrase("Er wordt geen mail verstuurd.", "No mail is sent."),
          foreignDetail: mail.detail,
          remedy: Phrase("Controleer mail in node.json.", "Check mail in node.json."), command: mail.next))
    }
    found += (status.webhooks ?? []).map { webhook in
      Trouble(
        webhook.state == .disabled ? .trouble : .attention, .thisNode,
        Phrase(
          "Het systeem op \(webhook.host) krijgt geen berichten over wijzigingen.",
          "The system at \(webhook.host) gets no messages about changes."), detail: webhook.detail,
        command: webhook.next)
    }
    return found
  }

  private static func trust(_ status: StatusDocument) -> [Trouble] {
    var found = (status.trustFaults ?? []).map { fault in
      Trouble(
        .trouble, .certificates, Phrase("Een bestand kan niet worden gebruikt.", "A file cannot be used."),
        foreignDetail: fault)
    }
    for authority in status.uncheckedAuthorities ?? [] {
      found.append(
        Trouble(
          .attention, .certificates,
          Phrase(
            "Intrekking wordt niet gecontroleerd voor \(authority.name).",
            "Revocation is not checked for \(authority.name)."),
          command: authority.next))
    }
    if let lists = status.outdatedRevocationLists {
      found.append(
        Trouble(
          lists.refuses ? .trouble : .attention, .certificates,
          Phrase(
            "Een intrekkingslijst is verlopen; de oude geldt tot \(lists.usedUntil).",
            "A revocation list is out of date; the old one is used until \(lists.usedUntil)."), command: lists.next))
    }
    for list in status.missingRevocationLists ?? [] {
      found.append(
        Trouble(
          list.refuses ? .trouble : .attention, .certificates,
          Phrase("De intrekkingslijst van \(list.name) ontbreekt.", "The revocation list of \(list.name) is missing."),
          command: list.next))
    }
    return found
  }

  private static func faults(_ status: StatusDocument, _ names: [String: String]) -> [Trouble] {
    (status.auditLog?.faults ?? []).map { fault in
      Trouble(
        AlarmDocument(code: fault.code, count: 1, lastAt: fault.at, detail: fault.detail),
        about: .name(names[fault.region] ?? fault.region))
    }
  }

  private static func peer(_ peer: StatusPeerDocument, _ names: [String: String]) -> [Trouble] {
    let name = Phrase.name(names[peer.region] ?? peer.region)
    var found = peer.alarms.map { Trouble($0, about: name) }
    let level = peer.state.known?.level ?? .attention
    if level != .good {
      found.append(
        Trouble(
          level, name, peer.state.phrase(\.phrase), detail: peer.reason.isEmpty ? nil : peer.reason,
          command: peer.next.isEmpty ? nil : peer.next))
    }
    if let skew = peer.clockSkewSeconds {
      found.append(
        Trouble(
          .attention, name,
          Phrase("De klokken verschillen \(abs(skew)) seconden.", "The clocks differ by \(abs(skew)) seconds."),
          remedy: Phrase("Zet beide gelijk met NTP.", "Set both by NTP.")))
    }
    return found
  }
}

extension Phrase {
  static let certificates = Phrase("Certificaten", "Certificates")
}
