import LocalAPI
import PeerProtocol

/// The status as a person reads it: a line about the node, a line a peer, a line an alarm.
enum StatusText {
  static func text(_ status: StatusDocument) -> String {
    var lines = [headline(status)]
    if let trouble = status.storage { lines.append(pick("opslag: ", "storage: ") + trouble) }
    lines += OfficerText.status(status.credentials)
    lines += time(status)
    lines += ends(status)
    lines += trust(status) + signals(status) + decisions(status.decisions)
    lines += auditLog(status.auditLog) + ReviewText.status(status.reviews)
    lines += SubjectText.status(status.requests) + WebhookCommands.status(status.webhooks)
    lines += MailCommands.status(status.mail) + FrameworkCommands.status(status.frameworkPairs)
    lines += status.alarms.map { alarm in
      pick(
        "alarm: \(alarm.code) hier, \(alarm.count) keer, laatst \(alarm.lastAt)",
        "alarm: \(alarm.code) here, \(alarm.count) times, last \(alarm.lastAt)")
    }
    guard !status.peers.isEmpty else {
      return
        (lines + [
          pick("Er zijn nog geen andere regio's. Hierna: ", "There are no peers yet. Next: ") + "samenloop peer invite"
        ]).joined(separator: "\n")
    }
    return (lines + peers(status.peers)).joined(separator: "\n")
  }

  /// Days before an end from which on it is told.
  private static let noticeDays: Int64 = 60

  /// Certificates and agreements that end soon, or ended.
  private static func ends(_ status: StatusDocument) -> [String] {
    let certificates = (status.certificateEnds ?? []).map {
      (
        subject: pick("het certificaat ", "the certificate ") + $0.certificate.text, at: $0.at,
        next: pick("zie Operating, Renewal", "see Operating, Renewal")
      )
    }
    let agreements = status.peers.flatMap { peer in
      (peer.agreementEnds ?? []).map {
        (
          subject: pick(
            "de uitwisseling met \(peer.region) (\($0.kind))", "exchange of \($0.kind) entries with \(peer.region)"),
          at: $0.at,
          next: "samenloop agreement propose \(peer.region) --file TERMS.json"
        )
      }
    }
    return (certificates + agreements).filter { $0.at.seconds(since: status.time) < noticeDays * 86_400 }.map { end in
      let days = max(0, end.at.seconds(since: status.time) / 86_400)
      let hasEnded = end.at <= status.time
      return end.subject + (hasEnded ? pick(" eindigde op ", " ended on ") : pick(" eindigt op ", " ends on "))
        + end.at.rfc3339.prefix(10) + (hasEnded ? "" : pick(", over \(days) dagen", ", in \(days) days"))
        + pick(". Hierna: ", ". Next: ") + end.next
    }
  }

  private static func headline(_ status: StatusDocument) -> String {
    pick(
      "\(status.region): \(status.signals) signalen, \(status.youthsInFeed) jeugdigen in de uitwisseling, "
        + "\(status.openMatches) open matches",
      "\(status.region): \(status.signals) signals, \(status.youthsInFeed) youths in the feed, "
        + "\(status.openMatches) open matches")
  }

  /// The newest checkpoint of the audit log, and each fault of a log or a witness.
  private static func auditLog(_ log: StatusAuditLog?) -> [String] {
    guard let log else { return [] }
    let checkpoint =
      log.checkpoint.map { checkpoint in
        pick("controlepunt van \(checkpoint.at), ", "checkpoint of \(checkpoint.at), ") + witnesses(checkpoint)
      }
      ?? pick(
        "nog geen controlepunt: elke zes uur wordt er een ondertekend",
        "no checkpoint yet: one is signed every six hours")
    return [pick("logboek: \(log.entries) regels, ", "audit log: \(log.entries) entries, ") + checkpoint]
      + log.faults.map { "alarm: \($0.code) " + pick("van ", "of ") + "\($0.at): \(TextTable.cell($0.detail))" }
  }

  private static func witnesses(_ checkpoint: StatusAuditLog.Checkpoint) -> String {
    let (cosigned, roster) = (checkpoint.cosigned, checkpoint.roster)
    if roster == 0 { return pick("geen andere regio kan het bevestigen", "no peer can witness it") }
    return checkpoint.witnessedAt == nil
      ? pick(
        "medeondertekend door \(cosigned) van \(roster) regio's: nog niet bevestigd",
        "cosigned by \(cosigned) of \(roster) peers: not witnessed yet")
      : pick("bevestigd door \(cosigned) van \(roster) regio's", "witnessed by \(cosigned) of \(roster) peers")
  }

