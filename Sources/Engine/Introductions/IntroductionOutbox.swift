import PeerProtocol
import Region

/// The introductions that this region made and that their receivers lack.
final class IntroductionOutbox: OutboxSource {
  private let store: Store
  private let log: @Sendable (LogEvent) -> Void

  init(store: Store, log: @escaping @Sendable (LogEvent) -> Void) { (self.store, self.log) = (store, log) }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout Lane, at: Int) -> [DeliveryKey] {
    guard !state.introductions.made.isEmpty else { return [] }
    return state.introductions.waiting(to: peer).filter { state.maySend($0.facts) }
      .map { .introduction($0.document.documentId) }.filter { lane.isDue($0, now: at) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    try store.readDurable { state in
      keys.compactMap { key in
        guard case .introduction(let id) = key, let held = state.introductions.made[id], state.maySend(held.facts),
          let card = state.peering.peers[held.facts.region]?.card, let receiver = state.peering.peers[peer]?.facts
        else { return nil }
        let body = IntroductionDelivery(introduction: held.document, card: card)
        return Delivery(key, to: receiver, "PUT", "/v1/introductions/" + id.base64URL, body.bytes)
      }
    }
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      if case .introduction(let id) = answer.delivery.key { try settle(id, refusal: nil) }
      return .done
    }
  }

  /// What counts for nothing at the receiver is not sent again: its operator sees that, and may say it anew.
  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    guard case .introduction(let id) = answer.delivery.key,
      [.invalidIntroduction, .notFound, .malformed].contains(problem.code)
    else { return nil }
    try settle(id, refusal: problem.code.rawValue)
    log(
      LogEvent(
        .warning, "introduction-refused",
        ["peer": .string(peer.facts.region.text), "code": .string(problem.code.rawValue)]))
    return .done
  }

  private func settle(_ id: DocumentId, refusal: String?) throws(Refusal) {
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.introductions.made[id]?.outcome == .waiting else { return }
      try transaction.append(.introductions(.settled(id, refusal: refusal)))
    }
  }
}

extension RegionState {
  /// Whether an introduction that was made may go out now: its region is still a peer that was compared, under the same key,
  /// and the receiver holds this region's signature on the framework, without which it would refuse.
  fileprivate func maySend(_ facts: Introduction) -> Bool {
    guard let peer = peering.peers[facts.region], peer.suspension == nil, peering.isCompared(facts.region),
      peer.facts.identityKey == facts.identityKey
    else { return false }
    return frameworks.records[facts.framework]?.holders.contains(facts.to) == true
  }
}
