import PeerProtocol
import Region

/// The limit exceptions that are due to a peer.
final class ExceptionOutbox: OutboxSource {
  private let store: Store
  private let clock: NodeClock
  private let limits: Limits

  init(store: Store, clock: NodeClock, limits: Limits) {
    (self.store, self.clock, self.limits) = (store, clock, limits)
  }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    let (now, lane) = (clock.now, lane)
    return state.agreements.with(peer).filter { $0.dueDocument == nil && $0.mayExchange(by: clock) }
      .flatMap { limits.planExceptions($0, state, lane, at, now) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for case .exception(let agreement, let id, let signatures) in keys {
      guard let document = try store.readDurable({ $0.limits.exceptions[id]?.document }),
        let card = store.card(of: peer)
      else { continue }
      let path = "/v1/agreements/" + agreement.base64URL + "/limit-exceptions/" + id.base64URL
      let key = DeliveryKey.exception(agreement, id, signatures: signatures)
      deliveries.append(Delivery(key, to: card, "PUT", path, document.bytes))
    }
    return deliveries
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      if case .exception(let agreement, let id, let signatures) = answer.delivery.key {
        try limits.takeExceptionDelivered(agreement, id, signatures, peer.facts.region)
      }
      return .done
    }
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    guard case .exception(_, let id, _) = answer.delivery.key,
      [.conflict, .notFound, .malformed, .invalidSignature].contains(problem.code)
    else { return nil }
    try limits.giveUpException(id, problem)
    return .failed(.documentRefused(problem.code, detail: problem.detail))
  }
}
