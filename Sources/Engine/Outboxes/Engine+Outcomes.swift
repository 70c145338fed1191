import Cryptography
import PeerProtocol
import Region

extension Engine {
  /// A delivery and what became of it.
  typealias Outcome = (delivery: Delivery, result: Result<PeerReply, PeerCallFailure>)

  /// Takes in what became of a delivery: progress, or the next try and the reason for people.
  public func complete(_ delivery: Delivery, _ outcome: Result<PeerReply, PeerCallFailure>) {
    complete([(delivery, outcome)], of: delivery.peer)
  }

  /// Takes in what became of deliveries to one peer. The answers to matches become durable together.
  func complete(_ outcomes: [Outcome], of region: RegionName) {
    guard !outcomes.isEmpty else { return }
    defer { lanes.lane(region) { $0.underWay.subtract(outcomes.map(\.delivery.key)) } }
    let (known, heardAt) = store.readLatest { ($0.peering.peers[region], $0.peering.heardAt[region] ?? 0) }
    guard let peer = known else { return }
    var answers: [MatchAnswer] = []
    for (delivery, result) in outcomes {
      // What a peer answers once it is suspended is not taken in; it is asked again when it is let in again.
      if peer.suspension != nil, !delivery.key.isEnding { continue }
      if case .match(let id) = delivery.key, case .success(let reply) = result, (200..<300).contains(reply.status) {
        do throws(Refusal) {
          answers.append(MatchAnswer(delivery: delivery, id: id, view: try MatchView(reading: reply.body)))
        } catch {
          postpone(delivery, reason: rendered(error).detail)
        }
      } else {
        take(delivery, result, peer, heardAt: heardAt)
      }
    }
    if !answers.isEmpty {
      admission.noteContact(peer, heardAt: heardAt)
      takeMatchAnswers(answers, region)
    }
    lanes.wake(region)
  }

  private func take(
    _ delivery: Delivery, _ outcome: Result<PeerReply, PeerCallFailure>, _ peer: Peer, heardAt: Int64
  ) {
    noteArrival(delivery, outcome)
    switch outcome {
    case .failure(let failure): deferDelivery(delivery, to: peer, reason: failure.text)
    case .success(let reply):
      do throws(Refusal) {
        if reply.status >= 500 || isTooSoon(reply, delivery.key) {
          let until = clock.uptimeMilliseconds + min(reply.retryAfter ?? 0, EngineLimits.longestAskedSeconds) * 1000
          lanes.lane(delivery.peer) { $0.askedUntil = max($0.askedUntil, until) }
          deferDelivery(delivery, to: peer, reason: "the peer answers \(reply.status)", atLeast: reply.retryAfter ?? 0)
        } else if (200..<300).contains(reply.status) {
          admission.noteContact(peer, heardAt: heardAt)
          try takeSuccess(delivery, reply, peer)
          lanes.lane(delivery.peer) { $0.retries[delivery.key] = nil }
        } else {
          try takeRefusal(delivery, Problem(status: reply.status, body: reply.body), reply, peer)
        }
      } catch {
        postpone(delivery, reason: rendered(error).detail)
      }
    }
  }

  /// A batch may have arrived unless 400 and 429 are the only answers that it ever got.
  private func noteArrival(_ delivery: Delivery, _ outcome: Result<PeerReply, PeerCallFailure>) {
    guard case .batch(let key) = delivery.key else { return }
    if case .success(let reply) = outcome, [400, 429].contains(reply.status) { return }
    lanes.lane(delivery.peer) { _ = $0.unarrived.removeValue(forKey: key) }
  }

  /// Whether the peer has no time for the request now. A batch over a limit of its agreement is another matter: that it
  /// is refused says something about the batch.
  private func isTooSoon(_ reply: PeerReply, _ key: DeliveryKey) -> Bool {
    guard case .batch = key else { return [408, 429].contains(reply.status) }
    return reply.status == 429 && Problem(status: 429, body: reply.body).code != .limitExceeded
  }

  // MARK: - Success

