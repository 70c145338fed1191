import Cryptography
public import PeerProtocol
import Region

extension Engine {
  /// The version of the protocol's implementation that health and responses name.
  public static let version = "0.1.0"

  /// The peers that something may have to be sent to, sorted.
  public var peersToServe: [RegionName] {
    store.readLatest { state in
      state.peering.peers.values.filter { $0.status == .requested || $0.status == .accepted }.map(\.facts.region)
        .sorted()
    }
  }

  /// Everything that is due to a peer now, each thing once until ``complete(_:_:)`` was called for it.
  ///
  /// What it gives is durable. Nothing is given while the disk takes nothing.
  public func nextDeliveries(to peer: RegionName) -> [Delivery] {
    let at = clock.uptimeMilliseconds
    var taken: [DeliveryKey] = []
    var deliveries: [Delivery] = []
    do throws(Refusal) {
      taken = try store.readDurable { state in
        lanes.lane(peer) { lane in plan(state, &lane, peer, at).filter { lane.underWay.insert($0).inserted } }
      }
      var matches: [MatchId] = []
      for key in taken {
        if case .match(let id) = key {
          matches.append(id)
        } else if let delivery = try make(key, peer) {
          deliveries.append(delivery)
        }
      }
      deliveries += try makeMatchMessages(matches, peer)
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

  /// Milliseconds until something may be due to the peer that nobody announces: at most a minute.
  public func millisecondsUntilDue(_ peer: RegionName) -> Int {
    let (at, wall) = (clock.uptimeMilliseconds, clock.machineMilliseconds)
    return store.readLatest { state in
      guard let known = state.peering.peers[peer] else { return 60_000 }
      let wait = lanes.lane(peer) { max($0.deferredFor(known, wall: wall, now: at), $0.askedFor(now: at)) }
      if wait > 0 { return min(60_000, wait) }
      var next = lanes.lane(peer) { lane in lane.retries.values.map(\.at).filter { $0 > at }.min() ?? at + 60_000 }
      if isClockInDoubt, let checkedAt = lanes.lane(peer, { $0.healthCheckedAt }), checkedAt + healthMilliseconds > at {
        next = min(next, checkedAt + healthMilliseconds)
      }
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

  /// How often a peer is asked for its health, and with that for its clock.
  private var healthMilliseconds: Int {
    isClockInDoubt ? EngineLimits.clockQuestionMilliseconds : EngineLimits.stateCheckMilliseconds
  }

  private func plan(_ state: RegionState, _ lane: inout Lane, _ peer: RegionName, _ at: Int) -> [DeliveryKey] {
    guard let known = state.peering.peers[peer], lane.deferredFor(known, wall: clock.machineMilliseconds, now: at) == 0,
      lane.askedFor(now: at) == 0
    else { return [] }
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
    if lane.healthCheckedAt.map({ at - $0 >= healthMilliseconds }) ?? true,
      lane.isDue(.health, now: at)
    {
      keys.append(.health)
    }
    let now = now
    for record in state.agreements.with(peer) {
      keys += plan(record, state, &lane, at, now)
    }
    if lane.sendsGuardians && !owesGuardians(peer, state, now) { lane.sendsGuardians = false }
    return keys + planMatches(state, &lane, peer, at, now).map { .match($0) }
  }

  private func planMatches(
    _ state: RegionState, _ lane: inout Lane, _ peer: RegionName, _ at: Int, _ now: Timestamp
  ) -> [MatchId] {
    let underWay = lane.underWay.count {
      if case .match = $0 { true } else { false }
    }
    // In groups, which wait for the disk together.
    guard underWay <= EngineLimits.matchesUnderWay / 2 else { return [] }
    let room = EngineLimits.matchesUnderWay - underWay
    if state.peering.restoration.holdsBack(peer) { return [] }
    // Only where the sides were compared since the start: what a backup holds may have been erased since.
    let compared = lane.stateCheckedAt
    let inForce = Set(
      state.agreements.with(peer).filter { $0.mayExchange(by: clock) && compared[$0.id] != nil }.map(\.id))
    let held = heldEndings
    func isHeld(_ match: MatchRecord) -> Bool { state.holdsView(match.identity, match.key.kind, held) }
    func due(_ kind: FeedKind) -> (ids: [MatchId], isUnderWay: Bool) {
      var ids: [MatchId] = []
      var isUnderWay = false
      for id in state.matches.unsettled(peer, kind, isPeersTurn: false) {
        guard ids.count < room else { break }
        guard let match = state.matches.records[id], inForce.contains(match.key.agreement), !isHeld(match) else {
          continue
        }
        if lane.underWay.contains(.match(id)) { isUnderWay = true }
        if lane.isDue(.match(id), now: at) { ids.append(id) }
      }
      let waiting = state.matches.unsettled(peer, kind, isPeersTurn: true)
      ids += overdue(kind, state, &lane, at, waiting, room: room - ids.count).filter {
        state.matches.records[$0].map { inForce.contains($0.key.agreement) && !isHeld($0) } ?? false
      }
      return (ids, isUnderWay)
    }
    let youths = due(.youth)
    // Families after youths: by then both sides know which youth matches a family match repeats.
    if !youths.ids.isEmpty || youths.isUnderWay { return youths.ids }
    return state.matches.unsettled(peer, .youth, isPeersTurn: true).isEmpty ? due(.guardian).ids : []
  }

  /// Matches that the peer was expected to begin and did not. They are looked at when the first turn ends, no earlier.
  private func overdue(
    _ kind: FeedKind, _ state: RegionState, _ lane: inout Lane, _ at: Int, _ waiting: Set<MatchId>, room: Int
  ) -> [MatchId] {
    let turn = MatchRecord.turnMilliseconds
    let looksAt = lane.turnsEndAt[kind] ?? at
    let wall = milliseconds
    guard room > 0, !waiting.isEmpty, looksAt <= at else { return [] }
    let isBeginning = (0..<turn).contains(at - lane.peerBeganAt)
    var ids: [MatchId] = []
    var next = at + turn
    for id in waiting {
      // A match waits by the machine's clock, which may have been set: never for longer than a turn.
      guard let ends = state.matches.records[id].map({ at + $0.waitsUntil - wall }) else { continue }
      if (1...turn).contains(ends - at) {
        next = min(next, ends)
      } else if isBeginning, (0..<EngineLimits.longestTurnMilliseconds).contains(at - ends) {
        next = min(next, lane.peerBeganAt + turn)
      } else if lane.isDue(.match(id), now: at) {
        guard ids.count < room else {
          next = at
          break
        }
        ids.append(id)
      }
    }
    lane.turnsEndAt[kind] = next
    return ids
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
    guard record.mayExchange(by: clock) else { return [] }
    return planExceptions(record, state, lane, at, now) + planFeeds(record, state, &lane, at)
  }

  private func planFeeds(
    _ record: AgreementRecord, _ state: RegionState, _ lane: inout Lane, _ at: Int
  ) -> [DeliveryKey] {
    let feeds = record.terms.kinds.map { FeedKey(agreement: record.id, kind: $0) }
    let isBusy = feeds.contains { lane.underWay.contains(.batch($0)) }
    let checkedAt = lane.stateCheckedAt[record.id]
    let needsRepair = feeds.contains { state.exchange.outgoing[$0]?.needsRepair ?? false }
    if needsRepair || lane.comparesAgain.contains(record.id)
      || (checkedAt.map { at - $0 >= EngineLimits.stateCheckMilliseconds } ?? true)
    {
      return isBusy || !lane.isDue(.state(record.id), now: at) ? [] : [.state(record.id)]
    }
    return feeds.filter { key in
      guard let feed = state.exchange.outgoing[key], lane.isDue(.batch(key), now: at) else { return false }
      if feed.pending == nil && additionsWait(key, state, lane) { return feed.hasWithdrawals }
      if state.peering.restoration.holdsBack(record.peer) { return feed.pending != nil || feed.hasWithdrawals }
      return feed.pending != nil || hasWork(feed, lane.budgets[key], at)
    }.map { .batch($0) }
  }

  /// True where the feed's additions are not due: guardians go once a day, and after the youths they belong to.
  func additionsWait(_ key: FeedKey, _ state: RegionState, _ lane: Lane) -> Bool {
    guard key.kind == .guardian, let feed = state.exchange.outgoing[key] else { return false }
    let youths = state.exchange.outgoing[FeedKey(agreement: key.agreement, kind: .youth)]
    if let youths, youths.pending != nil || !youths.complete { return true }
    guard feed.complete, !lane.sendsGuardians else { return false }
    // By the machine's clock, since it outlives the process; what lies ahead of it was noted before it was set.
    let wall = milliseconds
    return (0..<configuration.guardianMilliseconds).contains(wall - feed.addedAt)
      || (0..<EngineLimits.guardianQuietMilliseconds).contains(wall - state.signals.changedAt)
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
  private func make(_ key: DeliveryKey, _ peer: RegionName) throws(Refusal) -> Delivery? {
    switch key {
    case .outcome:
      let id = try store.readDurable { $0.peering.peers[peer]?.requestId }
      return id.flatMap { delivery(key, peer, "GET", "/v1/peering-requests/" + $0, nil) }
    case .card:
      let card = try store.readDurable { $0.peering.ownCard }
      return delivery(key, peer, "PUT", "/v1/card", card?.bytes)
    case .health: return delivery(key, peer, "GET", "/v1/health", nil)
    case .agreement(let id, _):
      let document = try store.readDurable { $0.agreements.records[id]?.document }
      return delivery(key, peer, "PUT", "/v1/agreements/" + id.base64URL, document?.bytes)
    case .ending(let id):
      guard let record = try store.readDurable({ $0.agreements.records[id] }) else { return nil }
      lanes.lane(peer) { _ = $0.endingsAsked.remove(id) }
      let path = record.status == .rejected ? "/rejection" : "/revocation"
      return delivery(key, peer, "PUT", "/v1/agreements/" + id.base64URL + path, record.ending?.bytes)
    case .exception(let agreement, let id, _):
      let document = try store.readDurable { $0.limits.exceptions[id]?.document }
      let path = "/v1/agreements/" + agreement.base64URL + "/limit-exceptions/" + id.base64URL
      return delivery(key, peer, "PUT", path, document?.bytes)
    case .state(let id): return delivery(key, peer, "GET", "/v1/agreements/" + id.base64URL + "/state", nil)
    case .batch(let feed):
      guard let body = try pendingBody(feed, peer) else { return nil }
      let path = "/v1/agreements/" + feed.agreement.base64URL + "/feeds/" + feed.kind.name + "/batches"
      return delivery(key, peer, "POST", path, body, timeout: EngineLimits.batchTimeoutSeconds)
    case .match(let id): return try makeMatchMessages([id], peer).first
    }
  }

  /// The messages of a round: proofs that are lacking become durable together, and the state is looked at once.
  private func makeMatchMessages(_ ids: [MatchId], _ peer: RegionName) throws(Refusal) -> [Delivery] {
    guard !ids.isEmpty else { return [] }
    try prepareProofs(ids)
    let held = heldEndings
    let (facts, messages) = try store.readDurable { state in
      (
        state.peering.peers[peer].flatMap { held in
          held.suspension == nil && !state.peering.restoration.holdsBack(peer) ? held.facts : nil
        },
        ids.compactMap { id -> (key: FeedKey, id: MatchId, view: MatchView)? in
          guard let match = state.matches.records[id], match.isUnsettled, !match.proof.isEmpty,
            let terms = state.agreements.records[match.key.agreement]?.terms,
            !state.holdsView(match.identity, match.key.kind, held)
          else { return nil }
          guard match.isProven else { return (match.key, id, MatchView(proof: match.proof)) }
          return ownView(match, terms, state).map { (match.key, id, $0) }
        }
      )
    }
    guard let facts else { return [] }
    return messages.map { key, id, view in
      let path = "/v1/agreements/" + key.agreement.base64URL + "/matches/" + id.base64URL
      let call = PeerCall(
        endpoint: facts.endpoint, path: path, method: "PUT", body: view.bytes, pins: facts.tlsKeys,
        timeoutSeconds: EngineLimits.callTimeoutSeconds)
      return Delivery(peer: peer, call: call, key: .match(id), revision: view.revision)
    }
  }

  func delivery(
    _ key: DeliveryKey, _ peer: RegionName, _ method: String, _ path: String, _ body: [UInt8]?,
    timeout: Int = EngineLimits.callTimeoutSeconds
  ) -> Delivery? {
    if method != "GET" && body == nil { return nil }
    guard let facts = store.readLatest({ $0.peering.peers[peer]?.facts }) else { return nil }
    let call = PeerCall(
      endpoint: facts.endpoint, path: path, method: method, body: body, pins: facts.tlsKeys, timeoutSeconds: timeout)
    return Delivery(peer: peer, call: call, key: key)
  }
}
