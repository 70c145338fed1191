import Cryptography
public import PeerProtocol
public import Region

/// What the operator does to begin an agreement.
extension Agreements {
  /// Draws up an agreement; counts as the operator's approval. Sent once the privacy officer approved.
  ///
  /// `terms` is the agreement without what the node fills in: parties, identityKeys, environment, createdAt, nonce.
  public func propose(
    with text: String, terms: JSONValue, approver: Approver
  ) throws(Refusal) -> AgreementDetails {
    guard approver.role == "operator" else { throw .agreements(.notOperator) }
    try requireGround()
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try state.peering.peer(named: text) }
    guard peer.status == .accepted else { throw .agreements(.notPeers(text)) }
    guard var members = terms.objectValue else {
      throw Refusal(JSONFaults(["the terms must be a JSON object"]))
    }
    let filled: [String: JSONValue] = [
      "parties": .array([region, peer.facts.region].sorted().map { .string($0.text) }),
      "identityKeys": .object([
        region.text: .string(signer.publicKey.thumbprint.base64URL),
        peer.facts.region.text: .string(peer.facts.identityKey.thumbprint.base64URL),
      ]),
      "environment": .string(environment.rawValue), "createdAt": JSONValue(clock.now),
      "nonce": JSONValue(base64URL: random.bytes(16)),
    ]
    guard peer.facts.environment == environment else {
      throw .agreements(.otherEnvironment(text, peer.facts.environment))
    }
    // Members that only repeat what the node fills in do no harm; others would say something that is not so.
    let given = filled.keys.filter { members[$0] != nil && members[$0] != filled[$0] }.sorted()
    guard given.isEmpty else {
      throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" }))
    }
    try checkMembers(members, with: peer.facts.region)
    members.merge(filled) { _, own in own }
    let agreement: Agreement
    do { agreement = try Agreement(.object(members)) } catch { throw Refusal(error) }
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

  /// What nobody reads would be signed all the same: a limit that is misspelt, a promise that no node keeps.
  private func checkMembers(_ terms: [String: JSONValue], with peer: RegionName) throws(Refusal) {
    var faults: [String] = []
    func check(_ path: String, _ members: JSONValue?, _ known: [String]) {
      let unknown = (members?.objectValue ?? [:]).keys.filter { !known.contains($0) }
      faults += UnknownMembers.faults(unknown, known: known, path: path)
    }
    check("", .object(terms), Agreement.memberNames)
    for party in [region, peer] {
      check("limits.\(party.text)", terms["limits"]?[party.text], RegionLimits.memberNames)
    }
    check("limits", terms["limits"], [region, peer].sorted().map(\.text))
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
  }
}
