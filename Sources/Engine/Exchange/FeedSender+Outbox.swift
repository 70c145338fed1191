import Cryptography
import PeerProtocol
import Region

/// What of the feeds is due to a peer: a comparison of what it holds, or the next batch.
extension FeedSender: OutboxSource {
  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    let records = state.agreements.with(peer)
    var keys: [DeliveryKey] = []
    for record in records where record.dueDocument == nil && record.mayExchange(by: clock) {
      keys += due(record, state, &lane, at)
    }
    if lane.sendsGuardians && !owesGuardians(peer, state, clock.now) { lane.sendsGuardians = false }
    return keys
  }

  private func due(
    _ record: AgreementRecord, _ state: RegionState, _ lane: inout DeliveryLane, _ at: Int
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
  func additionsWait(_ key: FeedKey, _ state: RegionState, _ lane: DeliveryLane) -> Bool {
    guard key.kind == .guardian, let feed = state.exchange.outgoing[key] else { return false }
    let youths = state.exchange.outgoing[FeedKey(agreement: key.agreement, kind: .youth)]
    if let youths, youths.pending != nil || !youths.complete { return true }
    guard feed.complete, !lane.sendsGuardians else { return false }
    // By the machine's clock, since it outlives the process; what lies ahead of it was noted before it was set.
    let wall = clock.milliseconds
    return (0..<guardianMilliseconds).contains(wall - feed.addedAt)
      || (0..<EngineLimits.guardianQuietMilliseconds).contains(wall - state.signals.changedAt)
  }

  private func owesGuardians(_ peer: RegionName, _ state: RegionState, _ now: Timestamp) -> Bool {
    state.agreements.with(peer).contains { record in
      record.isInForce(now: now) && record.terms.kinds.contains(.guardian)
        && FeedBacklog(state, FeedKey(agreement: record.id, kind: .guardian)).outstanding() > 0
    }
  }

  private func hasWork(_ feed: OutgoingFeed, _ budget: DeliveryLane.Budget?, _ at: Int) -> Bool {
    if let budget, budget.until > at, budget.remaining == 0 { return feed.hasWithdrawals }
    return feed.hasWork
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for key in keys {
      switch key {
      case .state(let id):
        guard let card = store.card(of: peer) else { continue }
        deliveries.append(Delivery(key, to: card, "GET", "/v1/agreements/" + id.base64URL + "/state"))
      case .batch(let feed):
        guard let body = try pendingBody(feed, peer), let card = store.card(of: peer) else { continue }
        let path = "/v1/agreements/" + feed.agreement.base64URL + "/feeds/" + feed.kind.name + "/batches"
        deliveries.append(
          Delivery(key, to: card, "POST", path, body, timeout: EngineLimits.batchTimeoutSeconds))
      default: break
      }
    }
    return deliveries
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      switch answer.delivery.key {
      case .state(let id): try takeState(AgreementState(reading: answer.reply.body), of: id, peer)
      case .batch(let key):
        let sent = try store.readDurable {
          ($0.exchange.newAdditions(key), $0.exchange.outgoing[key]?.pending?.withdrawals.isEmpty == false)
        }
        try takeBatchAnswer(answer.reply, key, peer)
        limits.spendBudget(of: key, additions: sent.0, withdrew: sent.1, peer.facts.region)
      default: break
      }
      return .done
    }
  }

  private func takeState(_ state: AgreementState, of id: AgreementId, _ peer: Peer) throws(Refusal) {
    let kinds = try store.readDurable { $0.agreements.records[id]?.terms.kinds } ?? []
    for kind in kinds {
      try reconcile(FeedKey(agreement: id, kind: kind), state.feeds[kind] ?? .empty, peer)
    }
    let at = clock.uptimeMilliseconds
    lanes.lane(peer.facts.region) { $0.noteCompared(id, at: at) }
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    guard case .batch(let key) = answer.delivery.key else { return nil }
    let region = peer.facts.region
    switch problem.code {
    case .sequenceGap, .sequenceConflict:
      let members = problem.members["state"] ?? .object(problem.members)
      try noteDisagreement(key, (try? FeedStateReport(members)) ?? .empty, peer)
      return .again(atMost: EngineLimits.longestRetryMilliseconds)
    case .limitExceeded:
      try replaceRefused(key, region)
      limits.takeLimit(key, problem, answer.reply, region)
      return .handled
    default:
      guard problem.status == 400 else { return nil }
      try replaceRefused(key, region)
      log(
        LogEvent(
          .error, "batch-refused",
          ["peer": .string(region.text), "code": .string(problem.code.rawValue), "detail": .string(problem.detail)]))
      return .failed(.batchRefused(problem.code, detail: problem.detail))
    }
  }

  /// The peer holds something else of the feed than this region's batch follows.
  private func noteDisagreement(_ key: FeedKey, _ report: FeedStateReport, _ peer: Peer) throws(Refusal) {
    try store.commit { (transaction) throws(Refusal) in
      let highest = transaction.state.exchange.outgoing[key]?.highestGeneration ?? 1
      let isRepeat = transaction.state.exchange.outgoing[key]?.pending.map { pending in
        report.receipt?.documentId == pending.receiptId
      }
      // What the peer shows cannot be reached by repeating, unless it is this very batch.
      if isRepeat != true { try transaction.append(.exchange(.disagreementFound(key, highest: highest))) }
    }
    try reconcile(key, report, peer)
  }

  /// Another batch takes the refused one's place; a new generation does where the refused one may have arrived before.
  private func replaceRefused(_ key: FeedKey, _ region: RegionName) throws(Refusal) {
    let unarrived = lanes.lane(region) { $0.unarrived[key] }
    try store.commit { (transaction) throws(Refusal) in
      guard let pending = transaction.state.exchange.outgoing[key]?.pending else { return }
      let isCertain = pending.receiptId == unarrived
      try transaction.append(.exchange(isCertain ? .batchRefused(key) : .batchGivenUp(key)))
    }
  }
}
