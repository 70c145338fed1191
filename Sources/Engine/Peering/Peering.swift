import Cryptography
import PeerProtocol
public import Region

/// Whom this region knows: invitations, requests to be a peer, peers, and their cards.
public final class Peering: Sendable {
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let admission: PeerAdmission
  let signer: DocumentSigner
  let ownCard: OwnCard
  let caller: any PeerCaller
  let random: any RandomSource
  let configuration: EngineConfiguration
  let alarms: Alarms
  let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission, signer: DocumentSigner,
    ownCard: OwnCard, caller: any PeerCaller, random: any RandomSource, configuration: EngineConfiguration,
    alarms: Alarms, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.signer, self.ownCard, self.caller, self.random) = (signer, ownCard, caller, random)
    (self.configuration, self.alarms, self.log) = (configuration, alarms, log)
  }

  /// This region.
  var region: RegionName { configuration.region }

  // MARK: - Showing

  /// Every peer, sorted by region.
  public func peers() throws(Refusal) -> [PeerDetails] {
    try store.readDurable { state in
      state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }
        .map { peer in
          PeerDetails(
            peer, state.peering.introduced[peer.facts.region], own: configuration,
            terms: state.onboarding.terms(with: peer.facts.region))
        }
    }
  }

  /// One peer with the fingerprint that both operators read to each other.
  public func peer(named region: String) throws(Refusal) -> PeerDetails {
    try store.readDurable { (state) throws(Refusal) -> PeerDetails in
      let peer = try state.peering.peer(named: region)
      return PeerDetails(
        peer, state.peering.introduced[peer.facts.region], own: configuration,
        terms: state.onboarding.terms(with: peer.facts.region))
    }
  }

  /// The peer of this name, once it is durable.
  func known(_ region: String) throws(Refusal) -> Peer {
    try store.readDurable { (state) throws(Refusal) -> Peer in try state.peering.peer(named: region) }
  }

  // MARK: - A person's decisions

  /// The inviter's consent, given once both operators compared the fingerprint.
  public func accept(region text: String) throws(Refusal) -> PeerDetails {
    let peer = try known(text)
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      guard let held = transaction.state.peering.peers[peer.facts.region] else { throw .peering(.noPeer) }
      switch held.status {
      case .accepted: return
      case .pending: try transaction.append(.acceptance(of: held.facts.region, at: at))
      case .requested: throw .peering(.joinedThere(text))
      case .rejected: throw .peering(.requestRejected)
      }
    }
    log(LogEvent(.info, "peer-accepted", ["peer": .string(text)]))
    return try self.peer(named: text)
  }

  /// Declines a request for peering.
  public func reject(region text: String, reason: String) throws(Refusal) -> PeerDetails {
    let reason = try Reason.checked(reason)
    let peer = try known(text)
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      guard let held = transaction.state.peering.peers[peer.facts.region] else { throw .peering(.noPeer) }
      switch held.status {
      case .rejected: return
      case .accepted: throw .peering(.acceptedAlready(text))
      case .pending, .requested:
        try transaction.append(.peering(.rejected(held.facts.region, reason: reason, at: at)))
      }
    }
    log(LogEvent(.info, "peer-rejected", ["peer": .string(text)]))
    return try self.peer(named: text)
  }

  /// Keeps a peer from everything, at once and also on what it has under way; what it holds of this region stays until
  /// the agreement ends. Twice is once.
  public func suspend(region text: String, reason: String) throws(Refusal) -> PeerDetails {
    let reason = try Reason.checked(reason)
    let at = clock.now
    let distrusted = try store.commit { (transaction) throws(Refusal) -> [(peer: RegionName, alarm: Alarm)] in
      let held = try transaction.state.peering.peer(named: text)
      guard held.status == .accepted else { throw .peering(.notPeers) }
      guard held.suspension == nil else { return [] }
      let region = held.facts.region
      let distrusted = Alarm.distrusted(region, transaction.state.peering)
      try transaction.append(
        [.peering(.suspended(region, Suspension(reason: reason, at: at)))]
          + distrusted.map { $0.alarm.event(about: $0.peer, at: at) })
      return distrusted
    }
    if let name = RegionName(text) { lanes.lane(name) { $0.downSince = nil } }
    log(LogEvent(.warning, "peer-suspended", ["peer": .string(text)]))
    for entry in distrusted { alarms.tell(entry.alarm, about: entry.peer) }
    return try peer(named: text)
  }

  /// Lets a suspended peer in again; both sides go on where they were.
  public func resume(region text: String) throws(Refusal) -> PeerDetails {
    try store.commit { (transaction) throws(Refusal) in
      let held = try transaction.state.peering.peer(named: text)
      guard held.suspension != nil else { return }
      try transaction.append(.peering(.resumed(held.facts.region)))
    }
    if let name = RegionName(text) {
      lanes.lane(name) { lane in
        (lane.retries, lane.downSince) = ([:], nil)
        lane.compareAnew()
      }
      lanes.wakeAll()
    }
    log(LogEvent(.info, "peer-resumed", ["peer": .string(text)]))
    return try peer(named: text)
  }

  /// Forgets a peer that was accepted, or joined, by mistake, while no agreement was ever concluded with it: its keys
  /// count no longer, and proposals that wait lapse. `confirming` is its name again. The peer is not told: the protocol
  /// has no message for it.
  public func remove(region text: String, confirming: String) throws(Refusal) -> RemovedPeer {
    guard confirming == text else {
      throw Refusal(JSONFaults(["confirm: must be the region's id again, \"\(text)\", to be sure"]))
    }
    let at = clock.now
    let milliseconds = clock.machineMilliseconds
    let (region, lapsed, distrusted) = try store.commit {
      (transaction) throws(Refusal) -> (RegionName, Int, [(peer: RegionName, alarm: Alarm)]) in
      let held = try transaction.state.peering.peer(named: text)
      let region = held.facts.region
      if held.status == .pending { throw .peering(.removalOfRequest(text)) }
      guard !transaction.state.agreements.hasConcluded(with: region) else {
        throw .peering(.removalAfterAgreement(text))
      }
      let open = transaction.state.agreements.with(region).filter { $0.status.isOpen }
      // What is said of the region itself goes with it.
      let distrusted = Alarm.distrusted(region, transaction.state.peering).filter { $0.peer != region }
      var events: [RegionEvent] = open.map { record in
        .agreements(
          .closed(
            record.id, .lapsed, ending: nil, reason: "the region was removed", delivered: true, at: milliseconds))
      }
      events.append(.peering(.removed(region, at: at)))
      events += distrusted.map { $0.alarm.event(about: $0.peer, at: at) }
      try transaction.append(events)
      return (region, open.count, distrusted)
    }
    lanes.lane(region) { $0 = DeliveryLane() }
    for entry in distrusted { alarms.tell(entry.alarm, about: entry.peer) }
    log(LogEvent(.warning, "peer-removed", ["peer": .string(text), "lapsedProposals": JSONValue(lapsed)]))
    return RemovedPeer(region: region, own: self.region, lapsedProposals: lapsed)
  }
}
