import Cryptography
public import PeerProtocol
public import Region

/// What this region says of the keys that it compared.
extension Introductions {
  /// What an operator's word led to.
  public struct Result: Sendable {
    /// The introductions that are sent now.
    public var made: [MadeIntroduction]
    /// Regions that were left out, each with the reason.
    public var skipped: [(region: RegionName, reason: IntroductionRefusal)]
  }

  /// Introduces a region to others, and each of those to it. Each receiver gets one introduction with the card of the other.
  ///
  /// - Parameter framework: the framework that all sign; the newest that fits where none is named.
  /// - Throws: ``Refusal`` where the region may not be introduced, or a region that was named may not.
  public func introduce(
    region text: String, to receivers: IntroductionPlan.Receivers, under framework: DocumentId? = nil,
    approver: Approver
  ) throws(Refusal) -> Result {
    let at = clock.now
    let result = try store.commit { (transaction) throws(Refusal) -> Result in
      let peer = try transaction.state.peering.peer(named: text)
      let plan = try IntroductionPlan(
        transaction.state, of: peer, to: receivers, under: framework, now: at)
      let made = try self.sign(plan.pairs, at: at)
      var events: [RegionEvent] = [.introductions(.made(made))]
      if receivers == .asked { events.append(.introductions(.answered(peer.facts.region, isGranted: true))) }
      try transaction.append(events)
      return Result(made: made, skipped: plan.skipped)
    }
    log(
      LogEvent(
        .info, "introductions-made",
        ["peer": .string(text), "count": JSONValue(result.made.count), "by": .string(approver.name)]))
    lanes.wakeAll()
    return result
  }

  private func sign(_ pairs: [IntroductionPlan.Pair], at: Timestamp) throws(Refusal) -> [MadeIntroduction] {
    var made: [MadeIntroduction] = []
    for pair in pairs {
      let facts = Introduction(
        introducer: region, region: pair.region, identityKey: pair.key, comparedOn: pair.comparedOn,
        framework: pair.framework, to: pair.to, at: at)
      let document = try signer.sign(facts.bytes, as: .introduction)
      made.append(MadeIntroduction(document: document, facts: facts, wasAsked: pair.wasAsked))
    }
    return made
  }

  /// Declines what a peer asked for. The peer is not told: the protocol has no message for it.
  public func decline(region text: String, approver: Approver) throws(Refusal) {
    try store.commit { (transaction) throws(Refusal) in
      let name = try transaction.state.peering.peer(named: text).facts.region
      guard transaction.state.introductions.asked[name] != nil else { throw .introductions(.nothingAsked(name)) }
      try transaction.append(.introductions(.answered(name, isGranted: false)))
    }
    log(LogEvent(.info, "introductions-declined", ["peer": .string(text), "by": .string(approver.name)]))
  }

  /// Asks a peer to introduce this region to others, and those to it; returns once the peer noted it for its operator.
  ///
  /// - Returns: the framework under which it is asked.
  public func ask(
    via text: String, for target: IntroductionRequest.Target, under framework: DocumentId? = nil
  ) throws(Refusal) -> DocumentId {
    let at = clock.now
    let (peer, call) = try store.readDurable { (state) throws(Refusal) -> (Peer, IntroductionRequest) in
      let peer = try state.peering.peer(named: text)
      guard peer.status == .accepted else { throw .peering(.notPeers) }
      let fitting = IntroductionPlan.frameworks(state, signedBy: [peer], now: at)
      guard let found = framework.map({ fitting.contains($0) ? $0 : nil }) ?? fitting.first else {
        throw .introductions(.noCommonFramework([peer.facts.region]))
      }
      return (peer, IntroductionRequest(framework: found, to: target))
    }
    let waiter = Waiter()
    caller.call(
      PeerCall(
        endpoint: peer.facts.endpoint, path: "/v1/introduction-requests", method: "POST", body: call.bytes,
        pins: peer.facts.tlsKeys, timeoutSeconds: EngineLimits.callTimeoutSeconds,
        allowsInternalAddress: store.readLatest { $0.peering.allowsInternalAddress(of: peer.facts.region) })
    ) { waiter.finish($0) }
    switch waiter.wait() {
    case .success(let reply) where (200..<300).contains(reply.status): return call.framework
    case .success(let reply):
      throw .introductions(.refusedByPeer(peer.facts.region, Problem(status: reply.status, body: reply.body)))
    case .failure(.timedOut): throw .peering(.noAnswer)
    case .failure(let failure): throw .peering(.unreachable(failure))
    }
  }
}
