import PeerProtocol
import Region

/// What of the acquaintance is due to a peer: a question after the outcome of a request, this region's card, a question
/// after the peer's health.
final class PeeringOutbox: OutboxSource {
  private let store: Store
  private let clock: NodeClock
  private let clockWatch: ClockWatch
  private let lanes: DeliveryLanes
  private let alarms: Alarms
  private let ownCard: OwnCard
  private let idleMilliseconds: Int
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, clockWatch: ClockWatch, lanes: DeliveryLanes, alarms: Alarms, ownCard: OwnCard,
    idleMilliseconds: Int, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.clockWatch, self.lanes) = (store, clock, clockWatch, lanes)
    (self.alarms, self.ownCard, self.log) = (alarms, ownCard, log)
    self.idleMilliseconds = idleMilliseconds
  }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    guard let known = state.peering.peers[peer] else { return [] }
    let key: DeliveryKey
    if known.status == .requested {
      key = .outcome
    } else if known.confirmedCardVersion < state.peering.ownCardVersion {
      key = .card(version: state.peering.ownCardVersion)
    } else {
      let dueAt = lane.healthDueAt(of: peer, every: clock.healthMilliseconds, idle: idleMilliseconds)
      guard dueAt.map({ $0 <= at }) ?? true else { return [] }
      key = .health
    }
    return lane.isDue(key, now: at) ? [key] : []
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for key in keys {
      let (known, ownCard) = try store.readDurable { ($0.peering.peers[peer], $0.peering.ownCard) }
      guard let known else { continue }
      switch key {
      case .outcome:
        deliveries.append(Delivery(key, to: known.facts, "GET", "/v1/peering-requests/" + known.requestId))
      case .card:
        guard let ownCard else { continue }
        deliveries.append(Delivery(key, to: known.facts, "PUT", "/v1/card", ownCard.bytes))
      default: deliveries.append(Delivery(key, to: known.facts, "GET", "/v1/health"))
      }
    }
    return deliveries
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      switch answer.delivery.key {
      case .outcome: return try takeOutcome(PeeringOutcome(reading: answer.reply.body), peer.facts.region)
      case .card(let version):
        try store.commit { (transaction) throws(Refusal) in
          try transaction.append(.peering(.cardConfirmed(peer.facts.region, version: version)))
        }
      default: try takeHealth(HealthReport(reading: answer.reply.body), peer.facts.region)
      }
      return .done
    }
  }

  private func takeHealth(_ report: HealthReport, _ peer: RegionName) {
    let at = clock.uptimeMilliseconds
    lanes.lane(peer) { lane in
      lane.healthCheckedAt = at
      lane.peerClock = Int(report.time.seconds) * 1000 - at
    }
    clockWatch.observe()
  }

  private func takeOutcome(_ outcome: PeeringOutcome, _ peer: RegionName) throws(Refusal) -> DeliveryOutcome {
    let at = clock.now
    switch outcome.status {
    case .pending: return .again(atMost: EngineLimits.outcomeRetryMilliseconds)
    case .accepted:
      try store.commit { (transaction) throws(Refusal) in
        if transaction.state.peering.peers[peer]?.status == .requested {
          try transaction.append(.acceptance(of: peer, at: at))
        }
      }
      log(LogEvent(.info, "peer-accepted-us", ["peer": .string(peer.text)]))
    case .rejected:
      try store.commit { (transaction) throws(Refusal) in
        // An answer that was overtaken by the acceptance does not undo it.
        if transaction.state.peering.peers[peer]?.status == .requested {
          try transaction.append(.peering(.rejected(peer, reason: outcome.reason ?? "", at: at)))
        }
      }
      log(LogEvent(.warning, "peer-rejected-us", ["peer": .string(peer.text)]))
    }
    return .done
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    switch (answer.delivery.key, problem.code) {
    case (.outcome, _): .failed(.requestUnknown(status: problem.status))
    case (.card, .staleCard):
      try takeStaleCard(peer.facts.region, problem.members["version"]?.integerValue ?? 0)
    default: nil
    }
  }

  /// A peer says that it holds a newer card of ours, as it does after this node was restored from a backup.
  ///
  /// It shows no proof of it. So one answer moves the version by a little and not again for a while: a peer can neither
  /// use the numbers up nor make this node sign cards, and send them to all others, without end.
  private func takeStaleCard(_ peer: RegionName, _ version: Int) throws(Refusal) -> DeliveryOutcome {
    let at = clock.uptimeMilliseconds
    let own = store.readLatest { $0.peering.ownCardVersion }
    let isEarly = lanes.lane(peer) { lane in
      lane.cardRenewedAt.map { at - $0 < EngineLimits.cardRenewalMilliseconds } ?? false
    }
    guard !isEarly, version >= own, version - own <= EngineLimits.cardVersionLeap else {
      if version > own { alarms.raise(.unknownCardVersion, about: peer) }
      return .failed(.staleCard, atLeast: EngineLimits.longestRetryMilliseconds)
    }
    try ownCard.renew(above: version)
    lanes.lane(peer) { $0.cardRenewedAt = at }
    return .handled
  }
}

extension NodeClock {
  /// How often a peer is asked for its health, and with that for its clock.
  var healthMilliseconds: Int {
    isInDoubt ? EngineLimits.clockQuestionMilliseconds : EngineLimits.stateCheckMilliseconds
  }
}
