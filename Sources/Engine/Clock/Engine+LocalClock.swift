public import PeerProtocol
import Region
import Synchronization

extension Engine {
  /// An operator says that the machine's clock is right: a doubt ends, and what is due by it is decided from now on.
  ///
  /// `date` repeats what the clock shows, so that nobody confirms a clock unseen. Twice is once.
  ///
  /// - Throws: ``Problem`` `conflict` where the clock shows another date.
  public func confirmClock(date: String, approver: Approver) throws(Problem) -> JSONValue {
    guard let named = CalendarDate(iso: date) else { throw Problem(JSONFaults(["date: must be a date, YYYY-MM-DD"])) }
    observeClock()
    let reading = reading
    // The person's own calendar may be a day ahead of UTC, or behind.
    guard abs(Int(named.daysSince1970) - Int(clockDay.daysSince1970)) <= 1 else {
      throw Problem(
        .conflict,
        "The machine's clock says \(clockNow), and not \(named.iso). Set the clock of the machine first; confirm it when "
          + "it is right. See: samenloop status")
    }
    if isClockInDoubt {
      try endDoubt(.confirmed, reading, peek { peerClocks(reading, $0) })
      log(LogEvent(.warning, "clock-confirmed", ["by": .string(approver.name), "clock": JSONValue(clockNow)]))
    }
    return try read { describeClock($0) }
  }

  /// `{"state","machine","expected"?,"cause"?,"since"?,"agreesSeconds"?,"peers":[…],"detail"?,"next"?}`.
  func describeClock(_ state: RegionState) -> JSONValue {
    let reading = reading
    let book = clockBook.withLock { $0 }
    let peers = peerClocks(reading, state)
    let machine = Timestamp(seconds: Int64(reading.wall / 1000))
    let described = peers.differing.map { peer, ahead -> JSONValue in
      [
        "peer": .string(peer.text), "clock": JSONValue(machine.adding(seconds: Int64(ahead / 1000))),
        "aheadSeconds": JSONValue(ahead / 1000),
      ]
    }
    guard let book, book.isInDoubt(reading) else {
      return ["state": "trusted", "machine": JSONValue(machine), "differing": .array(described)]
    }
    let expected = Timestamp(seconds: Int64(book.sound(reading) / 1000))
    return JSONValue(present: [
      "state": "in-doubt", "machine": JSONValue(machine), "expected": JSONValue(expected),
      "cause": .string((book.cause ?? .leap).name), "differing": .array(described),
      "agreesSeconds": book.agreesSince.map { JSONValue(max(0, reading.uptime - $0) / 1000) },
      "detail": .string(explainDoubt(machine, expected, book, peers)),
      "next": .string("samenloop clock confirm --date \(CalendarDate(machine).iso)"),
    ])
  }

  /// A doubt in plain words, with both clocks and the next step.
  private func explainDoubt(
    _ machine: Timestamp, _ expected: Timestamp, _ book: ClockBook, _ peers: PeerClocks
  ) -> String {
    let clocks = peers.differing.map { peer, ahead in
      "that of \(peer) says \(machine.adding(seconds: Int64(ahead / 1000)))"
    }
    var why: String
    if book.cause != .peers, abs(machine.seconds(since: expected)) * 1000 <= EngineLimits.clockLeapMilliseconds {
      why = "The machine's clock was wrong and stands right again by the journal: it says \(machine), as expected."
    } else {
      switch book.cause {
      case .start:
        why =
          "The machine's clock says \(machine); the journal ends at \(expected). Either the node was off, or the clock is "
          + "wrong."
      case .peers: why = "The machine's clock says \(machine), and most reachable peers' clocks say something else."
      case .leap, nil: why = "The machine's clock was set: it says \(machine) where \(expected) was expected."
      }
    }
    if !clocks.isEmpty { why += " Of the peers' clocks \(clocks.prefix(5).joined(separator: ", "))." }
    return why
      + " Until it is trusted nothing is erased, archived or ended by it; that comes by itself after ten minutes of "
      + "agreement with peers, or six steady hours without. Set it right by NTP; if it is right: "
      + "samenloop clock confirm --date \(CalendarDate(machine).iso)"
  }

