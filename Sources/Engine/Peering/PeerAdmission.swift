import PeerProtocol
import Region
import Synchronization

/// Who calls, and whether they may: the first step of every request of a peer.
final class PeerAdmission: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes
  private let log: @Sendable (LogEvent) -> Void

  init(store: Store, clock: NodeClock, lanes: DeliveryLanes, log: @escaping @Sendable (LogEvent) -> Void) {
    (self.store, self.clock, self.lanes, self.log) = (store, clock, lanes, log)
  }

  /// What the peer listener does with a client that shows this key; asked during the handshake.
  func trust(spkiSHA256 key: [UInt8]) -> PeerTrust {
    let now = clock.now
    return store.readLatest { state in
      if state.peering.isKnown(tlsKey: key, now: now) { return .known }
      return state.peering.hasOpenInvitation(now: now) ? .stranger : .refuse
    }
  }

  /// The request with the peer whose key it shows. A key of no peer reaches the requests for peering and nothing else, not
  /// even the list of paths that there are.
  func identify(_ request: PeerRequest) throws(Refusal) -> PeerRequest {
    var request = request
    request.caller = store.readLatest { PeerRequest.Caller(request.client, $0) }
    switch request.caller?.peer.status {
    case .accepted, .requested: break
    case .pending, .rejected, nil:
      guard request.path.split(separator: "/").prefix(2) == ["v1", "peering-requests"] else { throw .unknownPeer }
    }
    return request
  }

  /// The peer that calls, once both sides consented; everything else is refused alike.
  func admitPeer(_ request: PeerRequest) throws(Refusal) -> Peer {
    guard let caller = request.caller else { throw .unknownPeer }
    let peer = caller.peer
    switch peer.status {
    case .accepted: if peer.suspension != nil { throw .peerSuspended }
    case .requested:
      // To the joiner the first request under the inviter's pinned key means accepted (Schemas/peer-protocol.md,
      // section 4).
      let at = clock.now
      try store.commit { (transaction) throws(Refusal) in
        if transaction.state.peering.peers[peer.facts.region]?.status == .requested {
          try transaction.append(.acceptance(of: peer.facts.region, at: at))
        }
      }
      log(LogEvent(.info, "peer-accepted-us", ["peer": .string(peer.facts.region.text)]))
    case .pending, .rejected: throw .unknownPeer
    }
    noteContact(peer, heardAt: caller.heardAt)
    let at = clock.uptimeMilliseconds
    let isReset = lanes.lane(peer.facts.region) {
      $0.resetRetries(now: at, byHealthQuestion: request.path == "/v1/health")
    }
    if isReset { lanes.wake(peer.facts.region) }
    return peer
  }

  /// The agreement of a request, in force, with the calling peer.
  func admitAgreement(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> (Peer, AgreementRecord) {
    let (peer, record, _) = try admitAgreement(request, id) { _ in }
    return (peer, record)
  }

  /// The same, with something else that is looked up in the state meanwhile.
  func admitAgreement<Found>(
    _ request: PeerRequest, _ id: AgreementId, _ look: (RegionState) -> Found
  ) throws(Refusal) -> (Peer, AgreementRecord, Found) {
    let peer = try admitPeer(request)
    let at = clock.now
    let (record, found) = store.readLatest { ($0.agreements.records[id], look($0)) }
    guard let record, record.peer == peer.facts.region else { throw .agreementNotActive }
    if record.status == .concluded, clock.isInDoubt, !record.mayExchange(by: clock) {
      throw .clock(.inDoubt(.agreementInForce))
    }
    guard record.isInForce(now: at) else {
      if record.ending != nil {
        try store.commit { (transaction) throws(Refusal) in
          guard let held = transaction.state.agreements.records[id] else { return }
          try putEndingAgain(held, &transaction)
        }
      }
      throw .agreementNotActive
    }
    return (peer, record, found)
  }

  /// A peer that asks under an ended agreement lacks the document that ended it (Schemas/peer-protocol.md, section 3).
  func putEndingAgain(_ held: AgreementRecord, _ transaction: inout Transaction) throws(Refusal) {
    guard held.ending != nil else { return }
    if held.endingDelivered {
      try transaction.append(.agreements(.endingDelivered(held.id, false)))
    } else {
      // The answer to a put that is under way may be older than this question.
      lanes.lane(held.peer) { _ = $0.endingsAsked.insert(held.id) }
    }
  }

  /// A peer that was silent is tried again at once when it makes itself heard; the day on which it did is kept.
  func noteContact(_ peer: Peer, heardAt: Int64) {
    let uptime = clock.uptimeMilliseconds
    lanes.lane(peer.facts.region) { lane in
      lane.lastContactAt = uptime
      lane.lastFailure = nil
    }
    let heard = clock.now
    guard peer.failures > 0 || abs(heard.seconds - heardAt) >= 86_400 else { return }
    do {
      try store.commit { (transaction) throws(Refusal) in
        let held = transaction.state.peering
        if held.peers[peer.facts.region]?.failures ?? 0 > 0 || held.heardAt[peer.facts.region] ?? 0 == heardAt {
          try transaction.append(.peering(.contactMade(peer.facts.region, at: heard)))
        }
      }
    } catch {
      // The schedule stays as it was; the request itself will say that nothing can be stored.
    }
  }
}
