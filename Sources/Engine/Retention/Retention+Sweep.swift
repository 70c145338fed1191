import PeerProtocol
import Region
import Synchronization

/// What the profile of retention asks of the clock.
extension Retention {
  /// Ends what is due today, in pieces so that no request waits long. Once a day; a node that was off catches up.
  ///
  /// Nothing is ended by a clock in doubt. Where unusually much would end at once, an operator has to confirm it first.
  func sweep() throws(Refusal) {
    let (day, uptime) = (clock.today, clock.uptimeMilliseconds)
    let isDue = state.withLock { state in
      let isCounted = state.waiting.map {
        $0.day == day && uptime - $0.countedAt < EngineLimits.endingsCountMilliseconds
      }
      return state.expiredOn != day && isCounted != true
    }
    guard isDue, !clock.isInDoubt else { return }
    let due = countEndings(by: day)
    guard !due.isUnusual else { return hold(due, day, uptime) }
    try sweep(by: day)
  }

  func countEndings(by day: CalendarDate) -> DueEndings {
    var due = DueEndings()
    var row: Int? = 0
    while let start = row, !isStopping() {
      row = store.readLatest {
        RetentionDecisions($0).countEndings(
          in: start..<start + EngineLimits.sweepRows, today: day, profile: profile, into: &due)
      }
    }
    return due
  }

  /// Nothing is ended until an operator confirms it; told once a day.
  private func hold(_ due: DueEndings, _ day: CalendarDate, _ uptime: Int) {
    let isNew = state.withLock { state in
      defer { state.waiting = WaitingEndings(due: due, day: day, countedAt: uptime) }
      return state.waiting?.day != day
    }
    guard isNew else { return }
    log(
      LogEvent(
        .warning, "endings-wait",
        [
          "signals": JSONValue(due.total), "of": JSONValue(due.all),
        ]))
  }

  /// Ends what is due by a day.
  func sweep(by day: CalendarDate) throws(Refusal) {
    try endHolds(day)
    var ranOut = 0
    var erased = 0
    var row: Int? = 0
    while let start = row {
      if isStopping() { return }
      let at = clock.milliseconds
      // Most pieces end nothing and need not wait for the disk.
      let found = store.readLatest { sweepStep($0, start, day, at) }
      guard !found.events.isEmpty else {
        row = found.next
        continue
      }
      let step = try store.commit { (transaction) throws(Refusal) -> SweepStep in
        let step = sweepStep(transaction.state, start, day, at)
        try transaction.append(step.events)
        return step
      }
      ranOut += step.ranOut
      erased += step.erased
      row = step.next
    }
    // Only now: where the disk took nothing, the next tick tries again.
    state.withLock { state in
      state.expiredOn = day
      state.waiting = nil
    }
    if ranOut + erased > 0 {
      log(LogEvent(.info, "signals-swept", ["ranOut": JSONValue(ranOut), "erased": JSONValue(erased)]))
    }
    warnOfGround()
  }

  /// Erases the signals on youths whose death nobody corrected within the days of grace; forgets holds and marks that can
  /// no longer matter.
  private func endHolds(_ day: CalendarDate) throws(Refusal) {
    let at = clock.milliseconds
    func decide(_ state: RegionState) -> [RegionEvent] {
      let holds = HoldDecisions(state)
      return holds.decideDeathsDue(today: day, profile: profile, at: at)
        + holds.decideHoldRetention(today: day, at: at)
        + MarkDecisions(state).decideMarkRetention(today: day, profile: profile, at: at)
    }
    var erased = 0
    // In pieces: each ends something, so that there is an end.
    while !isStopping(), !store.readLatest({ decide($0).isEmpty }) {
      let events = try store.commit { (transaction) throws(Refusal) -> [RegionEvent] in
        let events = decide(transaction.state)
        try transaction.append(events)
        return events
      }
      for case .signals(.erased(let signals, _, _)) in events { erased += signals.count }
    }
    if erased > 0 { log(LogEvent(.warning, "deaths-not-corrected", ["erased": JSONValue(erased)])) }
  }

  private func sweepStep(_ state: RegionState, _ start: Int, _ day: CalendarDate, _ at: Int) -> SweepStep {
    RetentionDecisions(state).decideSweep(
      from: start, rows: EngineLimits.sweepRows, endings: EngineLimits.sweepEndings, today: day,
      profile: profile, at: at)
  }

  /// Forgets ended matches and sums of disclosures that were kept long enough. Once a day, a page at a time.
  ///
  /// Not while the clock is in doubt: nothing of it can be taken back.
  func forgetEndedMatches() throws(Refusal) {
    let day = clock.today
    guard state.withLock({ $0.forgottenOn != day }) else { return }
    let at = clock.milliseconds
    var last: ShownOrder.Key?
    repeat {
      let after = last
      let step = store.readLatest { $0.matches.decideForgetting(after: after, limit: EngineLimits.sweepRows, at: at) }
      if !step.events.isEmpty {
        try store.commit { (transaction) throws(Refusal) in try transaction.append(step.events) }
      }
      last = step.next
    } while last != nil && !isStopping()
    state.withLock { $0.forgottenOn = day }
  }

  // MARK: - What goes into the feeds

  /// Brings the state in step with the profile: the informing policy, and whether the legal ground still holds.
  func keepRules() throws(Refusal) {
    // Whether the legal ground ended is not decided by a clock in doubt.
    let hasEnded = clock.isInDoubt ? store.readLatest { $0.signals.rules.hasEnded } : profile.isGroundEnded(clock.now)
    let rules = ExchangeRules(holdsUninformed: profile.informing == .holdExchange, hasEnded: hasEnded)
    let at = clock.milliseconds
    guard store.readLatest({ !RetentionDecisions($0).decideRules(rules, at: at).isEmpty }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      let events = RetentionDecisions(transaction.state).decideRules(rules, at: at)
      try transaction.append(events)
    }
    log(
      LogEvent(
        rules.hasEnded ? .warning : .info, "exchange-rules",
        ["holdsUninformed": .bool(rules.holdsUninformed), "legalGround": .string(rules.hasEnded ? "ended" : "holds")]))
  }

  /// Once a day, from thirty days before the end.
  private func warnOfGround() {
    guard let ground = legalGround, !ground.hasEnded, ground.daysLeft != nil else { return }
    log(
      LogEvent(
        .warning, "legal-ground-ends",
        [
          "at": JSONValue(ground.validUntil),
          "reason": "then all exchange ends; if the ground was renewed, set retention.validUntil and restart",
        ]))
  }
}
