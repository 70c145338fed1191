public import PeerProtocol
public import Region

/// Brings this node and its peers in step at once, because a person asks for it.
public final class Synchronizer: Sendable {
  /// The peers with which nothing is left to send.
  public struct Result: Sendable, Equatable {
    /// Their names, as they were asked for.
    public var synchronized: [RegionName]
    /// Those of them with which no agreement is in force, so that nothing is exchanged.
    public var withoutAgreement: [RegionName]
    /// Regions that are not peers yet.
    public var joining: [JoiningRegion]
  }

  private let region: RegionName
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes
  private let background: Background
  private let feedSender: FeedSender
  private let limits: Limits

  init(
    region: RegionName, store: Store, clock: NodeClock, lanes: DeliveryLanes, background: Background,
    feedSender: FeedSender, limits: Limits
  ) {
    (self.region, self.store, self.clock, self.lanes) = (region, store, clock, lanes)
    (self.background, self.feedSender, self.limits) = (background, feedSender, limits)
  }

  /// Compares the sides anew and waits until everything of ours is countersigned and every view answered, at most
  /// `deadlineSeconds`; with one peer, or with all.
  ///
  /// - Throws: ``SynchronizationRefusal`` where that takes longer, or where only a person can let it go on.
  public func synchronize(region text: String?, deadlineSeconds: Int) throws(Refusal) -> Result {
    let wanted: [RegionName]
    let isAll = text == nil
    if let text {
      wanted = [try store.readDurable { (state) throws(Refusal) in try state.peering.peer(named: text) }.facts.region]
    } else {
      wanted = store.readLatest { state in
        state.peering.peers.values.filter { $0.status == .accepted }.map(\.facts.region).sorted()
      }
    }
    let start = clock.uptimeMilliseconds
    for region in wanted { try serveAtOnce(region) }
    while true {
      let end = start + deadlineSeconds * 1000
      let isOver = clock.uptimeMilliseconds >= end || background.isStopping
      if let result = try outcome(of: wanted, since: start, until: end, isOver: isOver, isAll: isAll) { return result }
      lanes.pause(milliseconds: 20)
    }
  }

  /// What came of it by now; nil where it is worth while to wait, unless the time is over. `isAll` tells of joins
  /// that wait, too.
  func outcome(
    of wanted: [RegionName], since start: Int, until end: Int, isOver: Bool, isAll: Bool = false
  ) throws(Refusal) -> Result? {
    let at = clock.now
    let (open, withoutAgreement) = try store.readDurable { state in
      (
        wanted.filter { !isInStep($0, state, at) },
        wanted.filter { region in !state.agreements.with(region).contains { $0.isInForce(now: at) } }
      )
    }
    let joining = isAll ? store.readLatest { self.joining($0) } : []
    if open.isEmpty, wanted.isEmpty, !joining.isEmpty { throw .synchronization(.noPeers(joining: joining)) }
    if open.isEmpty { return Result(synchronized: wanted, withoutAgreement: withoutAgreement, joining: joining) }
    let waits = open.map { wait(for: $0, since: start, until: end) }
    if !isOver, waits.contains(where: \.mayEnd) { return nil }
    throw .synchronization(.outOfStep(waits.map(\.peer)))
  }

  /// Why the exchange with a peer is not in step.
  private struct Wait {
    var peer: OutOfStepPeer
    /// Whether it is worth while to go on waiting.
    var mayEnd = false
  }