  /// Says in the log, as an alarm, that the clock is in doubt.
  func tellDoubt() {
    let clock = peek { describeClock($0) }
    log(
      LogEvent(
        .warning, "alarm",
        [
          "code": "clock-in-doubt", "machine": clock["machine"] ?? .null, "expected": clock["expected"] ?? .null,
          "detail": clock["detail"] ?? .null,
        ]))
  }
}

// MARK: - Endings that wait

extension Engine {
  /// What ended by a clock that is not to be believed yet, or waits for an operator; nil where nothing is held.
  var heldEndings: HeldEndings? {
    guard isClockInDoubt || background.state.withLock({ $0.waitingEndings != nil }) else { return nil }
    return HeldEndings(
      today: clockDay, profile: configuration.profile, isGroundEnded: configuration.profile.isGroundEnded(clockNow))
  }

  /// True where the agreement is in force, and no clock in doubt says otherwise.
  func mayExchange(_ record: AgreementRecord) -> Bool {
    record.isInForce(now: now) && (!isClockInDoubt || record.isInForce(now: clockNow))
  }

  /// An operator confirms that so many signals, or agreements, end at once: `{"signals"?,"agreements"?}` that wait then.
  ///
  /// - Throws: ``Problem`` `try-again` while the clock is in doubt, `conflict` where another number would end than was confirmed.
  public func confirmEndings(signals: Int?, agreements: Int?, approver: Approver) throws(Problem) -> JSONValue {
    guard signals != nil || agreements != nil else {
      throw Problem(JSONFaults(["endings: say how many signals, or agreements, may end at once"]))
    }
    observeClock()
    if isClockInDoubt { throw .clockInDoubt("Nothing is ended") }
    if let signals {
      let day = today
      let due = countEndings(by: day)
      guard due.total == signals else { throw Self.otherEndings("signals", due.total, "--endings") }
      try sweep(by: day)
    }
    if let agreements {
      let waiting = background.state.withLock { $0.waitingAgreements }
      guard waiting == agreements else { throw Self.otherEndings("agreements", waiting, "--agreements") }
      background.state.withLock { $0.confirmedAgreements = agreements }
      tick()
    }
    log(
      LogEvent(
        .warning, "endings-confirmed",
        [
          "by": .string(approver.name), "signals": signals.map { JSONValue($0) } ?? .null,
          "agreements": agreements.map { JSONValue($0) } ?? .null,
        ]))
    return describeEndings() ?? [:]
  }

  private static func otherEndings(_ what: String, _ count: Int, _ option: String) -> Problem {
    Problem(
      .conflict,
      "\(count) \(what) would end, and another number was confirmed. If that is right: samenloop retention confirm \(option) \(count)"
    )
  }

  /// What would end at once and waits for an operator: `{"signals"?,"of"?,"agreements"?,"next"}`.
  func describeEndings() -> JSONValue? {
    let (endings, agreements) = background.state.withLock { ($0.waitingEndings, $0.waitingAgreements) }
    guard endings != nil || agreements > 0 else { return nil }
    let options =
      (endings.map { [" --endings \($0.due.total)"] } ?? []) + (agreements > 0 ? [" --agreements \(agreements)"] : [])
    return JSONValue(present: [
      "signals": endings.map { JSONValue($0.due.total) },
      "of": endings.map { JSONValue($0.due.findable + $0.due.archived) },
      "agreements": agreements > 0 ? JSONValue(agreements) : nil,
      "next": .string("samenloop retention confirm" + options.joined()),
    ])
  }
}

extension Problem {
  /// What a clock in doubt cannot judge is not refused for good: it is tried again once the clock is trusted.
  static func clockInDoubt(_ what: String) -> Problem {
    Problem(
      .tryAgain,
      "\(what): the node's clock is in doubt. Try again once it is trusted; the operator sees why with: samenloop status",
      retryAfter: EngineLimits.clockRetrySeconds)
  }
}
