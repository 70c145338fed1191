import PeerProtocol
import Region

/// The introductions that this region made and that their receivers lack.
final class IntroductionOutbox: OutboxSource {
  private let store: Store
  private let log: @Sendable (LogEvent) -> Void

  init(store: Store, log: @escaping @Sendable (LogEvent) -> Void) { (self.store, self.log) = (store, log) }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    guard !state.introductions.made.isEmpty else { return [] }
    return state.introductions.waiting(to: peer).filter { state.maySend($0) }
      .map { .introduction($0.document.documentId) }.filter { lane.isDue($0, now: at) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    try store.readDurable { state in
      keys.compactMap { key in
        guard case .introduction(let id) = key, let held = state.introductions.made[id], state.maySend(held),
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

  /// What counts for nothing at the receiver may count later, when it signs the framework or compares this region's key: it is
  /// sent again once a day while its term lasts. What the receiver cannot read is not.
  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    guard case .introduction(let id) = answer.delivery.key,
      [.invalidIntroduction, .notFound, .malformed].contains(problem.code)
    else { return nil }
    if try settle(id, refusal: problem.code.rawValue) {
      log(
        LogEvent(
          .warning, "introduction-refused",
          ["peer": .string(peer.facts.region.text), "code": .string(problem.code.rawValue)]))
    }
    guard problem.code == .invalidIntroduction else { return .done }
    return .failed(
      .problem(status: problem.status, problem.code, detail: problem.detail), atLeast: Self.retryMilliseconds)
  }

  private static let retryMilliseconds = 86_400_000

  /// Notes what the receiver answered; false where that is known.
  @discardableResult
  private func settle(_ id: DocumentId, refusal: String?) throws(Refusal) -> Bool {
    try store.commit { (transaction) throws(Refusal) -> Bool in
      guard let held = transaction.state.introductions.made[id], held.isOpen,
        refusal.map({ held.outcome != .refused($0) }) ?? true
      else { return false }
      try transaction.append(.introductions(.settled(id, refusal: refusal)))
      return true
    }
  }
}

extension RegionState {
  /// Whether an introduction that was made may go out now: its region is still a peer that was compared, under the same key,
  /// and that may be introduced; the receiver was compared, and holds this region's signature on the framework, without which
  /// it would refuse.
  fileprivate func maySend(_ introduction: MadeIntroduction) -> Bool {
    let facts = introduction.facts
    guard let peer = peering.peers[facts.region], peer.suspension == nil, peering.isCompared(facts.region),
      peer.facts.identityKey == facts.identityKey, introduction.wasAsked || peer.facts.introducible,
      peering.isCompared(facts.to)
    else { return false }
    return frameworks.records[facts.framework]?.holders.contains(facts.to) == true
  }
}
