import PeerProtocol
public import Region

/// Approvals of people of this region, and the signature that follows from them.
extension Agreements {
  /// One person's approval; the node signs once an operator and a privacy officer approved. Twice is once.
  ///
  /// - Throws: ``Refusal`` `try-again` while the agreement has not arrived.
  public func approve(id: String, approver: Approver) throws(Refusal) -> AgreementDetails {
    guard approver.role == "operator" || approver.role == "privacy-officer" else {
      throw .agreements(.notApprover)
    }
    try requireGround()
    let approval = approver.approval(at: clock.now)
    try store.commit { (transaction) throws(Refusal) in
      var record = try awaitedRecord(id, transaction.state)
      if !record.lacksApproval(approver.role) && !(record.status == .received || record.status == .draft) { return }
      guard record.status == .draft || record.status == .received else {
        throw .agreements(.standing(record.status, id: id))
      }
      if record.lacksApproval(approver.role) {
        if let first = record.approvals.first(where: { $0.isByHolder(of: approval) }) {
          throw .agreements(.secondPersonNeeded(first: first.name, role: first.role))
        }
        try transaction.append(.agreements(.approved(record.id, approval)))
        record = try transaction.state.agreements.agreement(named: id)
      }
      if !record.lacksApproval("operator") && !record.lacksApproval("privacy-officer") {
        try sign(record, &transaction)
      }
    }
    log(
      LogEvent(
        .info, "agreement-approved", ["agreement": .string(id), "role": .string(approver.role)]))
    return try agreement(id: id)
  }

  private func sign(_ record: AgreementRecord, _ transaction: inout Transaction) throws(Refusal) {
    try requireNoOverlap(record.terms, record.peer, transaction.state)
    try requireStaying(transaction.state)
    let at = clock.now
    if record.document.signatures.count < 2 { try requireFramework(of: record.terms, transaction.state) }
    if record.document.signatures.count > 1 {
      // Both regions signed it before this node was restored from a backup; now its people approved it anew.
      guard record.terms.validUntil > at else { throw .agreements(.termOver) }
      return try conclude(record, record.document, delivered: 1, &transaction)
    }
    guard record.terms.createdAt.seconds + AgreementRecord.proposalSeconds > at.seconds, record.terms.validUntil > at
    else { throw .agreements(.lapsed) }
    // What was said of the peer's key may have run out, or met a contradiction, since it was accepted.
    if transaction.state.peering.introduced[record.peer] != nil,
      !IntroductionReader(transaction.state).standsOnIntroductions(region: record.peer, now: at, atLeast: introducers)
    {
      throw .introductions(.notCompared(record.peer))
    }
    var document = record.document
    try signer.addSignature(to: &document, as: .agreement)
    if record.status == .received {
      // The peer proposed: with our signature it is concluded, and the peer is told.
      try conclude(record, document, delivered: 1, &transaction)
    } else {
      try transaction.append(crossing(record, document, transaction.state))
    }
  }

  /// Signs a proposal of this region that goes out now. Where one of the peer is open the two cross, and the smaller id
  /// stands, as the peer decides too (Schemas/peer-protocol.md, section 3).
  private func crossing(_ ours: AgreementRecord, _ signed: SignedDocument, _ state: RegionState) -> [RegionEvent] {
    func lapse(_ record: AgreementRecord, _ reason: String) -> RegionEvent {
      .agreements(
        .closed(record.id, .lapsed, ending: nil, reason: reason, delivered: true, at: clock.milliseconds))
    }
    let theirs = state.agreements.with(ours.peer).filter { $0.status == .received }
    if theirs.contains(where: { $0.id < ours.id }) { return [lapse(ours, AgreementRecord.crossedByPeer)] }
    return theirs.map { lapse($0, "crossed by this region's proposal") }
      + [.agreements(.signed(ours.id, signed, .proposed))]
  }

  /// An agreement that names a framework is one under it: its members are those of the framework, its limits those of the
  /// two regions' classes (Schemas/peer-protocol.md, section 9).
  func requireFramework(of terms: Agreement, _ state: RegionState) throws(Refusal) {
    switch state.frameworks.fit(of: terms, own: region) {
    case .alone, .fits: return
    case .unknown: throw .frameworks(.notHeld)
    case .unsigned(let regions): throw .frameworks(.unsigned(regions))
    case .differs(let faults): throw Refusal(JSONFaults(faults))
    }
  }

  /// A region that leaves the federation agrees to nothing any more.
  func requireStaying(_ state: RegionState) throws(Refusal) {
    guard state.peering.closing?.hasBegun != true else { throw .agreements(.leaving) }
  }

  /// A region signs no agreement that overlaps another with the same peer unless it replaces it
  /// (Schemas/peer-protocol.md, section 3).
  func requireNoOverlap(_ terms: Agreement, _ peer: RegionName, _ state: RegionState) throws(Refusal) {
    let other = state.agreements.with(peer).first { record in
      record.status == .concluded && record.terms.validFrom < terms.validUntil
        && terms.validFrom < record.terms.validUntil && terms.replaces != record.id
    }
    if let other { throw .agreements(.overlaps(other.id)) }
  }
}
