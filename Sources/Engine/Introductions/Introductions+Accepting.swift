import Cryptography
public import PeerProtocol
public import Region

/// Peers that stand on introductions: how they become peers, and how people compare them afterwards.
extension Introductions {
  /// The operator's word on a region that others introduced: it is a peer from now on, on this side. All that was said of it
  /// is judged again.
  ///
  /// - Parameter allowsInternalAddress: the operator's leave for an endpoint on this machine or an internal network.
  public func accept(
    region text: String, allowsInternalAddress: Bool, approver: Approver
  ) throws(Refusal) -> PeerDetails {
    guard let name = RegionName(text) else { throw .peering(.noPeer) }
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      let held = transaction.state.peering
      if held.peers[name]?.status == .accepted, let mark = held.introduced[name] {
        // Twice is once; the leave for the address may come later.
        guard allowsInternalAddress, !mark.allowsInternalAddress else { return }
        return try transaction.append(.introductions(.addressAllowed(name)))
      }
      let event = try IntroductionReader(transaction.state).decideAcceptance(
        of: name, now: at, introducers: configuration.introducers, allowsInternalAddress: allowsInternalAddress)
      try transaction.append(event)
    }
    // A lane of an earlier acquaintance would make the region wait.
    lanes.lane(name) { $0 = DeliveryLane() }
    log(LogEvent(.info, "peer-introduced", ["peer": .string(text), "by": .string(approver.name)]))
    return try details(name)
  }

  /// Whether a region's acceptance is a matter of introductions: nobody of that name is known but by them, or it was
  /// accepted on them.
  public func concerns(region text: String) throws(Refusal) -> Bool {
    guard let name = RegionName(text) else { return false }
    let at = clock.now
    return try store.readDurable { state in
      if state.peering.introduced[name] != nil { return true }
      guard state.peering.peers[name].map({ $0.status.isRejected }) ?? true else { return false }
      return IntroductionReader(state).introducedRegion(name, now: at) != nil
    }
  }

  /// The six groups of either identity key, for the people of both regions to read to each other.
  public func comparison(with text: String) throws(Refusal) -> PeerComparison {
    try store.readDurable { (state) throws(Refusal) -> PeerComparison in
      let peer = try state.peering.peer(named: text)
      guard peer.status == .accepted else { throw .peering(.notPeers) }
      let region = peer.facts.region
      return PeerComparison(
        region: region, own: Fingerprint(key: signer.publicKey), peer: Fingerprint(key: peer.facts.identityKey),
        introducers: state.peering.introduced[region]?.introducers ?? [], comparedOn: state.peering.comparedOn[region])
    }
  }

  /// Records that people compared a peer's key: `groups` are the six groups of the peer's key, as its operator read them.
  ///
  /// - Throws: ``Refusal`` where they are not those of the key that is held; then nothing changes.
  public func compare(
    region text: String, groups: Fingerprint, approver: Approver
  ) throws(Refusal) -> PeerComparison {
    let day = CalendarDate(clock.now)
    try store.commit { (transaction) throws(Refusal) in
      let peer = try transaction.state.peering.peer(named: text)
      guard peer.status == .accepted else { throw .peering(.notPeers) }
      let region = peer.facts.region
      guard Fingerprint(key: peer.facts.identityKey) == groups else { throw .introductions(.groupsDiffer(region)) }
      try transaction.append(.introductions(.compared(region, on: day)))
    }
    log(LogEvent(.info, "peer-compared", ["peer": .string(text), "by": .string(approver.name)]))
    return try comparison(with: text)
  }

  private func details(_ region: RegionName) throws(Refusal) -> PeerDetails {
    try store.readDurable { (state) throws(Refusal) -> PeerDetails in
      PeerDetails(
        try state.peering.peer(named: region.text), state.peering.introduced[region], own: configuration,
        terms: state.onboarding.terms(with: region))
    }
  }
}

/// The groups of two identity keys, and whether people compared the peer's.
public struct PeerComparison: Sendable, Equatable {
  /// The peer.
  public var region: RegionName
  /// The six groups of this region's key.
  public var own: Fingerprint
  /// The six groups of the peer's key.
  public var peer: Fingerprint
  /// Those on whose introductions the peer was accepted; empty once people compared it.
  public var introducers: [RegionName]
  /// The day on which people compared it, where that is known.
  public var comparedOn: CalendarDate?
}
