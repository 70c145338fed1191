import LocalAPI
import PeerProtocol

/// The status as a person reads it: a line about the node, a line a peer, a line an alarm.
enum StatusText {
  static func text(_ status: StatusDocument) -> String {
    var lines = [headline(status)]
    if let trouble = status.storage { lines.append("storage: \(trouble)") }
    lines += OfficerText.status(status.credentials)
    lines += time(status)
    lines += trust(status) + signals(status) + decisions(status.decisions)
    lines += auditLog(status.auditLog) + ReviewText.status(status.reviews)
    lines += SubjectText.status(status.requests) + WebhookCommands.status(status.webhooks)
    lines += MailCommands.status(status.mail)
    lines += status.alarms.map { alarm in
      "alarm: \(alarm.code) here, \(alarm.count) times, last \(alarm.lastAt)"
    }
    guard !status.peers.isEmpty else {
      return (lines + ["There are no peers yet. Next: samenloop peer invite"]).joined(separator: "\n")
    }
    return (lines + peers(status.peers)).joined(separator: "\n")
  }

  private static func headline(_ status: StatusDocument) -> String {
    "\(status.region): \(status.signals) signals, \(status.youthsInFeed) youths in the feed, "
      + "\(status.openMatches) open matches"
  }

  /// The newest checkpoint of the audit log, and each fault of a log or a witness.
  private static func auditLog(_ log: StatusAuditLog?) -> [String] {
    guard let log else { return [] }
    let checkpoint =
      log.checkpoint.map { checkpoint in
        "checkpoint of \(checkpoint.at)"
          + (checkpoint.roster == 0
            ? ", no peer can witness it"
            : checkpoint.witnessedAt == nil
              ? ", cosigned by \(checkpoint.cosigned) of \(checkpoint.roster) peers: not witnessed yet"
              : ", witnessed by \(checkpoint.cosigned) of \(checkpoint.roster) peers")
      } ?? "no checkpoint yet: one is signed every six hours"
    return ["audit log: \(log.entries) entries, \(checkpoint)"]
      + log.faults.map { "alarm: \($0.code) of \($0.at): \(TextTable.cell($0.detail))" }
  }

  /// Decisions that wait because of the clock, or for a confirmation.
  private static func time(_ status: StatusDocument) -> [String] {
    var lines: [String] = []
    if status.clock.state == .inDoubt {
      lines.append("the clock is in doubt: \(TextTable.cell(status.clock.detail))")
    }
    if let endings = status.endings {
      let counts = [endings.signals.map { "\($0) signals" }, endings.agreements.map { "\($0) agreements" }]
      lines.append(
        "\(counts.compactMap(\.self).joined(separator: " and ")) would end at once, and wait for you: nothing ends until "
          + "then. Next: \(TextTable.cell(endings.next))")
    }
    if let copy = status.upgradeCopy {
      lines.append(
        "a copy of the store before the upgrade is in store/before-upgrade, for \(copy.hoursLeft) hours more or until "
          + "something is erased")
    }
    if let ground = status.legalGround, ground.state != .holds {
      let day = ground.validUntil.rfc3339.prefix(10)
      lines.append(
        ground.state == .ended
          ? "the legal ground for exchange ended on \(day): nothing is exchanged. Next: renew retention.validUntil"
          : "the legal ground for exchange ends on \(day), in \(TextTable.cell(ground.days)) days; then exchange ends")
    }
    return lines
  }

  /// Certificate authorities and revocation lists that somebody has to see to.
  private static func trust(_ status: StatusDocument) -> [String] {
    var lines = (status.uncheckedAuthorities ?? []).map { authority in
      "certificates of the authority \(authority.name) are not checked for revocation. Next: \(authority.next)"
    }
    if let lists = status.outdatedRevocationLists {
      let effect =
        lists.refuses
        ? "its authority's certificates are refused"
        : "from \(lists.usedUntil) its authority's certificates are refused"
      lines.append("a revocation list is out of date since \(lists.due); \(effect). Next: \(lists.next)")
    }
    for list in status.missingRevocationLists ?? [] {
      let what = list.isOlder ? "only an older one is there" : "it is there no longer"
      let effect =
        list.refuses
        ? "its certificates are refused"
        : "the one that was read before is used"
          + (list.usedUntil.map { " until \($0), then its certificates are refused" } ?? "")
      lines.append("alarm: the revocation list of \(list.name) is missing (\(what)): \(effect). Next: \(list.next)")
    }
    return lines
      + (status.trustFaults ?? []).map {
        "alarm: \($0). What was read of it before holds on, for both ends of the connections"
      }
  }

  /// Signals that somebody has to see to.
  private static func signals(_ status: StatusDocument) -> [String] {
    var lines: [String] = []
    if status.notInformed > 0 {
      let effect = status.informing == .holdExchange ? "; nothing of them is exchanged until it is there" : ""
      lines.append(
        "\(signals(status.notInformed, "lacks", "lack")) the date on which the family was informed\(effect): "
          + "samenloop signal list")
    }
    if status.objectedTo > 0 {
      lines.append(
        "\(signals(status.objectedTo, "is", "are")) under an objection and not exchanged: samenloop signal list")
    }
    if let unregistered = status.unregistered {
      lines.append(
        "\(signals(unregistered, "is", "are")) held back from peers: the organisation is not registered, or takes no part. "
          + "A match may be missed. Next: samenloop organisation list --flagged, then samenloop organisation import FILE"
      )
    }
    // Those that are held back were told of already.
    if let flagged = status.flagged, flagged > status.unregistered ?? 0 {
      lines.append(
        "\(signals(flagged, "is", "are")) of organisations that are not registered, or take no part. Next: samenloop "
          + "organisation list --flagged")
    }
    if let refused = status.refusedRows, refused.count > 0 {
      let ids = refused.ids.prefix(5)
      let fields = refused.byField.keys.sorted().joined(separator: ", ")
      lines.append(
        "\(signals(refused.count, "stands", "stand")) in refused rows (\(fields)) and "
          + "\(refused.count == 1 ? "waits" : "wait") for a good one: "
          + ids.joined(separator: ", ") + (refused.count > ids.count ? ", …" : "")
          + ". Next: correct the rows and import them again, or samenloop signal withdraw ID")
    }
    return lines
  }

  private static func signals(_ count: Int, _ one: String, _ several: String) -> String {
    count == 1 ? "1 signal \(one)" : "\(count) signals \(several)"
  }

  /// Decisions that wait for people.
  private static func decisions(_ counts: StatusDocument.DecisionCounts) -> [String] {
    let lines = [
      (
        counts.deathsReported,
        "deaths reported: others' signals are suspended until it is corrected or the days of grace end",
        "samenloop signal decisions"
      ),
      (counts.awaitSecondPerson, "decisions wait for a second person", "samenloop signal decisions"),
      (
        counts.marksOfUnknownCause, "erased signals of which an earlier version kept no cause",
        "samenloop signal marks"
      ),
      (
        counts.birthDateConflicts, "signals tell another birth date than others on the youth",
        "samenloop worklist"
      ),
    ]
    return lines.filter { $0.0 > 0 }.map { count, text, command in "\(count) \(text). Next: \(command)" }
  }
}
