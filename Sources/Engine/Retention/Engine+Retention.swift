import PeerProtocol
import Region
import Synchronization

/// What the profile of retention asks of the clock.
extension Engine {
  /// Ends what is due today, in pieces so that no request waits long. Once a day; a node that was off catches up.
  ///
  /// Nothing is ended by a clock in doubt. Where unusually much would end at once, an operator has to confirm it first.
  func sweep() throws(Refusal) {
    let (day, uptime) = (today, clock.uptimeMilliseconds)
    let isDue = background.state.withLock { state in
      let isCounted = state.waitingEndings.map {
        $0.day == day && uptime - $0.countedAt < EngineLimits.endingsCountMilliseconds
      }
      return state.expiredOn != day && isCounted != true
    }
    guard isDue, !isClockInDoubt else { return }
    let due = countEndings(by: day)
    guard !due.isUnusual else { return hold(due, day, uptime) }
    try sweep(by: day)
  }

  func countEndings(by day: CalendarDate) -> DueEndings {
    var due = DueEndings()
    var row: Int? = 0
    while let start = row, !background.isStopping {
      row = store.readLatest {
        $0.countEndings(
          in: start..<start + EngineLimits.sweepRows, today: day, profile: configuration.profile, into: &due)
      }
    }
    return due
  }

  /// Nothing is ended until an operator confirms it; told once a day.
  private func hold(_ due: DueEndings, _ day: CalendarDate, _ uptime: Int) {
    let isNews = background.state.withLock { state in
      defer { state.waitingEndings = WaitingEndings(due: due, day: day, countedAt: uptime) }
      return state.waitingEndings?.day != day
    }
    guard isNews else { return }
    log(
      LogEvent(
        .warning, "endings-wait",
        [
          "signals": JSONValue(due.total), "of": JSONValue(due.findable + due.archived),
          "next": .string("samenloop retention confirm --endings \(due.total)"),
        ]))
  }

  /// Ends what is due by a day.
  func sweep(by day: CalendarDate) throws(Refusal) {
    try endHolds(day)
    var ranOut = 0
    var erased = 0
    var row: Int? = 0
    while let start = row {
      if background.isStopping { return }
      let at = milliseconds
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
    background.state.withLock { state in
      state.expiredOn = day
      state.waitingEndings = nil
    }
    if ranOut + erased > 0 {
      log(LogEvent(.info, "signals-swept", ["ranOut": JSONValue(ranOut), "erased": JSONValue(erased)]))
    }
    warnOfGround()
  }

  /// Erases the signals on youths whose death nobody corrected within the days of grace; forgets holds and marks that can
  /// no longer matter.
  private func endHolds(_ day: CalendarDate) throws(Refusal) {
    let at = milliseconds
    func decide(_ state: RegionState) -> [RegionEvent] {
      state.decideDeathsDue(today: day, profile: configuration.profile, at: at)
        + state.decideHoldRetention(today: day, at: at)
        + state.decideMarkRetention(today: day, profile: configuration.profile, at: at)
    }
    var erased = 0
    // In pieces: each ends something, so that there is an end.
    while !background.isStopping, !store.readLatest({ decide($0).isEmpty }) {
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
    state.decideSweep(
      from: start, rows: EngineLimits.sweepRows, endings: EngineLimits.sweepEndings, today: day,
      profile: configuration.profile, at: at)
  }

  /// Forgets ended matches and sums of disclosures that were kept long enough. Once a day, a page at a time.
  ///
  /// Not while the clock is in doubt: nothing of it can be taken back.
  func forgetEndedMatches() throws(Refusal) {
    let day = today
    guard background.state.withLock({ $0.forgottenOn != day }) else { return }
    let at = milliseconds
    var last: ShownOrder.Key?
    repeat {
      let after = last
      let step = store.readLatest { $0.decideForgetting(after: after, limit: EngineLimits.sweepRows, at: at) }
      if !step.events.isEmpty {
        try store.commit { (transaction) throws(Refusal) in try transaction.append(step.events) }
      }
      last = step.next
    } while last != nil && !background.isStopping
    background.state.withLock { $0.forgottenOn = day }
  }

  // MARK: - What goes into the feeds

  /// Brings the state in step with the profile: the informing policy, and whether the legal ground still holds.
  func keepRules() throws(Refusal) {
    let profile = configuration.profile
    // Whether the legal ground ended is not decided by a clock in doubt.
    let hasEnded = isClockInDoubt ? store.readLatest { $0.signals.rules.hasEnded } : profile.isGroundEnded(now)
    let rules = ExchangeRules(holdsUninformed: profile.informing == .holdExchange, hasEnded: hasEnded)
    let at = milliseconds
    guard store.readLatest({ !$0.decideRules(rules, at: at).isEmpty }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(transaction.state.decideRules(rules, at: at))
    }
    log(
      LogEvent(
        rules.hasEnded ? .warning : .info, "exchange-rules",
        ["holdsUninformed": .bool(rules.holdsUninformed), "legalGround": .string(rules.hasEnded ? "ended" : "holds")]))
  }

  /// After the legal ground ended: every entry is withdrawn; an agreement is revoked once that is confirmed, or after a
  /// day of grace where the peer does not answer.
  func endExchange() throws(Refusal) {
    guard let end = configuration.profile.validUntil, end <= now else { return }
    let isOver = now.seconds >= end.seconds + EngineLimits.groundGraceSeconds
    let due = store.readLatest { state in
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
}
