import PeerProtocol
import Region
import Synchronization

/// What the profile of retention asks of the clock.
extension Engine {
  /// Ends what is due today, in pieces so that no request waits long. Once a day; a node that was off catches up.
  func sweep() throws(Problem) {
    let day = today
    guard background.state.withLock({ $0.expiredOn != day }) else { return }
    var ranOut = 0
    var erased = 0
    var row: Int? = 0
    while let start = row {
      if background.isStopping { return }
      let at = clock.milliseconds
      // Most pieces end nothing and need not wait for the disk.
      let found = peek { sweepStep($0, start, day, at) }
      guard !found.events.isEmpty else {
        row = found.next
        continue
      }
      let step = try commit { (transaction) throws(Problem) -> SweepStep in
        let step = sweepStep(transaction.state, start, day, at)
        try transaction.append(step.events)
        return step
      }
      ranOut += step.ranOut
      erased += step.erased
      row = step.next
    }
    // Only now: where the disk took nothing, the next tick tries again.
    background.state.withLock { $0.expiredOn = day }
    if ranOut + erased > 0 {
      log(LogEvent(.info, "signals-swept", ["ranOut": JSONValue(ranOut), "erased": JSONValue(erased)]))
    }
    warnOfGround()
  }

  private func sweepStep(_ state: RegionState, _ start: Int, _ day: CalendarDate, _ at: Int) -> SweepStep {
    state.decideSweep(
      from: start, rows: EngineLimits.sweepRows, endings: EngineLimits.sweepEndings, today: day,
      profile: configuration.profile, at: at)
  }

  /// Forgets ended matches and sums of disclosures that were kept long enough. Once a day, a page at a time.
  ///
  /// Not while the clock is in doubt: nothing of it can be taken back.
  func forgetEndedMatches() throws(Problem) {
    let day = today
    guard background.state.withLock({ $0.forgottenOn != day }) else { return }
    let at = clock.milliseconds
    var last: ShownOrder.Key?
    repeat {
      let after = last
      let step = peek { $0.decideForgetting(after: after, limit: EngineLimits.sweepRows, at: at) }
      if !step.events.isEmpty { try commit { (transaction) throws(Problem) in try transaction.append(step.events) } }
      last = step.next
    } while last != nil && !background.isStopping
    background.state.withLock { $0.forgottenOn = day }
  }

  // MARK: - What goes into the feeds

  /// Brings the state in step with the profile: the informing policy, and whether the legal ground still holds.
  func keepRules() throws(Problem) {
    let profile = configuration.profile
    let rules = ExchangeRules(
      holdsUninformed: profile.informing == .holdExchange, hasEnded: profile.isGroundEnded(now))
    let at = clock.milliseconds
    guard peek({ !$0.decideRules(rules, at: at).isEmpty }) else { return }
    try commit { (transaction) throws(Problem) in try transaction.append(transaction.state.decideRules(rules, at: at)) }
    log(
      LogEvent(
        rules.hasEnded ? .warning : .info, "exchange-rules",
        ["holdsUninformed": .bool(rules.holdsUninformed), "legalGround": .string(rules.hasEnded ? "ended" : "holds")]))
  }

  /// After the legal ground ended: every entry is withdrawn; an agreement is revoked once that is confirmed, or after a
  /// day of grace where the peer does not answer.
  func endExchange() throws(Problem) {
    guard let end = configuration.profile.validUntil, end <= now else { return }
    let isOver = now.seconds >= end.seconds + EngineLimits.groundGraceSeconds
    let due = peek { state in
      state.agreements.records.values.filter { $0.status == .concluded && (isOver || state.confirmedEmpty($0) != nil) }
        .map(\.id).sorted()
    }
    for id in due { try revoke(id, reason: "the legal ground for exchange ended on \(CalendarDate(end).iso)") }
  }

  /// Once a day, from thirty days before the end.
  private func warnOfGround() {
    guard let end = configuration.profile.validUntil, end > now, groundDays(end) != nil else { return }
    log(
      LogEvent(
        .warning, "legal-ground-ends",
        [
          "at": JSONValue(end),
          "reason": "then all exchange ends; if the ground was renewed, set retention.validUntil and restart",
        ]))
  }

  /// The days until the legal ground ends, where that is soon or past (0).
  func groundDays(_ end: Timestamp) -> Int? {
    let left = end.seconds - now.seconds
    if left <= 0 { return 0 }
    return left <= EngineLimits.groundNoticeSeconds ? Int((left + 86_399) / 86_400) : nil
  }

  /// Refuses what would begin exchange without a legal ground.
  func checkGround() throws(Problem) {
    guard let end = configuration.profile.validUntil, end <= now else { return }
    throw Problem(
      .conflict,
      "The legal ground for exchange ended on \(CalendarDate(end).iso). If it was renewed, set retention.validUntil in "
        + "node.json and restart the node.")
  }
}
