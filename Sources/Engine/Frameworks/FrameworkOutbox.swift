import PeerProtocol
import Region

/// Brings this region's signatures on frameworks to every accepted peer, and takes in the peers' own from their answers.
final class FrameworkOutbox: OutboxSource {
  private let store: Store
  private let clock: NodeClock
  private let frameworks: Frameworks
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, frameworks: Frameworks, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.frameworks, self.log) = (store, clock, frameworks, log)
  }

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
    let (now, lane) = (clock.now, lane)
    return state.frameworks.records.values.filter { record in
      record.own != nil && record.terms.validUntil > now && !record.holders.contains(peer)
    }.map(\.id).sorted().map { .framework($0) }.filter { lane.isDue($0, now: at) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for case .framework(let id) in keys {
      guard let record = try store.readDurable({ $0.frameworks.records[id] }), record.own != nil,
        let card = store.card(of: peer)
      else { continue }
      deliveries.append(
        Delivery(.framework(id), to: card, "PUT", "/v1/frameworks/" + id.base64URL, record.document.bytes))
    }
    return deliveries
  }

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      guard case .framework(let id) = answer.delivery.key else { return .done }
      let region = peer.facts.region
      let isSame = try store.commit { (transaction) throws(Refusal) -> Bool in
        // Whoever was asked may have been removed meanwhile, and another may have joined under its name.
        guard let known = transaction.state.peering.peers[region], known.status == .accepted,
          known.facts.identityKey.thumbprint == peer.facts.identityKey.thumbprint
        else { return false }
        if let held = transaction.state.frameworks.records[id], !held.holders.contains(region) {
          try transaction.append(.frameworks(.delivered(id, region)))
        }
        return true
      }
      if isSame { takeSignature(in: answer.reply.body, on: id, of: peer) }
      return .done
    }
  }

  /// An answer may carry the peer's own signature. What does not verify is none: the peer holds ours all the same.
  private func takeSignature(in body: [UInt8], on id: FrameworkId, of peer: Peer) {
    guard let answer = try? JSONValue(parsing: body), answer["signatures"]?.arrayValue?.isEmpty == false else { return }
    do {
      let document = try SignedDocument(reading: body)
      guard document.documentId == id else { throw Refusal.frameworks(.pathNamesOther) }
      _ = try frameworks.take(document, of: peer)
    } catch let refusal as Refusal {
      log(
        LogEvent(.warning, "framework-answer-refused", ["peer": .string(peer.facts.region.text)], refusal: refusal))
    } catch {
      // `SignedDocument(reading:)` and `take` throw refusals only.
    }
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    switch problem.code {
    // A node of before there were frameworks; it may be renewed.
    case .notFound, .methodNotAllowed: .again(atMost: EngineLimits.longestRetryMilliseconds)
    case .conflict, .malformed, .invalidSignature:
      .failed(
        .documentRefused(problem.code, detail: problem.detail), atLeast: EngineLimits.longestRetryMilliseconds)
    default: nil
    }
  }
}
