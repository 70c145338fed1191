package import PeerProtocol
package import Region

/// What peers put: proposals, agreements with both signatures, and the documents that end them.
extension Agreements {
  /// A peer's proposal, or the agreement with both signatures.
  package func takeAgreement(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let document = try SignedDocument(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard document.documentId == id else {
      throw .agreements(.pathNamesOther)
    }
    let terms = try Agreement(reading: document.payload)
    try check(terms, with: peer)
    let isConcluded = document.signatures.count > 1
    try signer.verify(
      document, as: .agreement,
      by: isConcluded ? [signer.publicKey, peer.facts.identityKey] : [peer.facts.identityKey])
    if isConcluded && store.readLatest({ isSignedUnknown(id, $0) }) {
      try restoreWatch.notice(.ownAgreementUnknown, peer.facts.region, document: id)
    }
    let at = clock.now
    var concluded = false
    let status: String = try store.commit { (transaction) throws(Refusal) in
      try transaction.requireAdmitted(peer.facts.region)
      guard let held = transaction.state.agreements.records[id] else {
        if isConcluded {
          try receiveUnknown(document, terms, peer.facts.region, at: at, &transaction)
          throw .agreementNotActive
        }
        if case .differs(let faults) = transaction.state.frameworks.fit(of: terms, own: region) {
          throw Refusal(JSONFaults(faults))
        }
        try receiveProposal(document, terms, peer.facts.region, at: at, &transaction)
        return "proposed"
      }
      switch held.status {
      case .concluded: return "concluded"
      // Signed here before a restore: its people approve it anew.
      case .draft where isConcluded, .received where isConcluded: throw .agreementNotActive
      case .received where !isConcluded: return "proposed"
      case .proposed where isConcluded && !transaction.state.frameworks.allowsConclusion(of: held):
        // The node proposed it by itself, and would not do so any more.
        try transaction.append(
          try revocation(of: held, "No standing approval covers the agreement any more", as: .revoked, at: at))
        throw .agreementNotActive
      case .proposed where isConcluded:
        try conclude(held, document, delivered: 2, &transaction)
        concluded = true
        return "concluded"
      case .lapsed where isConcluded && held.ending == nil:
        // The peer approved too late and holds as concluded what is none: it is told, or it would wait for ever.
        try transaction.append(try revocation(of: held, "The proposal had lapsed", at: at))
        throw .agreementNotActive
      case .ended where isConcluded && held.ending == nil && !isInForce(held.peer, transaction.state):
        // A renewal took its place here, and was itself ended before the peer saw that: nothing else would tell it.
        try transaction.append(try revocation(of: held, "The agreement had ended", at: at))
        throw .agreementNotActive
      case .rejected where isConcluded && held.isSignedAlone:
        // The peer signed what a standing approval had proposed, before it heard that this was withdrawn.
        try transaction.append(try revocation(of: held, "The proposal was withdrawn", as: .revoked, at: at))
        throw .agreementNotActive
      case .rejected, .revoked, .lapsed, .ended:
        try admission.putEndingAgain(held, &transaction)
        throw .agreementNotActive
      default: throw .agreements(.takesNoSignature)
      }
    }
    log(
      LogEvent(
        .info, concluded ? "agreement-concluded" : "agreement-put",
        ["agreement": .string(id.base64URL), "peer": .string(peer.facts.region.text), "status": .string(status)]))
    return .json(["status": .string(status)])
  }

  /// True where our own signature on an agreement is news to us: it is not known here, or not as signed. Seen once, it is
  /// no news a second time.
  private func isSignedUnknown(_ id: AgreementId, _ state: RegionState) -> Bool {
    if state.exchange.onceUnknown.contains(id) { return false }
    guard let held = state.agreements.records[id] else { return true }
    return (held.status == .draft || held.status == .received) && held.document.signatures.count < 2
  }

  /// An agreement that carries our own signature and is not known here: this node was restored from a backup. Its people
  /// approve it anew, since they may have ended it meanwhile.
  private func receiveUnknown(
    _ document: SignedDocument, _ terms: Agreement, _ peer: RegionName, at: Timestamp, _ transaction: inout Transaction
  ) throws(Refusal) {
    guard terms.validUntil > at else { return }
    try checkRoom(transaction.state.agreements.with(peer))
    let record = AgreementRecord(document: document, terms: terms, peer: peer, status: .received)
    try transaction.append(.agreements(.received(record)))
  }

  private func isInForce(_ peer: RegionName, _ state: RegionState) -> Bool {
    state.agreements.with(peer).contains { $0.isInForce(now: clock.now) }
  }

  private func revocation(
    of held: AgreementRecord, _ what: String, as standing: AgreementStanding? = nil, at: Timestamp
  ) throws(Refusal) -> RegionEvent {
    // What is still open has no reason yet.
    let isOpen = held.reason.isEmpty
    let told = isOpen ? what : "\(what): \(held.reason)"
    let ending = try signer.signEnding(of: held.id, reason: told, as: .revocation, at: at)
    return .agreements(
      .closed(
        held.id, standing ?? held.status, ending: ending, reason: isOpen ? what : held.reason, delivered: false,
        at: clock.milliseconds))
  }

  /// Whether an agreement speaks of the two regions, under the keys that each pinned of the other.
  private func check(_ terms: Agreement, with peer: Peer) throws(Refusal) {
    var faults: [String] = []
    if Set(terms.parties) != [region, peer.facts.region] {
      faults.append("parties: must be \(region.text) and \(peer.facts.region.text)")
    }
    let keys = [
      region: signer.publicKey.thumbprint,
      peer.facts.region: peer.facts.identityKey.thumbprint,
    ]
    if terms.identityKeys != keys { faults.append("identityKeys: must be the keys of the two cards") }
    if terms.environment != environment {
      faults.append("environment: must be \(environment.rawValue)")
    }
    if peer.facts.environment != environment {
      faults.append("environment: the card of \(peer.facts.region.text) is of \(peer.facts.environment.rawValue)")
    }
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
  }

  private func receiveProposal(
    _ document: SignedDocument, _ terms: Agreement, _ peer: RegionName, at: Timestamp, _ transaction: inout Transaction
  ) throws(Refusal) {
    let isDated =
      terms.createdAt.seconds + AgreementRecord.proposalSeconds > at.seconds
      && terms.createdAt.seconds < at.seconds + AgreementRecord.proposalSeconds && terms.validUntil > at
    if !isDated && clock.isInDoubt { throw .clock(.inDoubt(.proposalDates)) }
    guard terms.createdAt.seconds + AgreementRecord.proposalSeconds > at.seconds else {
      throw .agreements(.proposalTooOld)
    }
    // A clock may be wrong by days; a proposal of a far day would never lapse.
    guard terms.createdAt.seconds < at.seconds + AgreementRecord.proposalSeconds else {
      throw .agreements(.proposalOfFuture)
    }
    guard terms.validUntil > at else { throw .agreements(.proposedTermOver) }
    try checkRoom(transaction.state.agreements.with(peer))
    let open = transaction.state.agreements.with(peer).filter { $0.status == .proposed }
    // Of two that cross, the smaller id stands; both sides decide alike.
    if let ours = open.first(where: { $0.id < document.documentId }) {
      throw .agreements(.crossed(by: ours.id))
    }
    var events = open.map { record in
      RegionEvent.agreements(
        .closed(
          record.id, .lapsed, ending: nil, reason: AgreementRecord.crossedByPeer, delivered: true,
          at: clock.milliseconds))
    }
    events.append(
      .agreements(.received(AgreementRecord(document: document, terms: terms, peer: peer, status: .received))))
    try transaction.append(events)
  }

  /// Proposals cost a peer nothing, and each is kept: there are only so many.
  private func checkRoom(_ records: [AgreementRecord]) throws(Refusal) {
    let open = records.count { $0.status == .received }
    let unconcluded = records.count { $0.document.signatures.count < 2 }
    guard open < EngineLimits.openProposals, unconcluded < EngineLimits.unconcludedAgreements else {
      throw .agreements(open < EngineLimits.openProposals ? .tooManyUnconcluded : .tooManyOpen(open))
    }
  }

  /// Takes both signatures in: the agreement is concluded, other proposals with the peer lapse.
  func conclude(
    _ record: AgreementRecord, _ document: SignedDocument, delivered: Int, _ transaction: inout Transaction
  ) throws(Refusal) {
    try transaction.append(conclusion(of: record, document, delivered: delivered, transaction.state))
  }

  /// What happens when an agreement got both signatures, of which the peer holds `delivered`.
  func conclusion(
    of record: AgreementRecord, _ document: SignedDocument, delivered: Int, _ state: borrowing RegionState
  ) -> [RegionEvent] {
    var events = state.agreements.with(record.peer)
      .filter { $0.status.isOpen && $0.id != record.id }
      .map { other in
        RegionEvent.agreements(
          .closed(
            other.id, .lapsed, ending: nil, reason: "another agreement with the peer was concluded", delivered: true,
            at: clock.milliseconds))
      }
    events.append(.agreements(.signed(record.id, document, .concluded)))
    events.append(.agreements(.delivered(record.id, signatures: delivered)))
    return events
  }

  /// A rejection or revocation by the peer.
  package func takeEnding(
    _ request: PeerRequest, _ id: AgreementId, _ type: DocumentType
  ) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let document = try SignedDocument(reading: request.readBody(ProtocolLimits.bodyBytes))
    let ending = try AgreementEnding(reading: document.payload)
    guard ending.agreement == id else {
      throw .agreements(.endingOfOther)
    }
    let held = try store.readDurable { $0.agreements.records[id] }
    guard let record = held, record.peer == peer.facts.region else { throw .agreementNotActive }
    // The peer may put back the document with which we ended it; then there is nothing more to tell.
    let isOwn = document.signers.first == signer.publicKey.thumbprint
    try signer.verify(document, as: type, by: [isOwn ? signer.publicKey : peer.facts.identityKey])
    let status: AgreementStanding = type == .rejection ? .rejected : .revoked
    try store.commit { (transaction) throws(Refusal) in
      guard let record = transaction.state.agreements.records[id] else { throw .agreementNotActive }
      if !record.status.isOpen && record.status != .concluded {
        if !record.endingDelivered { try transaction.append(.agreements(.endingDelivered(id, true))) }
        return
      }
      // Messages cross: a peer may revoke what this node does not know to be concluded yet, and reject its own proposal
      // while this node concludes it. Whoever signed an ending exchanges nothing any more.
      guard type == .revocation || record.status.isOpen || record.deliveredSignatures < 2 else {
        throw .agreements(.onlyRevocation)
      }
      try transaction.append(
        .agreements(
          .closed(id, status, ending: document, reason: ending.reason, delivered: true, at: clock.milliseconds)))
    }
    log(
      LogEvent(
        .info, "agreement-" + status.name,
        ["agreement": .string(id.base64URL), "peer": .string(peer.facts.region.text)]))
    return .json(["status": .string(status.name)])
  }
}
