import PeerProtocol
import Region

import enum Cryptography.SubjectKind

/// What the limits let this region send, and its exceptions on their way to the peer.
extension Limits {
  /// How many additions to try in one batch where the peer has refused none: as many as our own count of what it
  /// countersigned leaves room for.
  ///
  /// Where it leaves none, all: the peer's count decides, and its refusal says when there is room. Guardians are never
  /// divided by our count, for a small batch may draw a household; and what a generation names again is free.
  func fitting(_ key: FeedKey, _ state: RegionState, _ at: Int) -> Int {
    guard key.kind == .youth, let feed = state.exchange.outgoing[key], feed.named == feed.count,
      let room = LimitReader(state).room(key.agreement, .sent, at: at), room.now > 0
    else { return .max }
    return room.now
  }

  /// Takes in that a batch passes the peer's limits: what `remaining` allows goes at once, the rest after Retry-After.
  func takeLimit(_ key: FeedKey, _ problem: Problem, _ reply: PeerReply, _ region: RegionName) {
    let remaining = problem.members["remaining"]?.integerValue ?? 0
    let limit = problem.members["limit"]?.stringValue ?? ""
    let wait = min(max(reply.retryAfter ?? 60, 1), 86_400)
    let (at, uptime) = (clock.milliseconds, clock.uptimeMilliseconds)
    // An exception that begins meanwhile makes room before the peer's own time.
    let begins = store.readLatest { $0.limits.nextException(under: key.agreement, of: self.region, after: at) }
    lanes.lane(region) { lane in
      let until = uptime + min(wait * 1000, begins.map { $0 - at } ?? .max)
      lane.budgets[key] = DeliveryLane.Budget(remaining: remaining, until: until, limit: limit)
      lane.lastFailure = .limitReached(limit, seconds: wait)
      // Also where it says that something fits: a peer that always says so is not asked again and again at once.
      lane.postpone(.batch(key), now: uptime)
    }
    log(
      LogEvent(
        .warning, "limit-reached",
        [
          "peer": .string(region.text), "limit": .string(limit), "remaining": JSONValue(remaining),
          "retryAfter": JSONValue(wait),
        ]))
  }

  /// An answered batch used some of what the peer's limits left. Withdrawals make room under the limit `active`.
  ///
  /// - Parameter additions: those of the batch that the peer did not hold.
  func spendBudget(of key: FeedKey, additions: Int, withdrew: Bool, _ region: RegionName) {
    lanes.lane(region) { lane in
      guard var budget = lane.budgets[key] else { return }
      budget.remaining = max(0, budget.remaining - additions)
      lane.budgets[key] = budget.limit == "active" && withdrew ? nil : budget
    }
  }

  // MARK: - Exceptions

  /// Exceptions that the peer lacks, or whose proposal it may have declined meanwhile.
  func planExceptions(
    _ record: AgreementRecord, _ state: RegionState, _ lane: DeliveryLane, _ at: Int, _ now: Timestamp
  ) -> [DeliveryKey] {
    state.limits.exceptions(under: record.id).compactMap { exception in
      let due = exception.dueSignatures
      let isAgain =
        exception.standing == .proposed
        && !(0..<EngineLimits.exceptionAgainSeconds).contains(now.seconds - exception.putAt)
      guard due > 0, exception.deliveredSignatures < due || isAgain else { return nil }
      let key = DeliveryKey.exception(record.id, exception.id, signatures: due)
      return lane.isDue(key, now: at) ? key : nil
    }
  }

  func takeExceptionDelivered(
    _ agreement: AgreementId, _ id: DocumentId, _ signatures: Int, _ region: RegionName
  ) throws(Refusal) {
    let at = clock.now
    let isInEffect = try store.commit { (transaction) throws(Refusal) -> Bool in
      guard let held = transaction.state.limits.exceptions[id] else { return false }
      // The proposal was answered after the document with both signatures had come.
      guard held.dueSignatures >= signatures else { return false }
      let delivered = max(held.deliveredSignatures, signatures)
      try transaction.append(.limits(.exceptionDelivered(id, signatures: delivered, at: at)))
      return delivered == 2
    }
    if isInEffect { forgetBudgets(of: agreement, region) }
  }

  /// The peer refuses the document for good: a proposal lapses, and what is concluded is not put again.
  func giveUpException(_ id: DocumentId, _ problem: Problem) throws(Refusal) {
    let at = clock.now
    let reason = problem.detail.isEmpty ? "the peer refused it" : "the peer refused it: \(problem.detail)"
    try store.commit { (transaction) throws(Refusal) in
      guard let held = transaction.state.limits.exceptions[id] else { return }
      if held.standing == .proposed {
        try transaction.append(.limits(.exceptionClosed(id, .lapsed, reason: reason)))
      } else if held.standing == .concluded {
        try transaction.append(.limits(.exceptionDelivered(id, signatures: 2, at: at)))
      }
    }
  }

  /// An exception took effect: what waits is tried again at once.
  func forgetBudgets(of agreement: AgreementId, _ region: RegionName) {
    lanes.lane(region) { lane in
      for kind in FeedKind.allCases {
        let key = FeedKey(agreement: agreement, kind: kind)
        guard lane.budgets.removeValue(forKey: key) != nil else { continue }
        lane.retries[.batch(key)] = nil
        lane.lastFailure = nil
      }
    }
    lanes.wakeAll()
  }
}
