import PeerProtocol
import Region
import Synchronization

/// Looks at the machine's clock, and never believes it more than the journal, the time that passes and the peers allow:
/// begins a doubt, and ends it.
final class ClockWatch: Sendable {
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let alarms: Alarms
  let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, alarms: Alarms, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.alarms, self.log) = (store, clock, lanes, alarms, log)
  }

  // MARK: - Looking

  /// The first look of a process: at the newest moment in the journal.
  func begin() {
    let reading = clock.reading
    let trust = store.readLatest { $0.clock }
    clock.book.withLock { book in
      var begun = ClockBook(reading)
      let newest = trust.newestMoment
      let isFar = newest > 0 && abs(reading.wall - newest) > EngineLimits.clockLeapMilliseconds
      if let doubt = trust.doubt {
        begun.beginDoubt(doubt.cause, reading, expected: newest)
      } else if isFar {
        begun.beginDoubt(.start, reading, expected: newest)
      }
      book = begun
    }
    if trust.doubt != nil { tellDoubt() }
    observe()
  }

  /// Looks at the clock: notices where it was set, whether peers agree with it, and when a doubt is over.
  func observe() {
    let reading = clock.reading
    let peers = store.readLatest { peerClocks(reading, $0) }
    let (book, trust) = (clock.book.withLock { $0 }, store.readLatest { $0.clock })
    guard let book else { return }
    do throws(Refusal) {
      if book.expectedOffset == nil, book.hasLeapt(reading) {
        try beginDoubt(.leap, reading, expected: book.trusted(reading))
      } else if book.expectedOffset == nil, peers.contradict {
        try beginDoubt(.peers, reading, expected: reading.wall)
      } else if book.expectedOffset != nil {
        try reviewDoubt(reading, peers, trust)
      } else if abs(reading.wall - trust.newestMoment) >= EngineLimits.clockNoteMilliseconds {
        try note(reading)
      }
    } catch {
      // Seen again at the next look; until then the clock is in doubt for this process.
      log(LogEvent(.warning, "clock-not-noted", refusal: error))
    }
    warnOfPeerClocks(peers)
    stepLimits(reading)
  }

  /// An idle node notes the clock now and then, so that it is not in doubt when it starts again.
  func note(_ reading: ClockReading) throws(Refusal) {
    // The base stays: small steps add up to a leap.
    try store.commit { (transaction) throws(Refusal) in try transaction.append(.clock(.observed(at: reading.wall))) }
  }

  private func beginDoubt(
    _ cause: ClockTrust.Cause, _ reading: ClockReading, expected: Int
  ) throws(Refusal) {
    clock.book.withLock { $0?.beginDoubt(cause, reading, expected: expected) }
    try noteDoubt()
    tellDoubt()
  }

  /// Makes the doubt of this process one of the region's, so that it outlives the process.
  private func noteDoubt() throws(Refusal) {
    guard let book = clock.book.withLock({ $0 }), let cause = book.cause, let offset = book.expectedOffset else {
      return
    }
    let doubt = ClockTrust.Doubt(cause: cause, clock: book.base.wall, expected: book.base.uptime + offset)
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.clock.doubt == nil else { return }
      try transaction.append(.clock(.doubtBegan(doubt)))
    }
  }

  // MARK: - The end of a doubt

  private func reviewDoubt(_ reading: ClockReading, _ peers: PeerClocks, _ trust: ClockTrust) throws(Refusal) {
    if trust.doubt == nil {
      try noteDoubt()
      tellDoubt()
    }
    let ending = clock.book.withLock { book -> ClockTrust.Ending? in
      guard var held = book, held.expectedOffset != nil else { return nil }
      defer { book = held }
      if abs(reading.step(since: held.base)) > EngineLimits.clockDifferenceMilliseconds {
        held.steady(from: reading)
        return nil
      }
      if peers.asked > 0, peers.agree {
        held.agreesSince = held.agreesSince ?? reading.uptime
      } else {
        held.agreesSince = nil
        // One peer alone, against the journal and the time that passed, does not hold the doubt for ever.
        let isOneAgainstJournal = held.cause == .peers && peers.asked == 1
        if peers.asked > 0, !isOneAgainstJournal { held.steadySince = reading.uptime }
      }
      if let since = held.agreesSince, reading.uptime - since >= EngineLimits.clockAgreementMilliseconds {
        return .peers
      }
      return reading.uptime - held.steadySince >= EngineLimits.clockSteadyMilliseconds ? .steady : nil
    }
    if let ending { try endDoubt(ending, reading, peers) }
  }

  func endDoubt(_ ending: ClockTrust.Ending, _ reading: ClockReading, _ peers: PeerClocks) throws(Refusal) {
    let differing = peers.differing.map(\.peer).sorted()
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.clock.isInDoubt else { return }
      try transaction.append(.clock(.doubtEnded(ending, at: reading.wall, differing: differing)))
    }
    clock.book.withLock { $0?.endDoubt(reading) }
    lanes.wakeAll()
    log(
      LogEvent(
        .warning, "clock-trusted",
        ["by": .string(ending.name), "clock": JSONValue(Timestamp(seconds: Int64(reading.wall / 1000)))]))
  }

  // MARK: - Peers

  /// What the clocks of peers that answered lately say of this one.
  func peerClocks(_ reading: ClockReading, _ state: RegionState) -> PeerClocks {
    var clocks = PeerClocks()
    let within = state.clock.isInDoubt ? EngineLimits.clockFreshMilliseconds : 2 * EngineLimits.stateCheckMilliseconds
    for peer in state.peering.peers.values where peer.status == .accepted && peer.suspension == nil {
      let region = peer.facts.region
      let (peerClock, checkedAt) = lanes.lane(region) { ($0.peerClock, $0.healthCheckedAt) }
      guard let peerClock, let checkedAt, reading.uptime - checkedAt <= within else { continue }
      let ahead = peerClock + reading.uptime - reading.wall
      let agrees = abs(ahead) <= EngineLimits.clockDifferenceMilliseconds
      if !agrees { clocks.differing.append((region, ahead)) }
      guard agrees || !state.clock.differing.contains(region) else { continue }
      clocks.asked += 1
      if agrees { clocks.agreeing += 1 }
    }
    clocks.differing.sort { $0.peer < $1.peer }
    return clocks
  }

  /// How far a peer's clock is ahead of this node's, in seconds; shown, and never by itself a reason to refuse.
  func skewSeconds(of lane: DeliveryLane) -> Int {
    let reading = clock.reading
    return lane.peerClock.map { ($0 + reading.uptime - reading.wall) / 1000 } ?? 0
  }

  /// A peer whose clock differs while this one is trusted: an alarm, at every answer that shows it.
  private func warnOfPeerClocks(_ peers: PeerClocks) {
    guard !clock.isInDoubt else { return }
    for (peer, ahead) in peers.differing {
      let isNew = lanes.lane(peer) { lane in
        guard lane.clockToldAt != lane.healthCheckedAt else { return false }
        lane.clockToldAt = lane.healthCheckedAt
        return true
      }
      guard isNew else { continue }
      let machine = clock.machineNow
      alarms.raise(
        .clockDiffers(own: machine, peer: machine.adding(seconds: Int64(ahead / 1000))), about: peer)
    }
  }

  // MARK: - Limits

  /// Notices where the time by which the node notes things was set, so that no limit opens or shuts by that.
  private func stepLimits(_ reading: ClockReading) {
    let (look, last) = clock.book.withLock { book -> (ClockReading, ClockReading?) in
      guard var held = book else { return (reading, nil) }
      defer { book = held }
      let look = ClockReading(wall: held.trusted(reading), uptime: reading.uptime)
      let last = held.limits
      if let last, abs(look.step(since: last)) > EngineLimits.clockLeapMilliseconds { held.listensSince = look.uptime }
      held.limits = look
      return (look, last)
    }
    let step = store.readLatest { state in
      state.limits.clockStep(
        to: look.wall, from: last?.wall, passed: last.map { look.uptime - $0.uptime },
        tolerance: EngineLimits.clockStepMilliseconds)
    }
    guard let limit = step else { return }
    do {
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.limits(.clockStepped(wall: look.wall, limit: limit)))
      }
      log(
        LogEvent(
          .warning, "clock-set",
          ["detail": "The node's clock was set. Limits go on by the time that passed; keep the clock right by NTP."]))
    } catch {
      // Seen again at the next look.
      clock.book.withLock { $0?.limits = last }
    }
  }
}