  /// Decisions that wait because of the clock, or for a confirmation.
  private static func time(_ status: StatusDocument) -> [String] {
    var lines: [String] = []
    if status.clock.state == .inDoubt {
      lines.append(
        pick("de klok wordt niet vertrouwd: ", "the clock is in doubt: ") + TextTable.cell(status.clock.detail))
    }
    if let endings = status.endings {
      let counts = [
        endings.signals.map { pick("\($0) signalen", "\($0) signals") },
        endings.agreements.map { pick("\($0) afspraken", "\($0) agreements") },
      ]
      lines.append(
        counts.compactMap(\.self).joined(separator: pick(" en ", " and "))
          + pick(
            " zouden tegelijk eindigen, en wachten op u: tot dan eindigt er niets. Hierna: ",
            " would end at once, and wait for you: nothing ends until then. Next: ") + TextTable.cell(endings.next))
    }
    if let copy = status.upgradeCopy {
      lines.append(
        pick(
          "een kopie van de opslag van voor de nieuwe versie staat in store/before-upgrade, nog \(copy.hoursLeft) uur of tot er "
            + "iets wordt gewist",
          "a copy of the store before the upgrade is in store/before-upgrade, for \(copy.hoursLeft) hours more or until "
            + "something is erased"))
    }
    if let ground = status.legalGround, ground.state != .holds {
      let day = ground.validUntil.rfc3339.prefix(10)
      lines.append(
        ground.state == .ended
          ? pick(
            "de grondslag voor uitwisseling eindigde op \(day): er wordt niets uitgewisseld. Hierna: vernieuw retention.validUntil",
            "the legal ground for exchange ended on \(day): nothing is exchanged. Next: renew retention.validUntil")
          : pick(
            "de grondslag voor uitwisseling eindigt op \(day), over \(TextTable.cell(ground.days)) dagen; dan stopt de uitwisseling",
            "the legal ground for exchange ends on \(day), in \(TextTable.cell(ground.days)) days; then exchange ends"))
    }
    return lines
  }

  /// Certificate authorities and revocation lists that somebody has to see to.
  private static func trust(_ status: StatusDocument) -> [String] {
    var lines = (status.uncheckedAuthorities ?? []).map { authority in
      pick(
        "certificaten van de autoriteit \(authority.name) worden niet op intrekking gecontroleerd. Hierna: ",
        "certificates of the authority \(authority.name) are not checked for revocation. Next: ") + authority.next
    }
    if let lists = status.outdatedRevocationLists {
      let effect =
        lists.refuses
        ? pick(
          "certificaten van die autoriteit worden geweigerd", "its authority's certificates are refused")
        : pick(
          "vanaf \(lists.usedUntil) worden certificaten van die autoriteit geweigerd",
          "from \(lists.usedUntil) its authority's certificates are refused")
      lines.append(
        pick("een intrekkingslijst is verouderd sinds ", "a revocation list is out of date since ")
          + "\(lists.due); \(effect). " + pick("Hierna: ", "Next: ") + lists.next)
    }
    for list in status.missingRevocationLists ?? [] {
      let what =
        list.isOlder
        ? pick("er is alleen een oudere", "only an older one is there")
        : pick("die is er niet meer", "it is there no longer")
      let effect =
        list.refuses
        ? pick("de certificaten worden geweigerd", "its certificates are refused")
        : pick("de lijst die eerder is gelezen, wordt gebruikt", "the one that was read before is used")
          + (list.usedUntil.map {
            pick(
              " tot \($0), daarna worden de certificaten geweigerd", " until \($0), then its certificates are refused")
          } ?? "")
      lines.append(
        pick(
          "alarm: de intrekkingslijst van \(list.name) ontbreekt",
          "alarm: the revocation list of \(list.name) is missing")
          + " (\(what)): \(effect). " + pick("Hierna: ", "Next: ") + list.next)
    }
    return lines
      + (status.trustFaults ?? []).map {
        "alarm: \($0). "
          + pick(
            "Wat daarvan eerder is gelezen, blijft gelden, voor beide kanten van de verbindingen",
            "What was read of it before holds on, for both ends of the connections")
      }
  }

