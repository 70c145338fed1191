import Cryptography
public import PeerProtocol
import Region

extension Engine {
  /// The version of the protocol's implementation that health and responses name.
  public static let version = "1.0.0"

  /// The peers that something may have to be sent to, sorted.
  public var peersToServe: [RegionName] {
    peek { state in
      state.peering.peers.values.filter { $0.status == .requested || $0.status == .accepted }.map(\.facts.region)
        .sorted()
    }
  }

  /// Everything that is due to a peer now, each thing once until ``complete(_:_:)`` was called for it.
  ///
  /// What it gives is durable. Nothing is given while the disk takes nothing.
  public func nextDeliveries(to peer: RegionName) -> [Delivery] {
    let at = clock.milliseconds
    do throws(Problem) {
      let keys = try read { state in lanes.lane(peer) { lane in plan(state, &lane, peer, at) } }
      var deliveries: [Delivery] = []
      for key in keys {
        let isFree = lanes.lane(peer) { $0.underWay.insert(key).inserted }
        guard isFree else { continue }
        if let delivery = try make(key, peer) {
          deliveries.append(delivery)
        } else {
          lanes.lane(peer) { _ = $0.underWay.remove(key) }
        }
      }
      return deliveries
    } catch {
      log(LogEvent(.warning, "delivery-waits", ["peer": .string(peer.text), "reason": .string(error.detail)]))
      lanes.lane(peer) { $0.underWay = [] }
      return []
    }
  }

  /// Milliseconds until something may be due to the peer that nobody announces: at most a minute.
  public func millisecondsUntilDue(_ peer: RegionName) -> Int {
    let at = clock.milliseconds
    return peek { state in
      guard let known = state.peering.peers[peer] else { return 60_000 }
      if known.retryAt > at { return min(60_000, known.retryAt - at) }
      let next = lanes.lane(peer) { lane in lane.retries.values.map(\.at).filter { $0 > at }.min() ?? at + 60_000 }
      return max(10, min(60_000, next - at))
    }
  }

  private func plan(_ state: RegionState, _ lane: inout Lane, _ peer: RegionName, _ at: Int) -> [DeliveryKey] {
    guard let known = state.peering.peers[peer], known.retryAt <= at else { return [] }
    switch known.status {
    case .requested: return lane.isDue(.outcome, now: at) ? [.outcome] : []
    case .accepted: break
    case .pending, .rejected: return []
    }
    if known.suspension != nil {
      // Nothing goes to a suspended peer but the documents that end agreements.
      return state.agreements.with(peer).filter { $0.ending != nil && !$0.endingDelivered }
        .map { .ending($0.id) }.filter { lane.isDue($0, now: at) }
    }
    if known.confirmedCardVersion < state.peering.ownCardVersion {
      let key = DeliveryKey.card(version: state.peering.ownCardVersion)
      return lane.isDue(key, now: at) ? [key] : []
    }
    var keys: [DeliveryKey] = []
    if lane.healthCheckedAt.map({ at - $0 >= EngineLimits.stateCheckMilliseconds }) ?? true,
      lane.isDue(.health, now: at)
    {
      keys.append(.health)
    }
    let now = Timestamp(seconds: Int64(at / 1000))
    for record in state.agreements.with(peer) {
      keys += plan(record, state, &lane, at, now)
    }
    if lane.sendsGuardians && !owesGuardians(peer, state, now) { lane.sendsGuardians = false }
    if state.peering.restoration.holdsBack(peer) { return keys }
    // Only where the sides were compared since the start: what a backup holds may have been erased since.
    let inForce = Set(
      state.agreements.with(peer).filter { $0.isInForce(now: now) && lane.stateCheckedAt[$0.id] != nil }.map(\.id))
    let underWay = lane.underWay.count {
      if case .match = $0 { true } else { false }
    }
    let room = max(0, EngineLimits.matchesUnderWay - underWay)
    var youths: [MatchId] = []
    var families: [MatchId] = []
    var isYouthUnderWay = false
    for id in state.matches.unsettled(peer) {
      if youths.count >= room { break }
      guard let key = state.matches.records[id]?.key, inForce.contains(key.agreement) else { continue }
      if lane.underWay.contains(.match(id)) {
        if key.kind == .youth { isYouthUnderWay = true }
      } else if lane.isDue(.match(id), now: at) {
        if key.kind == .youth { youths.append(id) } else if families.count < room { families.append(id) }
      }
    }
    // Families after youths: by then both sides know which youth matches a family match repeats.
    let matches = youths.isEmpty && !isYouthUnderWay ? families : youths
    return keys + matches.map { .match($0) }
  }

  private func plan(
    _ record: AgreementRecord, _ state: RegionState, _ lane: inout Lane, _ at: Int, _ now: Timestamp
  ) -> [DeliveryKey] {
    if record.ending != nil && !record.endingDelivered {
      return lane.isDue(.ending(record.id), now: at) ? [.ending(record.id)] : []
    }
    let signatures = record.status == .concluded ? 2 : record.status == .proposed ? 1 : 0
    if record.deliveredSignatures < signatures {
      let key = DeliveryKey.agreement(record.id, signatures: signatures)
      return lane.isDue(key, now: at) ? [key] : []
    }
    guard record.isInForce(now: now) else { return [] }
    return planExceptions(record, state, lane, at, now) + planFeeds(record, state, &lane, at)
  }