  /// Regions that are not peers yet.
  private func joining(_ state: RegionState) -> [JoiningRegion] {
    state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }
      .compactMap { JoiningRegion($0, own: region) }
  }

  private func wait(for region: RegionName, since start: Int, until end: Int) -> Wait {
    let lane = lanes.lane(region) { $0 }
    let at = clock.uptimeMilliseconds
    func wait(_ reason: OutOfStepPeer.Reason, isUnreachable: Bool = false, mayEnd: Bool = false) -> Wait {
      Wait(
        peer: OutOfStepPeer(region: region, reason: reason, isUnreachable: isUnreachable), mayEnd: mayEnd)
    }
    return store.readLatest { state in
      guard let peer = state.peering.peers[region] else { return wait(.noPeer) }
      if let suspension = peer.suspension { return wait(.suspended(reason: suspension.reason)) }
      if peer.status == .accepted, state.peering.restoration.holdsBack(region) { return wait(.restored) }
      if case .rejected(let reason, _) = peer.status { return wait(.rejected(reason: reason)) }
      if let joining = JoiningRegion(peer, own: self.region) { return wait(.joining(joining.acceptance)) }
      if let failure = lane.lastFailure, peer.failures > 0 {
        // A moment for a peer that starts, or whose network comes back.
        let patience = EngineLimits.unreachableMilliseconds
        return wait(
          .failure(failure), isUnreachable: !failure.isRefusedAdmission,
          mayEnd: lane.lastContactAt >= start || at - start < patience)
      }
      let limit = state.agreements.with(region).compactMap { limits.waiting($0, state, lane) }.first
      // What a limit holds until tomorrow is not waited for, once all else is done.
      let isForTomorrow = limit.map { $0.until.seconds > clock.now.seconds + Int64((end - at) / 1000) } ?? false
      let held = limit.map { OutOfStepPeer.Reason.limit(additions: $0.additions, limit: $0.limit, until: $0.until) }
      return wait(
        held ?? lane.lastFailure.map { .failure($0) } ?? .exchanging,
        mayEnd: !isForTomorrow || hasMore(for: region, state, lane))
    }
  }

  /// Whether something is under way besides additions that wait for a limit.
  private func hasMore(for region: RegionName, _ state: RegionState, _ lane: DeliveryLane) -> Bool {
    guard state.matches.unsettledCount(region) == 0 else { return true }
    return state.agreements.with(region).filter { $0.isInForce(now: clock.now) }.contains { record in
      lane.stateCheckedAt[record.id] == nil
        || record.terms.kinds.contains {
          let key = FeedKey(agreement: record.id, kind: $0)
          return FeedBacklog(state, key).outstanding(additionsWait: feedSender.additionsWait(key, state, lane)) > 0
        }
    }
  }

  /// Forgets the waits of a peer's lane, so that everything due is tried now.
  private func serveAtOnce(_ region: RegionName) throws(Refusal) {
    lanes.lane(region) { lane in
      lane.retries = [:]
      lane.budgets = [:]
      lane.compareAnew()
      lane.askedUntil = Int.min / 2
      lane.sendsGuardians = true
    }
    try store.commit { (transaction) throws(Refusal) in
      if transaction.state.peering.peers[region]?.retryAt ?? 0 > 0 {
        try transaction.append(.peering(.deliveryDeferred(region, failures: 0, retryAt: 0)))
      }
    }
    lanes.wakeAll()
  }

  private func isInStep(_ region: RegionName, _ state: RegionState, _ at: Timestamp) -> Bool {
    guard let peer = state.peering.peers[region], peer.status == .accepted,
      peer.suspension == nil, !state.peering.restoration.holdsBack(region),
      peer.confirmedCardVersion >= state.peering.ownCardVersion
    else { return false }
    guard state.matches.unsettledCount(region) == 0 else { return false }
    let compared = lanes.lane(region) { $0.stateCheckedAt }
    return state.agreements.with(region).allSatisfy { record in
      let delivers = record.status == .concluded ? 2 : record.status == .proposed ? 1 : 0
      guard record.deliveredSignatures >= delivers, record.ending == nil || record.endingDelivered else { return false }
      guard record.isInForce(now: at) else { return true }
      guard state.limits.exceptions(under: record.id).allSatisfy({ $0.deliveredSignatures >= $0.dueSignatures }) else {
        return false
      }
      // What was compared before somebody asked says nothing of a peer that was restored, or cannot be reached, since.
      guard compared[record.id] != nil else { return false }
      return record.terms.kinds.allSatisfy {
        let key = FeedKey(agreement: record.id, kind: $0)
        return FeedBacklog(state, key).outstanding() == 0 && state.exchange.outgoing[key]?.needsRepair != true
      }
    }
  }
}

extension DeliveryFailure {
  /// True where the peer answers, and lets this region in no longer.
  fileprivate var isRefusedAdmission: Bool {
    if case .notAdmitted = self { true } else { false }
  }
}
