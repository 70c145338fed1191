package import PeerProtocol
package import Region

/// What peers put.
extension Frameworks {
  /// A framework with the signature of the peer that brings it. The answer is the framework with this region's own
  /// signature, or with none where it did not sign.
  package func takeFramework(_ request: PeerRequest, _ id: FrameworkId) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let document = try SignedDocument(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard document.documentId == id else { throw .frameworks(.pathNamesOther) }
    let isNew = try take(document, of: peer)
    if isNew {
      log(
        LogEvent(
          .info, "framework-received",
          ["framework": .string(id.base64URL), "peer": .string(peer.facts.region.text)]))
    }
    let held = try store.readDurable { $0.frameworks.records[id]?.document }
    return .json((held ?? SignedDocument(payload: document.payload, signatures: [])).json)
  }

  /// Takes in a framework that carries the peer's signature and no other's; true where the signature is news.
  func take(_ document: SignedDocument, of peer: Peer) throws(Refusal) -> Bool {
    let terms = try Framework(reading: document.payload)
    try signer.verify(document, as: .framework, by: [peer.facts.identityKey])
    let key = peer.facts.identityKey.thumbprint
    var faults: [String] = []
    if terms.environment != environment { faults.append("environment: must be \(environment.rawValue)") }
    // The name as the framework has it, to the byte: agreements are compared by it.
    let className = terms.signedClass(of: key, in: document).flatMap { terms.limits(ofClass: $0) == nil ? nil : $0 }
    if className == nil {
      faults.append(
        "class: the protected header must name one of the framework's classes: "
          + terms.classNames.joined(separator: ", "))
    }
    guard faults.isEmpty, let className, let signature = document.signatures.first else {
      throw Refusal(JSONFaults(faults))
    }
    let at = clock.now
    let unsigned = SignedDocument(payload: document.payload, signatures: [])
    return try store.commit { (transaction) throws(Refusal) in
      try transaction.requireAdmitted(peer.facts.region)
      let events = try FrameworkDecisions(transaction.state).decideReceipt(
        unsigned, terms, of: peer.facts.region,
        FrameworkSignature(key: key, className: className, signature: signature), at: at)
      try transaction.append(events)
      return !events.isEmpty
    }
  }
}
