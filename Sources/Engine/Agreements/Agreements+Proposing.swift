import Cryptography
public import PeerProtocol
public import Region

/// What the operator does to begin an agreement.
extension Agreements {
  /// Draws up an agreement; counts as the operator's approval. Sent once the privacy officer approved.
  ///
  /// `terms` is the agreement without what the node fills in: parties, identityKeys, environment, createdAt, nonce. In its
  /// `limits` `*` stands for each region that is not named there.
  public func propose(
    with text: String, terms: JSONValue, approver: Approver
  ) throws(Refusal) -> AgreementDetails {
    guard approver.role == "operator" else { throw .agreements(.notOperator) }
    try requireGround()
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try state.peering.peer(named: text) }
    guard peer.status == .accepted else { throw .agreements(.notPeers(text)) }
    guard peer.facts.environment == environment else {
      throw .agreements(.otherEnvironment(text, peer.facts.environment))
    }
    let drafting = AgreementDrafting(
      region: region, identityKey: signer.publicKey.thumbprint, environment: environment)
    let agreement = try drafting.draft(
      terms, with: peer.facts.region, peerKey: peer.facts.identityKey.thumbprint, at: clock.now,
      nonce: random.bytes(16))
    guard agreement.validUntil > clock.now else { throw Refusal(JSONFaults(["validUntil: must lie in the future"])) }
    let document = SignedDocument(payload: agreement.bytes, signatures: [])
    var record = AgreementRecord(document: document, terms: agreement, peer: peer.facts.region, status: .draft)
    record.approvals = [approver.approval(at: clock.now)]
    let drafted = record
    try store.commit { (transaction) throws(Refusal) in
      try requireNoOverlap(agreement, drafted.peer, transaction.state)
      try requireStaying(transaction.state)
      try requireFramework(of: agreement, transaction.state)
      try transaction.append(.agreements(.drafted(drafted)))
    }
    log(LogEvent(.info, "agreement-drafted", ["agreement": .string(record.id.base64URL), "peer": .string(text)]))
    return try self.agreement(id: record.id.base64URL)
  }
}
