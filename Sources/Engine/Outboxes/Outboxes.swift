import Cryptography
public import PeerProtocol
import Region

/// What waits for each peer: what is due, what is under way, and when what failed is tried again.
///
/// What there is to send, the parts of the trade know; each is an ``OutboxSource``.
public final class Outboxes: Sendable {
  /// The parts of the trade that send to peers.
  struct Sources: Sendable {
    var peering: PeeringOutbox
    var introductions: IntroductionOutbox
    var agreements: AgreementOutbox
    var frameworks: any OutboxSource
    var checkpoints: any OutboxSource
    var exceptions: any OutboxSource
    var feeds: any OutboxSource
    var matches: any OutboxSource

    /// In the order in which they are asked.
    var all: [any OutboxSource] {
      [peering, frameworks, introductions, agreements, exceptions, feeds, matches, checkpoints]
    }

    /// Whose deliveries are named so.
    func source(of key: DeliveryKey) -> any OutboxSource {
      switch key {
      case .outcome, .card, .health: peering
      case .introduction: introductions
      case .agreement, .ending: agreements
      case .framework: frameworks
      case .ownLogHeld, .checkpoint, .crossCheck, .consistency: checkpoints
      case .exception: exceptions
      case .state, .batch: feeds
      case .match: matches
      }
    }
  }

  let sources: Sources
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let admission: PeerAdmission
  let random: any RandomSource
  let idleMilliseconds: Int
  let log: @Sendable (LogEvent) -> Void

  init(
    sources: Sources, store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission,
    random: any RandomSource, idleMilliseconds: Int, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.sources, self.store, self.clock, self.lanes) = (sources, store, clock, lanes)
    (self.admission, self.random, self.log) = (admission, random, log)
    self.idleMilliseconds = idleMilliseconds
  }

  /// The peers that something may have to be sent to, sorted.
  public var peersToServe: [RegionName] { store.readLatest { $0.peering.peersToServe } }

  /// Everything that is due to a peer now, each thing once until ``complete(_:_:)`` was called for it.
  ///
  /// What it gives is durable. Nothing is given while the disk takes nothing.
  public func nextDeliveries(to peer: RegionName) -> [Delivery] {
    let at = clock.uptimeMilliseconds
    var taken: [DeliveryKey] = []
    var deliveries: [Delivery] = []
    do throws(Refusal) {
      taken = try store.readDurable { state in
        lanes.lane(peer) { lane in due(peer, state, &lane, at: at).filter { lane.underWay.insert($0).inserted } }
      }
      deliveries = try prepare(taken, to: peer)
      let isInternalAllowed = store.readLatest { $0.peering.allowsInternalAddress(of: peer) }
      for row in deliveries.indices { deliveries[row].call.allowsInternalAddress = isInternalAllowed }
    } catch {
      log(LogEvent(.warning, "delivery-waits", ["peer": .string(peer.text)], refusal: error))
      deliveries = []
    }
    if deliveries.count < taken.count {
      // Nothing was to be sent after all, or nothing could be made.
      lanes.lane(peer) { $0.underWay.subtract(Set(taken).subtracting(deliveries.map(\.key))) }
    }
    return deliveries
  }

  private func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    guard let known = state.peering.peers[peer],
      lane.deferredFor(known, wall: clock.machineMilliseconds, now: at) == 0, lane.askedFor(now: at) == 0
    else { return [] }
    switch known.status {
    case .requested: return sources.peering.due(peer, state, &lane, at: at)
    case .accepted: break
    case .pending, .rejected: return []
    }
    // Nothing goes to a suspended peer but the documents that end agreements.
    if known.suspension != nil { return sources.agreements.due(peer, state, &lane, at: at).filter(\.isEnding) }
    // Nothing goes to a peer before it knows this region's card.
    if known.confirmedCardVersion < state.peering.ownCardVersion {
      return sources.peering.due(peer, state, &lane, at: at)
    }
    return sources.all.flatMap { $0.due(peer, state, &lane, at: at) }
  }

  /// Makes the requests: one by one, but those of matches together, after all others.
  private func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for key in keys where !key.isMatch { deliveries += try sources.source(of: key).prepare([key], to: peer) }
    let matches = keys.filter(\.isMatch)
    return matches.isEmpty ? deliveries : deliveries + (try sources.matches.prepare(matches, to: peer))
  }

  /// Milliseconds until something may be due to the peer that nobody announces: at most a minute.
  public func millisecondsUntilDue(_ peer: RegionName) -> Int {
    let (at, wall) = (clock.uptimeMilliseconds, clock.machineMilliseconds)
    return store.readLatest { state in
      guard let known = state.peering.peers[peer] else { return 60_000 }
      let wait = lanes.lane(peer) { max($0.deferredFor(known, wall: wall, now: at), $0.askedFor(now: at)) }
      if wait > 0 { return min(60_000, wait) }
      var next = lanes.lane(peer) { lane in lane.retries.values.map(\.at).filter { $0 > at }.min() ?? at + 60_000 }
      let healthAt = lanes.lane(peer) {
        $0.healthDueAt(of: peer, every: clock.healthMilliseconds, idle: idleMilliseconds)
      }
      if let healthAt, healthAt > at { next = min(next, healthAt) }
      // Nothing of a match goes to a peer that is kept out; what ends that announces itself.
      let isKeptOut = known.suspension != nil || state.peering.restoration.holdsBack(peer)
      let waiting = FeedKind.allCases.filter {
        !isKeptOut && !state.matches.unsettled(peer, $0, isPeersTurn: true).isEmpty
      }
      let turns = lanes.lane(peer) { lane in waiting.map { lane.turnsEndAt[$0] ?? at } }
      let turnEnds = turns.map { $0 > at ? $0 : at + MatchRecord.turnMilliseconds }.min() ?? next
      return max(10, min(60_000, min(next, turnEnds) - at))
    }
  }
}