  private func planFeeds(
    _ record: AgreementRecord, _ state: RegionState, _ lane: inout Lane, _ at: Int
  ) -> [DeliveryKey] {
    let feeds = record.terms.kinds.map { FeedKey(agreement: record.id, kind: $0) }
    let isBusy = feeds.contains { lane.underWay.contains(.batch($0)) }
    let checkedAt = lane.stateCheckedAt[record.id]
    let needsRepair = feeds.contains { state.exchange.outgoing[$0]?.needsRepair ?? false }
    if needsRepair || (checkedAt.map { at - $0 >= EngineLimits.stateCheckMilliseconds } ?? true) {
      return isBusy || !lane.isDue(.state(record.id), now: at) ? [] : [.state(record.id)]
    }
    return feeds.filter { key in
      guard let feed = state.exchange.outgoing[key], lane.isDue(.batch(key), now: at) else { return false }
      if feed.pending == nil && additionsWait(key, state, lane, at) { return feed.hasWithdrawals }
      if state.peering.restoration.holdsBack(record.peer) { return feed.pending != nil || feed.hasWithdrawals }
      return feed.pending != nil || hasWork(feed, lane.budgets[key], at)
    }.map { .batch($0) }
  }

  /// True where the feed's additions are not due: guardians go once a day, and after the youths they belong to.
  func additionsWait(_ key: FeedKey, _ state: RegionState, _ lane: Lane, _ at: Int) -> Bool {
    guard key.kind == .guardian, let feed = state.exchange.outgoing[key] else { return false }
    let youths = state.exchange.outgoing[FeedKey(agreement: key.agreement, kind: .youth)]
    if let youths, youths.pending != nil || !youths.complete { return true }
    guard feed.complete, !lane.sendsGuardians else { return false }
    return at - feed.addedAt < configuration.guardianMilliseconds
      || at - state.signals.changedAt < EngineLimits.guardianQuietMilliseconds
  }

  private func owesGuardians(_ peer: RegionName, _ state: RegionState, _ now: Timestamp) -> Bool {
    state.agreements.with(peer).contains { record in
      record.isInForce(now: now) && record.terms.kinds.contains(.guardian)
        && state.outstanding(FeedKey(agreement: record.id, kind: .guardian)) > 0
    }
  }

  private func hasWork(_ feed: OutgoingFeed, _ budget: Lane.Budget?, _ at: Int) -> Bool {
    if let budget, budget.until > at, budget.remaining == 0 { return feed.hasWithdrawals }
    return feed.hasWork
  }

  /// Makes the request for a key; nil where nothing is to be sent after all.
  private func make(_ key: DeliveryKey, _ peer: RegionName) throws(Problem) -> Delivery? {
    switch key {
    case .outcome:
      let id = try read { $0.peering.peers[peer]?.requestId }
      return id.flatMap { delivery(key, peer, "GET", "/v1/peering-requests/" + $0, nil) }
    case .card:
      let card = try read { $0.peering.ownCard }
      return delivery(key, peer, "PUT", "/v1/card", card?.bytes)
    case .health: return delivery(key, peer, "GET", "/v1/health", nil)
    case .agreement(let id, _):
      let document = try read { $0.agreements.records[id]?.document }
      return delivery(key, peer, "PUT", "/v1/agreements/" + id.base64URL, document?.bytes)
    case .ending(let id):
      guard let record = try read({ $0.agreements.records[id] }) else { return nil }
      lanes.lane(peer) { _ = $0.endingsAsked.remove(id) }
      let path = record.status == .rejected ? "/rejection" : "/revocation"
      return delivery(key, peer, "PUT", "/v1/agreements/" + id.base64URL + path, record.ending?.bytes)
    case .exception(let agreement, let id, _):
      let document = try read { $0.limits.exceptions[id]?.document }
      let path = "/v1/agreements/" + agreement.base64URL + "/limit-exceptions/" + id.base64URL
      return delivery(key, peer, "PUT", path, document?.bytes)
    case .state(let id): return delivery(key, peer, "GET", "/v1/agreements/" + id.base64URL + "/state", nil)
    case .batch(let feed):
      guard let body = try pendingBody(feed, peer) else { return nil }
      let path = "/v1/agreements/" + feed.agreement.base64URL + "/feeds/" + feed.kind.name + "/batches"
      return delivery(key, peer, "POST", path, body, timeout: EngineLimits.batchTimeoutSeconds)
    case .match(let id): return try makeMatchMessage(id, peer)
    }
  }

  private func makeMatchMessage(_ id: MatchId, _ peer: RegionName) throws(Problem) -> Delivery? {
    guard let match = try read({ $0.matches.records[id] }), match.isUnsettled,
      let terms = try read({ $0.agreements.records[match.key.agreement]?.terms })
    else { return nil }
    let proof = try ownProof(match)
    let view: MatchView
    do throws(Problem) {
      view = match.isProven ? try ownView(id, proof: proof, terms) : MatchView(proof: proof)
    } catch {
      if error.code == .unknownMatch { return nil }  // it ended meanwhile
      throw error
    }
    let path = "/v1/agreements/" + match.key.agreement.base64URL + "/matches/" + id.base64URL
    var made = delivery(.match(id), peer, "PUT", path, view.bytes)
    made?.revision = view.revision
    return made
  }

  func delivery(
    _ key: DeliveryKey, _ peer: RegionName, _ method: String, _ path: String, _ body: [UInt8]?,
    timeout: Int = EngineLimits.callTimeoutSeconds
  ) -> Delivery? {
    if method != "GET" && body == nil { return nil }
    guard let facts = peek({ $0.peering.peers[peer]?.facts }) else { return nil }
    let call = PeerCall(
      endpoint: facts.endpoint, path: path, method: method, body: body, pins: facts.tlsKeys, timeoutSeconds: timeout)
    return Delivery(peer: peer, call: call, key: key)
  }
}
