public import PeerProtocol
public import Region

extension Engine {
  /// Compares the sides anew and waits until everything of ours is countersigned and every view answered, at most
  /// `deadlineSeconds`: `{"synchronized":[…],"withoutAgreement"?:[…]}`.
  ///
  /// - Throws: ``Refusal`` `try-again` with status 503 where that takes longer, or where only a person can let it go
  ///   on; 502 where no peer that is left can be reached.
  public func synchronize(region text: String?, deadlineSeconds: Int) throws(Refusal) -> JSONValue {
    let wanted: [RegionName]
    let isAll = text == nil
    if let text {
      wanted = [try store.readDurable { (state) throws(Refusal) -> Peer in try peer(text, state) }.facts.region]
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
  ) throws(Refusal) -> JSONValue? {
    let at = now
    let (open, withoutAgreement) = try store.readDurable { state in
      (
        wanted.filter { !isInStep($0, state, at) },
        wanted.filter { region in !state.agreements.with(region).contains { $0.isInForce(now: at) } }
      )
    }
    let joining = isAll ? store.readLatest { Self.joining($0, self.region) } : []
    if open.isEmpty, wanted.isEmpty, !joining.isEmpty {
      throw .problem(
        Problem(
          .tryAgain, "There are no peers yet: \(joining.map { "\($0.region): \($0.reason)" }.joined(separator: "; ")).",
          retryAfter: 60))
    }
    if open.isEmpty {
      return JSONValue(present: [
        "synchronized": .array(wanted.map { .string($0.text) }),
        "withoutAgreement": withoutAgreement.isEmpty ? nil : .array(withoutAgreement.map { .string($0.text) }),
        "joining": joining.isEmpty
          ? nil : .array(joining.map { ["region": .string($0.region), "reason": .string($0.reason)] }),
      ])
    }
    let waits = open.map { wait(for: $0, since: start, until: end) }
    if !isOver, waits.contains(where: \.mayEnd) { return nil }
    let reasons = zip(open, waits).map { region, wait in
      // What a peer says ends with a full stop.
      region.text + ": " + (wait.reason.hasSuffix(".") ? String(wait.reason.dropLast()) : wait.reason)
    }
    throw .problem(
      Problem(
        .tryAgain, "Not everything is exchanged yet: \(reasons.joined(separator: "; ")). See: samenloop status",
        retryAfter: 5, status: waits.allSatisfy(\.isUnreachable) ? 502 : nil))
  }

  /// Why the exchange with a peer is not in step.
  private struct Wait {
    var reason: String
    var isUnreachable = false
    /// Whether it is worth while to go on waiting.
    var mayEnd = false
  }

  /// Regions that are not peers yet, and who has to do what.
  private static func joining(_ state: RegionState, _ own: RegionName) -> [(region: String, reason: String)] {
    state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }.compactMap { peer in
      joining(peer, own).map { (peer.facts.region.text, $0) }
    }
  }

  private static func joining(_ peer: Peer, _ own: RegionName) -> String? {
    switch peer.status {
    case .requested: "its operator has to accept, there: samenloop peer accept \(own.text)"
    case .pending: "this region's operator has to accept: samenloop peer accept \(peer.facts.region.text)"
    case .accepted, .rejected: nil
    }
  }

  private func wait(for region: RegionName, since start: Int, until end: Int) -> Wait {
    let lane = lanes.lane(region) { $0 }
    let at = clock.uptimeMilliseconds
    return store.readLatest { state in
      guard let peer = state.peering.peers[region] else { return Wait(reason: "it is no peer any more") }
      if let (_, reason, next) = standing(held: peer, state.peering) { return Wait(reason: "\(reason) (\(next))") }
      if case .rejected(let reason, _) = peer.status { return Wait(reason: "the request was rejected: \(reason)") }
      if let reason = Self.joining(peer, self.region) { return Wait(reason: reason) }
      if let failure = lane.lastFailure, peer.failures > 0 {
        // A moment for a peer that starts, or whose network comes back.
        let patience = EngineLimits.unreachableMilliseconds
        let isRefused = [ProblemCode.peerSuspended, .unknownPeer].contains { failure.hasPrefix($0.rawValue) }
        return Wait(
          reason: failure, isUnreachable: !isRefused, mayEnd: lane.lastContactAt >= start || at - start < patience)
      }
      let limit = state.agreements.with(region).compactMap { waiting($0, state, lane) }.first
      // What a limit holds until tomorrow is not waited for, once all else is done.
      let isForTomorrow = limit.map { $0.until.seconds > now.seconds + Int64((end - at) / 1000) } ?? false
      return Wait(
        reason: limit.map(limitReason) ?? lane.lastFailure ?? "still exchanging",
        mayEnd: !isForTomorrow || hasMore(for: region, state, lane))
    }
  }

  /// Whether something is under way besides additions that wait for a limit.
  private func hasMore(for region: RegionName, _ state: RegionState, _ lane: Lane) -> Bool {
    guard state.matches.unsettledCount(region) == 0 else { return true }
    return state.agreements.with(region).filter { $0.isInForce(now: now) }.contains { record in
      lane.stateCheckedAt[record.id] == nil
        || record.terms.kinds.contains {
          let key = FeedKey(agreement: record.id, kind: $0)
          return state.outstanding(key, additionsWait: additionsWait(key, state, lane)) > 0
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
        return state.outstanding(key) == 0 && state.exchange.outgoing[key]?.needsRepair != true
      }
    }
  }
}
