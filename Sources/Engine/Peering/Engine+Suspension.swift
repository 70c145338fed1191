import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// Keeps a peer from everything, at once and also on what it has under way; what it holds of us stays until the
  /// agreement ends. Twice is once.
  public func suspend(region text: String, reason: String) throws(Refusal) -> JSONValue {
    let reason = try checkedReason(reason)
    let at = now
    try store.commit { (transaction) throws(Refusal) in
      let held = try self.peer(text, transaction.state)
      guard held.status == .accepted else {
        throw .problem(Problem(.conflict, "The regions are not peers. See: samenloop peer list"))
      }
      guard held.suspension == nil else { return }
      try transaction.append(
        .peering(.suspended(held.facts.region, Suspension(reason: reason, at: at))))
    }
    log(LogEvent(.warning, "peer-suspended", ["peer": .string(text)]))
    return try fingerprint(of: text)
  }

  /// Lets a suspended peer in again; both sides go on where they were.
  public func resume(region text: String) throws(Refusal) -> JSONValue {
    try store.commit { (transaction) throws(Refusal) in
      let held = try self.peer(text, transaction.state)
      guard held.suspension != nil else { return }
      try transaction.append(.peering(.resumed(held.facts.region)))
    }
    if let name = RegionName(text) {
      lanes.lane(name) { lane in
        lane.retries = [:]
        lane.compareAnew()
      }
      lanes.wakeAll()
    }
    log(LogEvent(.info, "peer-resumed", ["peer": .string(text)]))
    return try fingerprint(of: text)
  }
}

extension Transaction {
  /// A peer may be suspended or removed while its request is under way: nothing of it takes effect any more.
  func requireAdmitted(_ peer: RegionName) throws(Refusal) {
    guard let held = state.peering.peers[peer] else { throw .unknownPeer }
    if held.suspension != nil { throw .peerSuspended }
  }
}

extension Refusal {
  /// The same for every request of a suspended peer.
  static let peerSuspended = Refusal.problem(
    Problem(
      .peerSuspended, "This region suspended the exchange with yours. Call its operator; the card names the contact."))
}
