import PeerProtocol
import Region
import Synchronization

extension ClockWatch {
  /// An operator says that the machine's clock is right: a doubt ends, and what is due by it is decided from now on.
  ///
  /// `date` repeats what the clock shows, so that nobody confirms a clock unseen. Twice is once.
  ///
  /// - Throws: ``Refusal`` `conflict` where the clock shows another date.
  func confirm(date: String, approver: Approver) throws(Refusal) -> JSONValue {
    guard let named = CalendarDate(iso: date) else { throw Refusal(JSONFaults(["date: must be a date, YYYY-MM-DD"])) }
    observe()
    let reading = clock.reading
    // The person's own calendar may be a day ahead of UTC, or behind.
    guard abs(Int(named.daysSince1970) - Int(clock.machineDay.daysSince1970)) <= 1 else {
      throw .problem(
        Problem(
          .conflict,
          "The machine's clock says \(clock.machineNow), and not \(named.iso). Set the clock of the machine first; confirm it when "
            + "it is right. See: samenloop status"))
    }
    if clock.isInDoubt {
      try endDoubt(.confirmed, reading, store.readLatest { peerClocks(reading, $0) })
      log(LogEvent(.warning, "clock-confirmed", ["by": .string(approver.name), "clock": JSONValue(clock.machineNow)]))
    }
    return try store.readDurable { describe($0) }
  }

  /// `{"state","machine","expected"?,"cause"?,"since"?,"agreesSeconds"?,"peers":[…],"detail"?,"next"?}`.
  func describe(_ state: RegionState) -> JSONValue {
    let reading = clock.reading
    let book = clock.book.withLock { $0 }
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
    let document = store.readLatest { describe($0) }
    log(
      LogEvent(
        .warning, "alarm",
        [
          "code": "clock-in-doubt", "machine": document["machine"] ?? .null, "expected": document["expected"] ?? .null,
          "detail": document["detail"] ?? .null,
        ]))
  }
}