  private func takeSuccess(_ delivery: Delivery, _ reply: PeerReply, _ peer: Peer) throws(Refusal) {
    let region = peer.facts.region
    switch delivery.key {
    case .outcome: try takeOutcome(PeeringOutcome(reading: reply.body), region)
    case .card(let version):
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.peering(.cardConfirmed(region, version: version)))
      }
    case .health:
      let time = try HealthReport(reading: reply.body).time
      let at = clock.uptimeMilliseconds
      lanes.lane(region) { lane in
        lane.healthCheckedAt = at
        lane.peerClock = Int(time.seconds) * 1000 - at
      }
      clockWatch.observe()
    case .agreement(let id, let signatures):
      try store.commit { (transaction) throws(Refusal) in
        let held = transaction.state.agreements.records[id]?.deliveredSignatures ?? signatures
        if held < signatures { try transaction.append(.agreements(.delivered(id, signatures: signatures))) }
      }
    case .ending(let id):
      try store.commit { (transaction) throws(Refusal) in
        guard !lanes.lane(region, { $0.endingsAsked.contains(id) }) else { return }
        try transaction.append(.agreements(.endingDelivered(id, true)))
      }
    case .exception(let agreement, let id, let signatures):
      try takeExceptionDelivered(agreement, id, signatures, region)
    case .state(let id):
      let feeds = try AgreementState(reading: reply.body).feeds
      let kinds = try store.readDurable { $0.agreements.records[id]?.terms.kinds } ?? []
      for kind in kinds {
        try reconcile(FeedKey(agreement: id, kind: kind), feeds[kind] ?? .empty, peer)
      }
      let at = clock.uptimeMilliseconds
      lanes.lane(region) { $0.noteCompared(id, at: at) }
    case .batch(let key):
      let sent = try store.readDurable {
        ($0.newAdditions(key), $0.exchange.outgoing[key]?.pending?.withdrawals.isEmpty == false)
      }
      try takeBatchAnswer(reply, key, peer)
      spendBudget(of: key, additions: sent.0, withdrew: sent.1, region)
    case .match: break  // taken in with others of its kind
    }
  }

  private func takeOutcome(_ outcome: PeeringOutcome, _ region: RegionName) throws(Refusal) {
    let at = now
    switch outcome.status {
    case .pending: postponeQuietly(.outcome, region, atMost: EngineLimits.outcomeRetryMilliseconds)
    case .accepted:
      try store.commit { (transaction) throws(Refusal) in
        if transaction.state.peering.peers[region]?.status == .requested {
          try transaction.append(.peering(.accepted(region)))
        }
      }
      log(LogEvent(.info, "peer-accepted-us", ["peer": .string(region.text)]))
    case .rejected:
      try store.commit { (transaction) throws(Refusal) in
        // An answer that was overtaken by the acceptance does not undo it.
        if transaction.state.peering.peers[region]?.status == .requested {
          try transaction.append(.peering(.rejected(region, reason: outcome.reason ?? "", at: at)))
        }
      }
      log(LogEvent(.warning, "peer-rejected-us", ["peer": .string(region.text)]))
    }
  }

  /// A peer's answer to a message about a match.
  private struct MatchAnswer {
    var delivery: Delivery
    var id: MatchId
    var view: MatchView
  }

  private func takeMatchAnswers(_ answers: [MatchAnswer], _ region: RegionName) {
    let found = store.readLatest { state in
      answers.map { answer in state.matches.records[answer.id].map { ($0, statement($0, state)) } }
    }
    var verified: [MatchAnswer] = []
    for (answer, held) in zip(answers, found) {
      guard let (match, statement) = held else { continue }
      do throws(Refusal) {
        if match.peerProof != answer.view.proof { try verify(answer.view.proof, statement, region) }
        try noticeViewAhead(answer.view, match)
        verified.append(answer)
      } catch {
        postpone(answer.delivery, reason: rendered(error).detail)
      }
    }
    guard !verified.isEmpty else { return }
    let at = milliseconds
    do throws(Refusal) {
      let outcome = try store.commit { (transaction) throws(Refusal) in
        try transaction.requireAdmitted(region)
        let held = verified.compactMap { transaction.state.matches.records[$0.id] }
        let views = Dictionary(verified.map { ($0.id, $0.view) }, uniquingKeysWith: { first, _ in first })
        try transaction.append(held.flatMap { match in views[match.id].map { taken($0, match, at: at) } ?? [] })
        return (
          proven: held.filter { !$0.isProven }.map(\.id),
          unsettled: Set(held.map(\.id).filter { transaction.state.matches.records[$0]?.isUnsettled == true })
        )
      }
      for id in outcome.proven { noteProven(id, region) }
      for answer in verified {
        let revision = answer.delivery.revision
        let isProgress = revision.map { !answer.view.isProofOnly && (answer.view.seen ?? 0) >= $0 } ?? true
        if isProgress || !outcome.unsettled.contains(answer.id) {
          lanes.lane(region) { _ = $0.retries.removeValue(forKey: .match(answer.id)) }
        } else {
          // The peer answered but did not take our view in; asked again at once it would do so endlessly.
          postponeQuietly(.match(answer.id), region, atMost: EngineLimits.longestRetryMilliseconds)
        }
      }
    } catch {
      for answer in verified { postpone(answer.delivery, reason: rendered(error).detail) }
    }
  }

  // MARK: - Refusal

  private func takeRefusal(
    _ delivery: Delivery, _ problem: Problem, _ reply: PeerReply, _ peer: Peer
  ) throws(Refusal) {
    let region = peer.facts.region
    switch (delivery.key, problem.code) {
    case (.outcome, _): postpone(delivery, reason: "the peer does not know our request: \(problem.status)")
    case (_, .unknownPeer), (_, .peerSuspended):
      deferDelivery(delivery, to: peer, reason: "\(problem.code.rawValue): \(problem.detail)")
    case (.card, .staleCard): try takeStaleCard(delivery, problem.members["version"]?.integerValue ?? 0)
    case (.agreement, .conflict), (.ending, .conflict), (.ending, .agreementNotActive):
      try giveUpDocument(delivery.key)
      postpone(delivery, reason: "\(problem.code.rawValue): \(problem.detail)")
    case (.exception(_, let id, _), .conflict), (.exception(_, let id, _), .notFound),
      (.exception(_, let id, _), .malformed), (.exception(_, let id, _), .invalidSignature):
      try giveUpException(id, problem)
      postpone(delivery, reason: "\(problem.code.rawValue): \(problem.detail)")
    case (.agreement, .agreementNotActive): postpone(delivery, reason: "the peer ended or does not know the agreement")
    case (_, .agreementNotActive):
      try putAgain(delivery.key)
      postpone(delivery, reason: "the peer does not hold the agreement in force")
    case (.batch(let key), .sequenceGap), (.batch(let key), .sequenceConflict):
      let members = problem.members["state"] ?? .object(problem.members)
      let report = (try? FeedStateReport(members)) ?? .empty
      try store.commit { (transaction) throws(Refusal) in
        let highest = transaction.state.exchange.outgoing[key]?.highestGeneration ?? 1
        let isRepeat = transaction.state.exchange.outgoing[key]?.pending.map { pending in
          report.receipt?.documentId == pending.receiptId
        }
        // What the peer shows cannot be reached by repeating, unless it is this very batch.
        if isRepeat != true { try transaction.append(.exchange(.disagreementFound(key, highest: highest))) }
      }
      try reconcile(key, report, peer)
      postponeQuietly(delivery.key, region, atMost: EngineLimits.longestRetryMilliseconds)
    case (.batch(let key), .limitExceeded):
      try takeLimit(key, problem, reply, region)
    case (.batch(let key), _) where problem.status == 400:
      try refuse(key, region)
      log(
        LogEvent(
          .error, "batch-refused",
          ["peer": .string(region.text), "code": .string(problem.code.rawValue), "detail": .string(problem.detail)]))
      postpone(delivery, reason: "the peer refused a batch: \(problem.code.rawValue): \(problem.detail)")
    case (.match(let id), .unknownMatch):
      try noteUnknown(id)
      postponeQuietly(delivery.key, region, atMost: EngineLimits.longestRetryMilliseconds)
    case (.match, .unprovenMatch):
      alarms.raise("proof-refused", region, "The peer does not accept our proof of a match.")
      postpone(delivery, reason: "the peer refused a proof", atLeast: EngineLimits.longestRetryMilliseconds)
    default:
      postpone(delivery, reason: "the peer answers \(problem.status) \(problem.code.rawValue): \(problem.detail)")
    }
  }

  /// Another batch takes the refused one's place; a new generation does where the refused one may have arrived before.
  func refuse(_ key: FeedKey, _ region: RegionName) throws(Refusal) {
    let unarrived = lanes.lane(region) { $0.unarrived[key] }
    try store.commit { (transaction) throws(Refusal) in
      guard let pending = transaction.state.exchange.outgoing[key]?.pending else { return }
      let isCertain = pending.receiptId == unarrived
      try transaction.append(.exchange(isCertain ? .batchRefused(key) : .batchGivenUp(key)))
    }
  }

  /// A peer says that it holds a newer card of ours, as it does after this node was restored from a backup.
  ///
  /// It shows no proof of it. So one answer moves the version by a little and not again for a while: a peer can neither
  /// use the numbers up nor make this node sign cards, and send them to all others, without end.
  private func takeStaleCard(_ delivery: Delivery, _ version: Int) throws(Refusal) {
    let at = clock.uptimeMilliseconds
    let own = store.readLatest { $0.peering.ownCardVersion }
    let isEarly = lanes.lane(delivery.peer) { lane in
      lane.cardRenewedAt.map { at - $0 < EngineLimits.cardRenewalMilliseconds } ?? false
    }
    guard !isEarly, version >= own, version - own <= EngineLimits.cardVersionLeap else {
      if version > own {
        alarms.raise("card-version", delivery.peer, "The peer claims to hold a card of ours that we never signed.")
      }
      postpone(
        delivery, reason: "the peer refuses our card as stale", atLeast: EngineLimits.longestRetryMilliseconds)
      return
    }
    try renewOwnCard(above: version)
    lanes.lane(delivery.peer) { $0.cardRenewedAt = at }
  }

  /// A proposal or ending that the peer refuses for good is not sent again.
  private func giveUpDocument(_ key: DeliveryKey) throws(Refusal) {
    let at = milliseconds
    try store.commit { (transaction) throws(Refusal) in
      switch key {
      case .agreement(let id, signatures: 1) where transaction.state.agreements.records[id]?.status == .proposed:
        try transaction.append(
          .agreements(
            .closed(
              id, .lapsed, ending: nil, reason: "the peer refused the proposal", delivered: true, at: at)))
      case .ending(let id): try transaction.append(.agreements(.endingDelivered(id, true)))
      default: break
      }
    }
  }

  /// The peer lacks the concluded agreement: it is put again, at most hourly (Schemas/peer-protocol.md, section 3).
  private func putAgain(_ key: DeliveryKey) throws(Refusal) {
    let at = now
    try store.commit { (transaction) throws(Refusal) in
      let id: AgreementId? =
        switch key {
        case .state(let id): id
        case .batch(let feed): feed.agreement
        case .match(let match): transaction.state.matches.records[match]?.key.agreement
        case .exception(let agreement, _, _): agreement
        default: nil
        }
      guard let id, let record = transaction.state.agreements.records[id], record.status == .concluded,
        !(0..<EngineLimits.putAgainSeconds).contains(at.seconds - record.putAgainAt)
      else { return }
      try transaction.append(.agreements(.putAgain(id, at: at)))
    }
  }

  /// A match that the peer does not hold: tried again, and after a day repaired by a new generation.
  private func noteUnknown(_ id: MatchId) throws(Refusal) {
    let at = milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard let match = transaction.state.matches.records[id] else { return }
      if match.unknownSince == 0 {
        try transaction.append(.matches(.unknownAtPeer(id, at: at)))
      } else if !(0..<EngineLimits.unknownMatchMilliseconds).contains(at - match.unknownSince),
        let feed = transaction.state.exchange.outgoing[match.key],
        !(0..<EngineLimits.repairMilliseconds).contains(at - feed.repairedAt)
      {
        try transaction.append(.exchange(.disagreementFound(match.key, highest: feed.highestGeneration)))
      }
    }
  }

  // MARK: - The next try

  private func postpone(_ delivery: Delivery, reason: String, atLeast: Int = 0) {
    let at = clock.uptimeMilliseconds
    lanes.lane(delivery.peer) { lane in
      lane.postpone(delivery.key, now: at, atLeast: atLeast)
      lane.lastFailure = reason
    }
    log(LogEvent(.warning, "delivery-refused", ["peer": .string(delivery.peer.text), "reason": .string(reason)]))
  }

  private func postponeQuietly(_ key: DeliveryKey, _ region: RegionName, atMost: Int) {
    let at = clock.uptimeMilliseconds
    lanes.lane(region) { lane in
      lane.postpone(key, now: at)
      if let retry = lane.retries[key] { lane.retries[key]?.at = min(retry.at, at + atMost) }
    }
  }

  /// The peer itself cannot be reached or takes nothing: everything to it waits, and the schedule survives a restart.
  private func deferDelivery(_ delivery: Delivery, to peer: Peer, reason: String, atLeast seconds: Int = 0) {
    let (at, uptime) = (milliseconds, clock.uptimeMilliseconds)
    let region = peer.facts.region
    let first = lanes.lane(region) { lane in
      defer { lane.lastFailure = reason }
      return lane.lastFailure != reason
    }
    let jitter = Int(random.bytes(1).first ?? 0)
    do {
      try store.commit { (transaction) throws(Refusal) in
        guard let known = transaction.state.peering.peers[region],
          lanes.lane(region, { $0.deferredFor(known, wall: clock.machineMilliseconds, now: uptime) }) == 0
        else { return }
        let failures = min(known.failures + 1, 1_000)
        var wait = max(Backoff.milliseconds(failures), min(seconds, EngineLimits.longestAskedSeconds) * 1000)
        if known.status == .requested { wait = min(wait, EngineLimits.outcomeRetryMilliseconds) }
        wait += wait * jitter / 1024
        try transaction.append(.peering(.deliveryDeferred(region, failures: failures, retryAt: at + wait)))
        lanes.lane(region) { $0.deferral = (at + wait, uptime + wait) }
      }
    } catch {
      // Without a disk the schedule is kept in memory only: or a peer that is down would be called without a pause.
      lanes.lane(region) { lane in
        lane.lastFailure = rendered(error).detail
        lane.postpone(delivery.key, now: uptime)
      }
    }
    if first {
      log(LogEvent(.warning, "peer-not-served", ["peer": .string(region.text), "reason": .string(reason)]))
    }
  }
}
