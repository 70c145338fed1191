import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// Makes an invitation: `{"code","expiresAt"}`. The code is shown this once.
  public func createInvitation() throws(Refusal) -> JSONValue {
    guard let endpoint = Endpoint(url: configuration.endpoint), let key = configuration.tlsKeys.first,
      let code = InvitationCode(
        endpoint: endpoint, invitationId: random.bytes(8), secret: random.bytes(16), inviterKey: key)
    else {
      throw .problem(
        Problem(.conflict, "The node's endpoint is not https://HOST:PORT. Correct `endpoint` in node.json."))
    }
    let at = now
    // While the clock is in doubt either may be right: an invitation is cut to its term once that is known.
    let expiresAt = max(at, clockNow).adding(seconds: EngineLimits.invitationSeconds)
    try store.commit { (transaction) throws(Refusal) in
      let open = transaction.state.peering.invitations.count { $0.usedBy == nil && $0.expiresAt > at }
      guard open < EngineLimits.openInvitations else {
        throw .problem(Problem(.conflict, "There are \(open) open invitations. Let some be used or run out first."))
      }
      try transaction.append(
        .peering(
          .invitationCreated(
            Invitation(id: code.invitationId, secret: code.secret, expiresAt: expiresAt))))
    }
    return ["code": .string(code.text), "expiresAt": JSONValue(expiresAt)]
  }

  /// Asks the inviter of `code` to be a peer; returns after its 201, with the fingerprint to compare.
  public func join(code text: String) throws(Refusal) -> JSONValue {
    guard let code = InvitationCode(text) else {
      throw .problem(Problem(.malformed, "code: is no invitation. Copy the whole line that begins with samenloop://"))
    }
    guard let card = try store.readDurable({ $0.peering.ownCard }) else {
      throw .problem(Problem(.tryAgain, "The node is starting."))
    }
    let request = PeeringRequest(
      invitation: code.invitationId, proof: code.proof(card: card.documentId), card: card)
    let call = PeerCall(
      endpoint: code.endpoint.url, path: "/v1/peering-requests", method: "POST", body: request.bytes,
      pins: [code.inviterKey], timeoutSeconds: EngineLimits.callTimeoutSeconds)
    let reply = try send(call, notLetIn: .invitationClosed)
    guard reply.status == 201 else {
      let problem = Problem(status: reply.status, body: reply.body)
      throw .problem(
        Problem(
          problem.code, "The inviter answers: \(problem.detail.isEmpty ? problem.code.title : problem.detail)",
          members: problem.members, status: reply.status >= 500 ? 502 : reply.status))
    }
    let answer = try PeeringAnswer(reading: reply.body)
    // The inviter's key must stand in the card that comes back, or anyone could hand over a card of another.
    let facts = try checkedCard(answer.card, client: code.inviterKey)
    let version = try store.readDurable { $0.peering.ownCardVersion }
    try store.commit { (transaction) throws(Refusal) in
      guard !transaction.state.peering.hasForeignKeys(facts) else { throw .cardMismatch }
      if let known = transaction.state.peering.peers[facts.region] {
        guard known.facts.identityKey == facts.identityKey || known.status.isRejected else { throw .cardMismatch }
        // A region that took its acceptance back, or forgot it, asks its operator anew; what people agreed on stays.
        let isForgotten =
          answer.status == .pending && known.suspension == nil && !transaction.state.hasConcluded(with: facts.region)
        if (known.status == .accepted && !isForgotten)
          || (known.weJoined && known.requestId == answer.id && known.nonce == answer.nonce)
        {
          return
        }
      }
      let peer = Peer(
        card: answer.card, facts: facts, status: answer.status == .accepted ? .accepted : .requested,
        requestId: answer.id, nonce: answer.nonce, weJoined: true, confirmedCardVersion: version)
      try transaction.append(.peering(.joined(peer)))
    }
    log(LogEvent(.info, "joined", ["peer": .string(facts.region.text)]))
    return try fingerprint(of: facts.region.text)
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Throws: ``Refusal`` with status 502 or 504 where there is none.
  ///
  /// - Parameter notLetIn: what it means that the other node refuses this one's key; as any other failure where nil.
  func send(_ call: PeerCall, notLetIn: Refusal? = nil) throws(Refusal) -> PeerReply {
    let waiter = Waiter()
    caller.call(call) { waiter.finish($0) }
    switch waiter.wait() {
    case .success(let reply): return reply
    case .failure(.timedOut):
      throw .problem(Problem(.tryAgain, "The peer gave no answer in time. Try again.", status: 504))
    case .failure(.pinMismatch):
      throw .problem(
        Problem(
          .cardMismatch, "Another key answers than the invitation names. Ask the inviter for a new invitation by phone."
        ))
    case .failure(.refused(let why)) where why.contains("does not accept the certificate"):
      throw notLetIn
        ?? Refusal.problem(Problem(.tryAgain, "The peer is \(text(of: .call(.refused(why)))).", status: 502))
    case .failure(let failure): throw .problem(Problem(.tryAgain, "The peer is \(text(of: .call(failure))).", status: 502))
    }
  }

  /// Every peer: `{"peers":[…]}`, sorted by region.
  public func peers() throws(Refusal) -> JSONValue {
    try store.readDurable { state in
      let peers = state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }
      return ["peers": .array(peers.map(describe))]
    }
  }

  /// One peer with the six groups of five digits that both operators read to each other.
  public func fingerprint(of region: String) throws(Refusal) -> JSONValue {
    try store.readDurable { (state) throws(Refusal) -> JSONValue in describe(try peer(region, state)) }
  }

  /// The inviter's consent, given once both operators compared the fingerprint.
  public func accept(region text: String) throws(Refusal) -> JSONValue {
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try self.peer(text, state) }
    try store.commit { (transaction) throws(Refusal) in
      guard let held = transaction.state.peering.peers[peer.facts.region] else { throw .noPeer }
      switch held.status {
      case .accepted: return
      case .pending: try transaction.append(.peering(.accepted(held.facts.region)))
      case .requested:
        throw .problem(Problem(.conflict, "This region joined \(text); the operator there accepts."))
      case .rejected:
        throw .problem(Problem(.conflict, "The request was rejected. Make a new invitation: samenloop peer invite"))
      }
    }
    log(LogEvent(.info, "peer-accepted", ["peer": .string(text)]))
    return try fingerprint(of: text)
  }

  /// Declines a request for peering.
  public func reject(region text: String, reason: String) throws(Refusal) -> JSONValue {
    let reason = try checkedReason(reason)
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try self.peer(text, state) }
    let at = now
    try store.commit { (transaction) throws(Refusal) in
      guard let held = transaction.state.peering.peers[peer.facts.region] else { throw .noPeer }
      switch held.status {
      case .rejected: return
      case .accepted:
        throw .problem(
          Problem(
            .conflict,
            "The regions are peers. Was it accepted by mistake: samenloop peer remove \(text). Else revoke what was agreed: samenloop agreement revoke ID"
          ))
      case .pending, .requested:
        try transaction.append(.peering(.rejected(held.facts.region, reason: reason, at: at)))
      }
    }
    log(LogEvent(.info, "peer-rejected", ["peer": .string(text)]))
    return try fingerprint(of: text)
  }

  func checkedReason(_ reason: String) throws(Refusal) -> String {
    // A peer would refuse the document that holds any other, again and again.
    guard !reason.isEmpty, reason.utf8.count <= ProtocolLimits.reason, isPrintable(reason) else {
      throw .problem(
        Problem(
          .malformed, "reason: must be a text of 1 to \(ProtocolLimits.reason) bytes without control characters"))
    }
    return reason
  }

  func peer(_ text: String, _ state: RegionState) throws(Refusal) -> Peer {
    guard let name = RegionName(text), let peer = state.peering.peers[name] else { throw .noPeer }
    return peer
  }

  private func describe(_ peer: Peer) -> JSONValue {
    let fingerprint = Fingerprint(
      keys: configuration.identityKey.publicKey, peer.facts.identityKey, nonce: peer.nonce)
    var members: [String: JSONValue] = [
      "region": .string(peer.facts.region.text), "name": .string(peer.facts.name),
      "endpoint": .string(peer.facts.endpoint), "status": .string(peer.status.name),
      "environment": .string(peer.facts.environment.rawValue), "cardVersion": JSONValue(peer.facts.version),
      "fingerprint": .array(fingerprint.description.split(separator: " ").map { .string(String($0)) }),
      "nextStep": .string(nextStep(peer)),
    ]
    if case .rejected(let reason, _) = peer.status { members["reason"] = .string(reason) }
    members["suspended"] = peer.suspension.map { ["reason": .string($0.reason), "at": JSONValue($0.at)] }
    members["operator"] = peer.facts.operatorContact?.json
    members["privacyOfficer"] = peer.facts.privacyOfficer?.json
    return .object(members)
  }

  private func nextStep(_ peer: Peer) -> String {
    let region = peer.facts.region.text
    if peer.suspension != nil { return "samenloop peer resume \(region)" }
    return switch peer.status {
    case .requested:
      "Read the six groups to the operator of \(region), who then runs: samenloop peer accept \(self.region)"
    case .pending: "Compare the six groups with the operator of \(region), then: samenloop peer accept \(region)"
    case .accepted where peer.facts.environment != configuration.environment:
      "No agreement can be concluded: \(region) is a \(peer.facts.environment.rawValue) node, this one is not"
    case .accepted: "samenloop agreement propose \(region) --file TERMS.json"
    case .rejected: "Make or ask for a new invitation: samenloop peer invite"
    }
  }
}

extension Refusal {
  /// With no invitation open a node lets no unknown key in, so that it cannot say more (PROTOCOL section 4).
  static let invitationClosed = Refusal.problem(
    Problem(
      .invitationInvalid,
      "The inviter's node has no open invitation: this one was used already, or ran out 48 hours after it was made. Ask its operator for a "
        + "new one: samenloop peer invite"))
  static let noPeer = Refusal.problem(
    Problem(.notFound, "There is no peer of this name. List the peers with: samenloop peer list"))
}
