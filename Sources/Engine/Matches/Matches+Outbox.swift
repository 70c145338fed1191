import Cryptography
import PeerProtocol
import Region

/// What of the matches is due to a peer: proofs, and views that it has not seen.
extension Matches: OutboxSource {
  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    dueMatches(peer, state, &lane, at).map { .match($0) }
  }

  private func dueMatches(
    _ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, _ at: Int
  ) -> [MatchId] {
    let underWay = lane.underWay.count(where: \.isMatch)
    // In groups, which wait for the disk together.
    guard underWay <= EngineLimits.matchesUnderWay / 2 else { return [] }
    let room = EngineLimits.matchesUnderWay - underWay
    if state.peering.restoration.holdsBack(peer) { return [] }
    // Only where the sides were compared since the start: what a backup holds may have been erased since.
    let compared = lane.stateCheckedAt
    let inForce = Set(
      state.agreements.with(peer).filter { $0.mayExchange(by: clock) && compared[$0.id] != nil }.map(\.id))
    let held = retention.heldEndings
    func isHeld(_ match: MatchRecord) -> Bool {
      held?.holdsView(match.identity, match.key.kind, state.signals) == true
    }
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
    _ kind: FeedKind, _ state: RegionState, _ lane: inout DeliveryLane, _ at: Int, _ waiting: Set<MatchId>, room: Int
  ) -> [MatchId] {
    let turn = MatchRecord.turnMilliseconds
    let looksAt = lane.turnsEndAt[kind] ?? at
    let wall = clock.milliseconds
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

  /// The messages of a round: proofs that are lacking become durable together, and the state is looked at once.
  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    let ids = keys.compactMap { key -> MatchId? in
      if case .match(let id) = key { id } else { nil }
    }
    try prepareProofs(ids)
    try prepareDisclosures(ids)
    let held = retention.heldEndings
    let (facts, messages) = try store.readDurable { state in
      (
        state.peering.peers[peer].flatMap { held in
          held.suspension == nil && !state.peering.restoration.holdsBack(peer) ? held.facts : nil
        },
        ids.compactMap { id -> (key: FeedKey, id: MatchId, view: MatchView)? in
          guard let match = state.matches.records[id], match.isUnsettled, !match.proof.isEmpty,
            let terms = state.agreements.records[match.key.agreement]?.terms,
            held?.holdsView(match.identity, match.key.kind, state.signals) != true
          else { return nil }
          guard match.isProven else { return (match.key, id, MatchView(proof: match.proof)) }
          // A view that changed since its disclosure was prepared gets another in the next round.
          guard let view = ownView(match, terms, state), !view.lacksDisclosure else { return nil }
          return (match.key, id, view)
        }
      )
    }
    guard let facts else { return [] }
    return messages.map { key, id, view in
      let path = "/v1/agreements/" + key.agreement.base64URL + "/matches/" + id.base64URL
      return Delivery(
        .match(id), to: facts, "PUT", path, view.bytes, revision: view.revision, disclosure: view.disclosure)
    }
  }

  /// Answers with views: what verifies of them becomes durable together.
  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    let region = peer.facts.region
    var outcomes = [DeliveryOutcome](repeating: .handled, count: answers.count)
    var views: [MatchAnswer] = []
    var confirmed: [MatchId: DisclosureId] = [:]
    for (place, answer) in answers.enumerated() {
      guard case .match(let id) = answer.delivery.key else { continue }
      confirmed[id] = answer.delivery.disclosure
      do throws(Refusal) {
        let view = try MatchView(reading: answer.reply.body)
        try requireDisclosure(view, from: peer)
        views.append(MatchAnswer(place: place, id: id, revision: answer.delivery.revision, view: view))
      } catch {
        outcomes[place] = .failed(.refusal(error))
      }
    }
    let found = store.readLatest { state in
      views.map { answer in state.matches.records[answer.id].map { ($0, statement($0, state)) } }
    }
    var verified: [MatchAnswer] = []
    for (answer, held) in zip(views, found) {
      guard let (match, statement) = held else { continue }
      do throws(Refusal) {
        if match.peerProof != answer.view.proof { try verify(answer.view.proof, statement, region) }
        try noticeViewAhead(answer.view, match)
        verified.append(answer)
      } catch {
        outcomes[answer.place] = .failed(.refusal(error))
      }
    }
    guard !verified.isEmpty || !confirmed.isEmpty else { return outcomes }
    do throws(Refusal) {
      let unsettled = try takeIn(verified, confirmed, region)
      for answer in verified {
        let isProgress = answer.revision.map { !answer.view.isProofOnly && (answer.view.seen ?? 0) >= $0 } ?? true
        // Where the peer answered but did not take our view in, it would do so endlessly if it were asked again at once.
        outcomes[answer.place] =
          isProgress || !unsettled.contains(answer.id)
          ? .done : .again(atMost: EngineLimits.longestRetryMilliseconds)
      }
    } catch {
      for answer in verified { outcomes[answer.place] = .failed(.refusal(error)) }
    }
    return outcomes
  }

  /// Makes the views durable; gives the matches for which something is still to be sent.
  ///
  /// `confirmed` are the disclosures whose requests were answered 2xx, whatever the answers say.
  private func takeIn(
    _ answers: [MatchAnswer], _ confirmed: [MatchId: DisclosureId], _ region: RegionName
  ) throws(Refusal) -> Set<MatchId> {
    let at = clock.milliseconds
    let outcome = try store.commit { (transaction) throws(Refusal) in
      try transaction.requireAdmitted(region)
      let ids = Set(answers.map(\.id)).union(confirmed.keys).sorted()
      let held = ids.compactMap { transaction.state.matches.records[$0] }
      let views = Dictionary(answers.map { ($0.id, $0.view) }, uniquingKeysWith: { first, _ in first })
      try transaction.append(
        held.flatMap { match -> [RegionEvent] in
          let disclosure = confirmed[match.id]
          return views[match.id].map { taken($0, match, transaction.state, answered: disclosure, at: at) }
            ?? transaction.state.matches.decideDisclosures(in: nil, answered: disclosure, match, at: at)
        })
      return (
        proven: held.filter { !$0.isProven && views[$0.id] != nil }.map(\.id),
        unsettled: Set(held.map(\.id).filter { transaction.state.matches.records[$0]?.isUnsettled == true })
      )
    }
    for id in outcome.proven { noteProven(id, region) }
    return outcome.unsettled
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    guard case .match(let id) = answer.delivery.key else { return nil }
    switch problem.code {
    case .unknownMatch:
      try noteUnknown(id)
      return .again(atMost: EngineLimits.longestRetryMilliseconds)
    case .unprovenMatch:
      alarms.raise(.proofRefused, about: peer.facts.region)
      return .failed(.proofRefused, atLeast: EngineLimits.longestRetryMilliseconds)
    default: return nil
    }
  }

  /// A match that the peer does not hold: tried again, and after a day repaired by a new generation.
  private func noteUnknown(_ id: MatchId) throws(Refusal) {
    let at = clock.milliseconds
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
}

/// A peer's answer to a message about a match.
private struct MatchAnswer {
  /// Its place among the answers that are taken in together.
  var place: Int
  var id: MatchId
  /// The revision of our view that it answers; nil for a bare proof.
  var revision: Int?
  var view: MatchView
}
