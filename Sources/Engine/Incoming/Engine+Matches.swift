import Cryptography
import PeerProtocol
import PrivateMatching
import Region

extension Engine {
  /// A peer's proof, or its view with the proof (PROTOCOL section 6).
  func takeMatch(_ request: PeerRequest, _ agreement: AgreementId, _ id: MatchId) throws(Problem) -> PeerResponse {
    let (peer, terms) = try admitAgreement(request, agreement)
    let view = try MatchView(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard let match = try read({ $0.matches.records[id] }), match.key.agreement == agreement, match.isActive else {
      throw .unknownMatch
    }
    guard peek({ !$0.peering.restoration.holdsBack(peer.facts.region) }) else { throw .unknownMatch }
    try takeProof(view.proof, match, peer.facts.region)
    let isFirst = view.isProofOnly
    let reply = try answered(view, match, terms.terms)
    if isFirst && match.seenByPeer > 0 {
      // Who sends a bare proof again has nothing of ours: it was restored, or our answer was lost.
      try commit { (transaction) throws(Problem) in try transaction.append(.matches(.resendAsked(id))) }
    }
    return .json(reply.json)
  }

  /// Takes in what the peer sent and gives our side: only the proof for a bare proof, else our view.
  private func answered(_ view: MatchView, _ match: MatchRecord, _ terms: Agreement) throws(Problem) -> MatchView {
    let proof = try ownProof(match)
    if view.isProofOnly { return MatchView(proof: proof) }
    try takeView(view, match.id)
    return try ownView(match.id, proof: proof, terms)
  }

  /// Verifies a peer's proof unless the same one verified before. A proof that fails raises an alarm and changes nothing.
  func takeProof(_ proof: [UInt8], _ match: MatchRecord, _ peer: RegionName) throws(Problem) {
    guard match.peerProof != proof else { return }
    guard let statement = statement(match, sender: peer), arithmetic.verifies(proof, statement) else {
      raise(ProblemCode.unprovenMatch.rawValue, peer, "A proof of a match failed; the match is shown to nobody.")
      throw Problem(
        .unprovenMatch, "The proof does not show that both points come from one identity. Nothing is disclosed.")
    }
    let at = clock.milliseconds
    let wasProven = match.isProven
    try commit { (transaction) throws(Problem) in
      try transaction.requireAdmitted(peer)
      guard let held = transaction.state.matches.records[match.id] else { throw .unknownMatch }
      if held.peerProof != proof {
        try transaction.append(.matches(.proven(match.id, peerProof: proof, at: at)))
      }
    }
    if !wasProven {
      log(LogEvent(.info, "match-proven", ["match": .string(match.id.base64URL), "peer": .string(peer.text)]))
    }
  }

  /// Takes in a view of the peer and how much of ours it holds.
  func takeView(_ view: MatchView, _ id: MatchId) throws(Problem) {
    let at = clock.milliseconds
    try noticeViewAhead(view, id)
    try commit { (transaction) throws(Problem) in
      guard let held = transaction.state.matches.records[id] else { throw .unknownMatch }
      try transaction.requireAdmitted(held.peer)
      let isNewer = (view.revision ?? 0) > held.peerRevision
      let seen = view.seen ?? 0
      guard isNewer || seen != held.seenByPeer || held.unknownSince != 0 else { return }
      // What the peer holds never goes back by a message that overtook another.
      let highest = isNewer ? seen : max(seen, held.seenByPeer)
      try transaction.append(.matches(.viewReceived(id, isNewer ? view : nil, seen: highest, at: at)))
    }
  }

  /// A peer that holds a later revision of our view than we ever sent shows that this node was restored from a backup.
  private func noticeViewAhead(_ view: MatchView, _ id: MatchId) throws(Problem) {
    guard let seen = view.seen else { return }
    let ahead = peek { state -> RegionName? in
      guard let held = state.matches.records[id], seen > held.revision,
        state.peering.restoration.isNews(seen: seen, by: held.peer)
      else { return nil }
      return held.peer
    }
    guard let ahead else { return }
    try noticeRestore(.seenAhead, ahead, seen: seen)
    throw .unknownMatch
  }

  /// Our proof for a match: made once, the same in every message.
  func ownProof(_ match: MatchRecord) throws(Problem) -> [UInt8] {
    if !match.proof.isEmpty { return match.proof }
    guard let statement = statement(match, sender: region) else { throw .unknownMatch }
    let made: [UInt8]
    do { made = try arithmetic.prove(statement) } catch {
      throw Problem(.internalError, "The proof could not be made. Try again; the node's log says more.")
    }
    return try commit { (transaction) throws(Problem) -> [UInt8] in
      guard let held = transaction.state.matches.records[match.id] else { throw .unknownMatch }
      if !held.proof.isEmpty { return held.proof }
      try transaction.append(.matches(.proofMade(match.id, made)))
      return made
    }
  }

  /// Our view of a match as it is now.
  func ownView(_ id: MatchId, proof: [UInt8], _ terms: Agreement) throws(Problem) -> MatchView {
    let desk = configuration.coordinationDesk
    return try read { (state) throws(Problem) -> MatchView in
      guard let match = state.matches.records[id], match.isProven, match.isActive else { throw .unknownMatch }
      if state.peering.peers[match.peer]?.suspension != nil { throw .peerSuspended }
      let shown =
        match.shown.flatMap { state.matches.shown[$0] }
        ?? ShownMatch(id: id, kind: match.key.kind, peer: match.peer, members: [id], detectedAt: match.revision)
      let own = state.sides(of: shown).own
      let isReleased = terms.contactRelease == .automatic || shown.work.releasedAt > 0
      return MatchView(
        proof: proof, revision: match.revision, seen: match.peerRevision,
        involvements: state.involvements(match, desk: desk, isReleased: isReleased),
        followUp: own.followUp, consent: own.consent, coordination: own.coordination, handover: own.handover)
    }
  }

  /// The statement that `sender` proves about a match.
  private func statement(_ match: MatchRecord, sender: RegionName) -> MatchStatement? {
    peek { state in
      guard let own = state.signals.identities(match.key.kind).pseudonym(match.identity),
        let theirs = state.exchange.incoming[match.key]?.point(match.peerHandle)
      else { return nil }
      return MatchStatement(
        agreement: match.key.agreement.bytes, kind: match.key.kind, matchId: match.id.bytes, ownPseudonym: own.point,
        peerPoint: theirs, region: sender.text)
    }
  }
}

extension Problem {
  static let unknownMatch = Problem(
    .unknownMatch, "This match is not held here. It may be that a batch is still under way: try again.")
}
