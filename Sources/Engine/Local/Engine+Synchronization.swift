public import PeerProtocol
import Region

extension Engine {
  /// Compares the sides anew and waits until everything of ours is countersigned and every view answered, at most
  /// `deadlineSeconds`: `{"synchronized":[…],"withoutAgreement"?:[…]}`.
  ///
  /// - Throws: ``Problem`` `try-again` with status 503 where that takes longer, or where only a person can let it go on; 502
  ///   where no peer that is left can be reached.
  public func synchronize(region text: String?, deadlineSeconds: Int) throws(Problem) -> JSONValue {
    let wanted: [RegionName]
    if let text {
      wanted = [try read { (state) throws(Problem) -> Peer in try peer(text, state) }.facts.region]
    } else {
      wanted = peek { state in
        state.peering.peers.values.filter { $0.status == .accepted }.map(\.facts.region).sorted()
      }
    }
    let start = clock.uptimeMilliseconds
    for region in wanted { try serveAtOnce(region) }
    while true {
      let isOver = clock.uptimeMilliseconds - start >= deadlineSeconds * 1000 || background.isStopping
      if let result = try outcome(of: wanted, since: start, isOver: isOver) { return result }
      lanes.pause(milliseconds: 20)
    }
  }

  /// What came of it by now; nil where it is worth while to wait, unless the time is over.
  func outcome(of wanted: [RegionName], since start: Int, isOver: Bool) throws(Problem) -> JSONValue? {
    let at = now
    let (open, withoutAgreement) = try read { state in
      (
        wanted.filter { !isInStep($0, state, at) },
        wanted.filter { region in !state.agreements.with(region).contains { $0.isInForce(now: at) } }
      )
    }
    if open.isEmpty {
      return JSONValue(present: [
        "synchronized": .array(wanted.map { .string($0.text) }),
        "withoutAgreement": withoutAgreement.isEmpty ? nil : .array(withoutAgreement.map { .string($0.text) }),
      ])
    }
    let waits = open.map { wait(for: $0, since: start) }
    if !isOver, waits.contains(where: \.mayEnd) { return nil }
    let reasons = zip(open, waits).map { region, wait in
      // What a peer says ends with a full stop.
      region.text + ": " + (wait.reason.hasSuffix(".") ? String(wait.reason.dropLast()) : wait.reason)
    }
    throw Problem(
      .tryAgain, "Not everything is exchanged yet: \(reasons.joined(separator: "; ")). See: samenloop status",
      retryAfter: 5, status: waits.allSatisfy(\.isUnreachable) ? 502 : nil)
  }

  /// Why the exchange with a peer is not in step.
  private struct Wait {
    var reason: String
    var isUnreachable = false
    /// Whether it is worth while to go on waiting.
    var mayEnd = false
  }

  private func wait(for region: RegionName, since start: Int) -> Wait {
    let lane = lanes.lane(region) { $0 }
    let at = clock.uptimeMilliseconds
    return peek { state in
      guard let peer = state.peering.peers[region] else { return Wait(reason: "it is no peer any more") }
      if let (_, reason, next) = standing(held: peer, state.peering) { return Wait(reason: "\(reason) (\(next))") }
      guard peer.status == .accepted else { return Wait(reason: "the regions are not peers yet") }
      if let failure = lane.lastFailure, peer.failures > 0 {
        // A moment for a peer that starts, or whose network comes back.
        let patience = EngineLimits.unreachableMilliseconds
        let isRefused = [ProblemCode.peerSuspended, .unknownPeer].contains { failure.hasPrefix($0.rawValue) }
        return Wait(
          reason: failure, isUnreachable: !isRefused, mayEnd: lane.lastContactAt >= start || at - start < patience)
      }
      let limit = state.agreements.with(region).compactMap { waiting($0, state, lane) }.first.map(limitReason)
      return Wait(reason: limit ?? lane.lastFailure ?? "still exchanging", mayEnd: true)
    }
  }

  /// Forgets the waits of a peer's lane, so that everything due is tried now.
  private func serveAtOnce(_ region: RegionName) throws(Problem) {
    lanes.lane(region) { lane in
      lane.retries = [:]
      lane.budgets = [:]
      lane.compareAnew()
      lane.askedUntil = Int.min / 2
      lane.sendsGuardians = true
    }
    try commit { (transaction) throws(Problem) in
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
