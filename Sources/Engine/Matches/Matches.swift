import Cryptography
public import PeerProtocol
import PrivateMatching
public import Region
import Synchronization

/// The matches of this region: proven and kept in step with peers, shown to this region's people, and worked on by them.
public final class Matches: Sendable {
  let region: RegionName
  private let coordinationDesk: Contact
  /// The key of the ids of matches within the region.
  let markKey: [UInt8]
  private let arithmetic: any MatchingArithmetic
  private let curve: FairScheduler
  let random: any RandomSource
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  private let admission: PeerAdmission
  let alarms: Alarms
  let retention: Retention
  private let restoreWatch: RestoreWatch
  let log: @Sendable (LogEvent) -> Void
  /// Youths by the ids of their matches within the region.
  let withinIndex = Mutex(WithinIndex())
  /// What the worklist needs of each open match before it is shown.
  let briefs = Mutex(MatchBriefs())

  init(
    configuration: EngineConfiguration, markKey: [UInt8], arithmetic: any MatchingArithmetic, curve: FairScheduler,
    random: any RandomSource, store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission,
    alarms: Alarms,
    retention: Retention, restoreWatch: RestoreWatch, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (region, coordinationDesk) = (configuration.region, configuration.coordinationDesk)
    (self.markKey, self.arithmetic, self.curve, self.random) = (markKey, arithmetic, curve, random)
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.alarms, self.retention, self.restoreWatch, self.log) = (alarms, retention, restoreWatch, log)
  }

  /// A peer's proof, or its view with the proof (Schemas/peer-protocol.md, section 6).
  ///
  /// The peer waits for the disk once: what its message changes, and the disclosure of our answer, go there together.
  public func take(
    _ request: PeerRequest, under agreement: AgreementId, of id: MatchId
  ) throws(Refusal) -> MatchView {
    let (peer, record, found) = try admission.admitAgreement(request, agreement) {
      state -> (MatchRecord, MatchStatement?)? in
      let isHeldBack = request.caller.map { state.peering.restoration.holdsBack($0.peer.facts.region) } ?? true
      return isHeldBack ? nil : state.matches.records[id].map { ($0, statement($0, state)) }
    }
    let region = peer.facts.region
    let view = try MatchView(reading: request.readBody(ProtocolLimits.bodyBytes))
    try requireDisclosure(view, from: peer)
    guard let (match, statement) = found, match.key.agreement == agreement, match.isActive else {
      throw try unknownMatch()
    }
    if match.peerProof != view.proof { try verify(view.proof, statement, region) }
    try noticeViewAhead(view, match)
    let proof = match.proof.isEmpty ? try prove(statement, for: region) : []
    let held = retention.heldEndings
    if let held, store.readLatest({ held.holdsView(match.identity, match.key.kind, $0.signals) }) {
      throw .match(.endedByDoubtfulClock)
    }
    let (at, uptime) = (clock.milliseconds, clock.uptimeMilliseconds)
    if view.isProofOnly { lanes.lane(region) { $0.peerBeganAt = uptime } }
    let answer = try store.commit { (transaction) throws(Refusal) -> MatchView? in
      try transaction.requireAdmitted(region)
      guard let held = transaction.state.matches.records[id], held.isActive,
        !transaction.state.peering.restoration.holdsBack(region)
      else { throw .match(.unknown) }
      var events = taken(view, held, transaction.state, at: at)
      if held.proof.isEmpty { events.append(.matches(.proofMade(id, proof))) }
      // Who sends a bare proof again has nothing of ours: it was restored, or our answer was lost.
      if view.isProofOnly && match.seenByPeer > 0 { events.append(.matches(.resendAsked(id))) }
      try transaction.append(events)
      guard let after = transaction.state.matches.records[id] else { return nil }
      guard !view.isProofOnly else { return MatchView(proof: after.proof) }
      guard let own = ownView(after, record.terms, transaction.state) else { return nil }
      try transaction.append(
        transaction.state.matches.decideDisclosure(of: own, after, at: at, fresh: freshDisclosure))
      return ownView(transaction.state.matches.records[id] ?? after, record.terms, transaction.state)
    }
    if !match.isProven { noteProven(id, region) }
    guard let answer else { throw .match(.unknown) }
    return answer
  }

  /// That a match is not held: said once what was looked at is durable.
  private func unknownMatch() throws(Refusal) -> Refusal { try store.readDurable { _ in .match(.unknown) } }

  /// What a message of the peer changes whose proof verified: its proof, its view, and how much of ours it holds.
  ///
  /// `answered` is the disclosure in our request, where the message is its answer.
  func taken(
    _ view: MatchView, _ held: MatchRecord, _ state: RegionState, answered: DisclosureId? = nil, at: Int
  ) -> [RegionEvent] {
    var events = state.matches.decideDisclosures(in: view, answered: answered, held, at: at)
    if held.peerProof != view.proof { events.append(.matches(.proven(held.id, peerProof: view.proof, at: at))) }
    guard !view.isProofOnly else { return events }
    let isNewer = (view.revision ?? 0) > held.peerRevision
    let seen = view.seen ?? 0
    guard isNewer || seen != held.seenByPeer || held.unknownSince != 0 else { return events }
    // What the peer holds never goes back by a message that overtook another.
    let highest = isNewer ? seen : max(seen, held.seenByPeer)
    events.append(.matches(.viewReceived(held.id, isNewer ? view : nil, seen: highest, at: at)))
    return events
  }

  /// A peer that holds a later revision of our view than we ever sent shows that this node was restored from a backup.
  ///
  /// `match` is as it was when the peer's proof was looked at: its revision only grows.
  func noticeViewAhead(_ view: MatchView, _ match: MatchRecord) throws(Refusal) {
    guard let seen = view.seen, seen > match.revision else { return }
    let isAhead = store.readLatest { state in
      guard let held = state.matches.records[match.id], seen > held.revision else { return false }
      return state.peering.restoration.isUnknown(seen: seen, by: held.peer)
    }
    guard isAhead else { return }
    try restoreWatch.notice(.seenAhead, match.peer, seen: seen)
    throw .match(.unknown)
  }

  func noteProven(_ id: MatchId, _ peer: RegionName) {
    log(LogEvent(.info, "match-proven", ["match": .string(id.base64URL), "peer": .string(peer.text)]))
  }

  /// Verifies a peer's proof. One that fails raises an alarm and changes nothing.
  func verify(_ proof: [UInt8], _ statement: MatchStatement?, _ peer: RegionName) throws(Refusal) {
    if let statement = statement?.sent(by: peer), curve.take(.peer(peer), { arithmetic.verifies(proof, statement) }) {
      return
    }
    alarms.raise(.unproven, about: peer)
    throw .match(.unproven)
  }

  func prove(_ statement: MatchStatement?, for peer: RegionName) throws(Refusal) -> [UInt8] {
    guard let statement else { throw .match(.unknown) }
    do { return try curve.take(.peer(peer)) { try arithmetic.prove(statement) } } catch { throw .match(.proofFailed) }
  }

  /// Makes the proofs that matches lack, once each and the same in every message; all are durable at once.
  func prepareProofs(_ ids: [MatchId]) throws(Refusal) {
    let lacking = store.readLatest { state in
      ids.compactMap { id -> (id: MatchId, peer: RegionName, statement: MatchStatement?)? in
        guard let match = state.matches.records[id], match.isUnsettled, match.proof.isEmpty else { return nil }
        return (id, match.peer, statement(match, state))
      }
    }
    guard !lacking.isEmpty else { return }
    var made: [(id: MatchId, proof: [UInt8])] = []
    for (id, peer, statement) in lacking {
      if statement != nil { made.append((id, try prove(statement, for: peer))) }
    }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(
        made.compactMap { id, proof in
          transaction.state.matches.records[id]?.proof.isEmpty == true ? .matches(.proofMade(id, proof)) : nil
        })
    }
  }

  /// Our view of a match as it is now, with its disclosure where that was made; nil where there is nothing to show the
  /// peer any more.
  func ownView(_ match: MatchRecord, _ terms: Agreement, _ state: RegionState) -> MatchView? {
    guard match.isProven, match.isActive, state.peering.peers[match.peer]?.suspension == nil else { return nil }
    let shown =
      match.shown.flatMap { state.matches.shown[$0] }
      ?? ShownMatch(
        id: match.id, kind: match.key.kind, peer: match.peer, members: [match.id], detectedAt: match.revision)
    let reader = MatchReader(state)
    let own = reader.sides(of: shown).own
    let released = terms.contactRelease == .automatic ? nil : shown.work.released
    var view = MatchView(
      proof: match.proof, revision: match.revision, seen: match.peerRevision,
      involvements: reader.shared.involvements(
        match, desk: coordinationDesk, isReleased: { released?.contains($0) ?? true },
        history: terms.history),
      followUp: own.followUp, consent: own.consent, coordination: own.coordination, handover: own.handover)
    if view.holdsContacts { view.disclosure = match.disclosures.id(ofRevision: match.revision) }
    return view
  }

  /// The statement that we prove about a match.
  func statement(_ match: MatchRecord, _ state: RegionState) -> MatchStatement? {
    guard let own = state.signals.identities(match.key.kind).pseudonym(match.identity),
      let theirs = state.exchange.incoming[match.key]?.point(match.peerHandle)
    else { return nil }
    return MatchStatement(
      agreement: match.key.agreement.bytes, kind: match.key.kind, matchId: match.id.bytes, ownPseudonym: own.point,
      peerPoint: theirs, region: region.text)
  }
}

extension MatchStatement {
  /// The statement that the peer proves about the same match.
  fileprivate func sent(by peer: RegionName) -> MatchStatement {
    var statement = self
    statement.region = peer.text
    return statement
  }
}
