import PeerProtocol
import Region

/// The documents of agreements that are due to a peer: proposals, what both signed, rejections and revocations.
final class AgreementOutbox: OutboxSource {
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes

  init(store: Store, clock: NodeClock, lanes: DeliveryLanes) {
    (self.store, self.clock, self.lanes) = (store, clock, lanes)
  }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    let lane = lane
    return state.agreements.with(peer).compactMap(\.dueDocument).filter { lane.isDue($0, now: at) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for key in keys {
      guard let id = key.agreement, let record = try store.readDurable({ $0.agreements.records[id] }),
        let card = store.card(of: peer)
      else { continue }
      let path = "/v1/agreements/" + id.base64URL
      guard key.isEnding else {
        deliveries.append(Delivery(key, to: card, "PUT", path, record.document.bytes))
        continue
      }
      lanes.lane(peer) { _ = $0.endingsAsked.remove(id) }
      guard let ending = record.ending else { continue }
      let last = record.status == .rejected ? "/rejection" : "/revocation"
      deliveries.append(Delivery(key, to: card, "PUT", path + last, ending.bytes))
    }
    return deliveries
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      switch answer.delivery.key {
      case .agreement(let id, let signatures):
        try store.commit { (transaction) throws(Refusal) in
          let held = transaction.state.agreements.records[id]?.deliveredSignatures ?? signatures
          if held < signatures { try transaction.append(.agreements(.delivered(id, signatures: signatures))) }
        }
      case .ending(let id):
        try store.commit { (transaction) throws(Refusal) in
          guard !lanes.lane(peer.facts.region, { $0.endingsAsked.contains(id) }) else { return }
          try transaction.append(.agreements(.endingDelivered(id, true)))
        }
      default: break
      }
      return .done
    }
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    switch (answer.delivery.key, problem.code) {
    case (.agreement, .conflict), (.ending, .conflict), (.ending, .agreementNotActive):
      try giveUp(answer.delivery.key)
      return .failed(.documentRefused(problem.code, detail: problem.detail))
    case (.agreement, .agreementNotActive): return .failed(.agreementEnded)
    default: return nil
    }
  }

  /// A proposal or ending that the peer refuses for good is not sent again.
  private func giveUp(_ key: DeliveryKey) throws(Refusal) {
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      switch key {
      case .agreement(let id, signatures: 1) where transaction.state.agreements.records[id]?.status == .proposed:
        try transaction.append(
          .agreements(
            .closed(
              id, .lapsed, ending: nil, reason: "the peer refused the proposal", delivered: true, at: at)))
      case .ending(let id): try transaction.append(.agreements(.endingDelivered(id, true)))
      default: break
      }
    }
  }

  /// The peer lacks the concluded agreement under which something was sent: it is put again, at most hourly (
  /// Schemas/peer-protocol.md, section 3).
  func putAgain(for key: DeliveryKey) throws(Refusal) {
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      var id = key.agreement
      if case .match(let match) = key { id = transaction.state.matches.records[match]?.key.agreement }
      guard let id, let record = transaction.state.agreements.records[id], record.status == .concluded,
        !(0..<EngineLimits.putAgainSeconds).contains(at.seconds - record.putAgainAt)
      else { return }
      try transaction.append(.agreements(.putAgain(id, at: at)))
    }
  }
}

extension AgreementRecord {
  /// The document of the agreement that the peer lacks; nil where it has all.
  var dueDocument: DeliveryKey? {
    if ending != nil && !endingDelivered { return .ending(id) }
    let signatures = status == .concluded ? 2 : status == .proposed ? 1 : 0
    return deliveredSignatures < signatures ? .agreement(id, signatures: signatures) : nil
  }
}