  /// Signals that somebody has to see to.
  private static func signals(_ status: StatusDocument) -> [String] {
    var lines: [String] = []
    if status.notInformed > 0 {
      let effect =
        status.informing == .holdExchange
        ? pick(
          "; tot die er is, wordt er niets van uitgewisseld", "; nothing of them is exchanged until it is there") : ""
      lines.append(
        pick(
          signals(status.notInformed, "mist", "missen") + " de datum waarop het gezin is ingelicht",
          signals(status.notInformed, "lacks", "lack") + " the date on which the family was informed") + effect
          + ": samenloop signal list")
    }
    if status.objectedTo > 0 {
      lines.append(
        pick(
          "tegen " + counted(status.objectedTo, "signaal", "signalen") + " is bezwaar gemaakt; "
            + (status.objectedTo == 1 ? "het wordt" : "ze worden") + " niet uitgewisseld",
          signals(status.objectedTo, "is", "are") + " under an objection and not exchanged") + ": samenloop signal list"
      )
    }
    if let unregistered = status.unregistered {
      lines.append(
        pick(
          signals(unregistered, "wordt", "worden")
            + " niet met andere regio's gedeeld: de organisatie is niet geregistreerd, of doet niet mee. Een match kan worden "
            + "gemist. Hierna: samenloop organisation list --flagged, daarna samenloop organisation import FILE",
          signals(unregistered, "is", "are")
            + " held back from peers: the organisation is not registered, or takes no part. A match may be missed. "
            + "Next: samenloop organisation list --flagged, then samenloop organisation import FILE"))
    }
    // Those that are held back were told of already.
    if let flagged = status.flagged, flagged > status.unregistered ?? 0 {
      lines.append(
        pick(
          signals(flagged, "is", "zijn") + " van organisaties die niet zijn geregistreerd of niet meedoen. Hierna: ",
          signals(flagged, "is", "are") + " of organisations that are not registered, or take no part. Next: ")
          + "samenloop organisation list --flagged")
    }
    if let refused = status.refusedRows, refused.count > 0 {
      let ids = refused.ids.prefix(5)
      let fields = refused.byField.keys.sorted().joined(separator: ", ")
      lines.append(
        pick(
          signals(refused.count, "staat", "staan") + " in geweigerde rijen (\(fields)) en "
            + "\(refused.count == 1 ? "wacht" : "wachten") op een goede: ",
          signals(refused.count, "stands", "stand") + " in refused rows (\(fields)) and "
            + "\(refused.count == 1 ? "waits" : "wait") for a good one: ") + ids.joined(separator: ", ")
          + (refused.count > ids.count ? ", …" : "")
          + pick(
            ". Hierna: verbeter de rijen en lees ze opnieuw in, of samenloop signal withdraw ID",
            ". Next: correct the rows and import them again, or samenloop signal withdraw ID"))
    }
    return lines
  }

  private static func signals(_ count: Int, _ one: String, _ several: String) -> String {
    counted(count, pick("signaal", "signal") + " " + one, pick("signalen", "signals") + " " + several)
  }

  /// Decisions that wait for people.
  private static func decisions(_ counts: StatusDocument.DecisionCounts) -> [String] {
    let deaths = pick(
      counted(counts.deathsReported, "overlijden", "overlijdens")
        + " gemeld: signalen van anderen zijn stilgelegd tot het is verbeterd of de wachtdagen voorbij zijn",
      counted(counts.deathsReported, "death", "deaths")
        + " reported: others' signals are suspended until it is corrected or the days of grace end")
    let seconds = pick(
      counted(counts.awaitSecondPerson, "beslissing wacht", "beslissingen wachten") + " op een tweede persoon",
      counted(counts.awaitSecondPerson, "decision waits", "decisions wait") + " for a second person")
    let marks = pick(
      counted(counts.marksOfUnknownCause, "gewist signaal", "gewiste signalen")
        + " waarvan een eerdere versie de oorzaak niet bewaarde",
      counted(counts.marksOfUnknownCause, "erased signal", "erased signals")
        + " of which an earlier version kept no cause")
    let birthDates = pick(
      signals(counts.birthDateConflicts, "noemt", "noemen")
        + " een andere geboortedatum dan andere van dezelfde jeugdige",
      signals(counts.birthDateConflicts, "tells", "tell") + " another birth date than others on the youth")
    let lines = [
      (counts.deathsReported, deaths, "samenloop signal decisions"),
      (counts.awaitSecondPerson, seconds, "samenloop signal decisions"),
      (counts.marksOfUnknownCause, marks, "samenloop signal marks"),
      (counts.birthDateConflicts, birthDates, "samenloop worklist"),
    ]
    return lines.filter { $0.0 > 0 }.map { _, text, command in "\(text). " + pick("Hierna: ", "Next: ") + command }
  }
}
