package import PeerProtocol
package import Region

/// Limit exceptions that peers put.
extension Limits {
  /// A peer's limit exception: its proposal with one signature, or what both signed (Schemas/peer-protocol.md,
  /// sections 3 and 4).
  package func takeException(
    _ request: PeerRequest, _ agreement: AgreementId, _ id: DocumentId
  ) throws(Refusal) -> PeerResponse {
    let (peer, record) = try admission.admitAgreement(request, agreement)
    let document = try SignedDocument(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard document.documentId == id else {
      throw .limits(.pathNamesOther)
    }
    let terms = try LimitException(reading: document.payload)
    var faults: [String] = []
    if terms.agreement != agreement { faults.append("agreement: must be the agreement that the path names") }
    if !record.terms.parties.contains(terms.region) { faults.append("region: must be one of the agreement's parties") }
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
    let isConcluded = document.signatures.count > 1
    let theirs = peer.facts.identityKey
    try signer.verify(
      document, as: .limitException, by: isConcluded ? [signer.publicKey, theirs] : [theirs])
    let isKnown = store.readLatest { $0.limits.exceptions[id] != nil }
    if isConcluded && !isKnown {
      alarms.raise(.unknownException, about: peer.facts.region)
    }
    let at = clock.now
    let (standing, isNew) = try store.commit { (transaction) throws(Refusal) -> (ExceptionStanding, Bool) in
      try transaction.requireAdmitted(peer.facts.region)
      guard transaction.state.agreements.records[agreement]?.isInForce(now: at) == true else {
        throw .agreementNotActive
      }
      guard let held = transaction.state.limits.exceptions[id] else {
        try receive(document, terms, isConcluded, peer.facts.region, at, &transaction)
        return (.received, true)
      }
      switch held.standing {
      case .received where !isConcluded: return (.received, false)
      case .proposed where !isConcluded:
        // Both regions drew up the very same exception: the two signatures make it one.
        var both = held.document
        document.signatures.forEach { both.add($0) }
        try transaction.append([
          .limits(.exceptionConcluded(id, both)), .limits(.exceptionDelivered(id, signatures: 1, at: at)),
        ])
        return (.concluded, false)
      case .proposed, .received:
        try transaction.append(.limits(.exceptionConcluded(id, document)))
        return (.concluded, true)
      case .concluded:
        if isConcluded, held.deliveredSignatures < 2 {
          try transaction.append(.limits(.exceptionDelivered(id, signatures: 2, at: at)))
        }
        return (.concluded, isConcluded)
      case .rejected, .lapsed:
        throw .limits(.closed(held.standing, reason: held.reason))
      }
    }
    if standing == .concluded && isNew { forgetBudgets(of: agreement, peer.facts.region) }
    if isNew {
      log(
        LogEvent(
          .info, "limit-exception-" + standing.name,
          [
            "agreement": .string(agreement.base64URL), "document": .string(id.base64URL),
            "peer": .string(peer.facts.region.text),
          ]))
    }
    return .json(["status": .string(standing == .concluded ? "concluded" : "proposed")])
  }

  private func receive(
    _ document: SignedDocument, _ terms: LimitException, _ isConcluded: Bool, _ peer: RegionName, _ at: Timestamp,
    _ transaction: inout Transaction
  ) throws(Refusal) {
    // Our own signature on what we do not know: this node was restored from a backup, and how much was used is lost.
    guard !isConcluded else { throw .limits(.forgotten) }
    guard terms.until >= at else { throw .limits(.termOver) }
    let waiting = transaction.state.limits.exceptions(with: peer).count { $0.standing == .received }
    guard waiting < EngineLimits.openExceptions else { throw .limits(.tooManyWaiting(waiting)) }
    try transaction.state.limits.checkExceptions(under: terms.agreement, at: at)
    try transaction.append(
      .limits(
        .exceptionReceived(
          LimitExceptionRecord(document: document, terms: terms, peer: peer, standing: .received, approvals: []))))
  }
}

extension LimitsState {
  /// Refuses another exception where too many stand. Those that our people declined, that lapsed or whose term is over do
  /// not count, nor those that wait for them: a peer cannot fill the book by drawing up many.
  ///
  /// - Throws: ``Refusal`` `conflict`.
  func checkExceptions(under agreement: AgreementId, at now: Timestamp) throws(Refusal) {
    let standing = exceptions(under: agreement).count {
      ($0.standing == .concluded || $0.standing == .proposed) && $0.terms.until >= now
    }
    if standing >= EngineLimits.standingExceptions { throw .limits(.tooManyStanding(standing)) }
  }
}
