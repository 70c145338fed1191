import PeerProtocol
import Region
import Synchronization

extension ClockWatch {
  /// An operator says that the machine's clock is right: a doubt ends, and what is due by it is decided from now on.
  ///
  /// `date` repeats what the clock shows, so that nobody confirms a clock unseen. Twice is once.
  ///
  /// - Throws: ``Refusal`` `conflict` where the clock shows another date.
  func confirm(date: CalendarDate, approver: Approver) throws(Refusal) -> ClockStanding {
    observe()
    let reading = clock.reading
    // The person's own calendar may be a day ahead of UTC, or behind.
    guard abs(Int(date.daysSince1970) - Int(clock.machineDay.daysSince1970)) <= 1 else {
      throw .clock(.otherDate(named: date, machine: clock.machineNow))
    }
    if clock.isInDoubt {
      try endDoubt(.confirmed, reading, store.readLatest { peerClocks(reading, $0) })
      log(LogEvent(.warning, "clock-confirmed", ["by": .string(approver.name), "clock": JSONValue(clock.machineNow)]))
    }
    return try store.readDurable { standing($0) }
  }

  /// Whether the clock is trusted now, also while nothing can be stored.
  var latestStanding: ClockStanding { store.readLatest { standing($0) } }

  private func standing(_ state: RegionState) -> ClockStanding {
    let reading = clock.reading
    let machine = Timestamp(seconds: Int64(reading.wall / 1000))
    let differing = peerClocks(reading, state).differing.map { peer, ahead in
      ClockStanding.DifferingPeer(
        peer: peer, clock: machine.adding(seconds: Int64(ahead / 1000)), aheadSeconds: ahead / 1000)
    }
    var standing = ClockStanding(machine: machine, differing: differing)
    if let book = clock.book.withLock({ $0 }), book.isInDoubt(reading) {
      standing.doubt = ClockStanding.Doubt(
        cause: book.cause ?? .leap, expected: Timestamp(seconds: Int64(book.trusted(reading) / 1000)),
        agreesSeconds: book.agreesSince.map { max(0, reading.uptime - $0) / 1000 })
    }
    return standing
  }

  /// Says in the log, as an alarm, that the clock is in doubt.
  func tellDoubt() {
    let standing = latestStanding
    log(
      LogEvent(
        .warning, "alarm",
        [
          "code": "clock-in-doubt", "machine": JSONValue(standing.machine),
          "expected": (standing.doubt?.expected).map { JSONValue($0) } ?? .null,
        ], clock: standing))
  }
}
