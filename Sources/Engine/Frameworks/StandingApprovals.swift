import Cryptography
import PeerProtocol
public import Region

/// Signs and proposes agreements under frameworks by the standing approval of this region's two people
/// (Schemas/peer-protocol.md, section 9).
public final class StandingApprovals: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let signer: DocumentSigner
  private let random: any RandomSource
  private let agreements: Agreements
  private let frameworks: Frameworks
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, signer: DocumentSigner, random: any RandomSource, agreements: Agreements,
    frameworks: Frameworks, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.signer, self.random) = (store, clock, signer, random)
    (self.agreements, self.frameworks, self.log) = (agreements, frameworks, log)
  }

  // MARK: - People's decisions

  /// One person's approval. The node signs by it once an operator and a privacy officer approved the same terms; after a
  /// restore both approve anew. Twice is once.
  public func approve(
    id: String, _ terms: StandingApproval.Terms, approver: Approver
  ) throws(Refusal) -> FrameworkDetails {
    guard approver.isApprover else { throw .frameworks(.notApprover) }
    let at = clock.now
    let approval = approver.approval(at: at)
    try store.commit { (transaction) throws(Refusal) in
      let record = try transaction.state.frameworks.framework(named: id)
      guard record.own != nil else { throw .frameworks(.notSigned) }
      guard record.terms.validUntil > at else { throw .frameworks(.termOver) }
      guard record.terms.classes[terms.classesUpTo] != nil else {
        throw .frameworks(.unknownClass(record.terms.classNames))
      }
      if let standing = record.standing {
        let others = standing.approvals.filter { $0.role != approver.role }
        if standing.terms != terms {
          // The first person may think better of it; nobody changes what another approved.
          guard others.isEmpty else { throw .frameworks(.otherStandingTerms(standing.terms)) }
        } else if !standing.lacksApproval(approver.role) {
          return
        } else if let first = others.first(where: { $0.isByHolder(of: approval) }) {
          throw .frameworks(.secondPersonNeeded(first: first.name, role: first.role))
        }
      }
      try transaction.append(.frameworks(.standingApproved(record.id, terms, approval)))
    }
    log(LogEvent(.info, "standing-approved", ["framework": .string(id), "role": .string(approver.role)]))
    try advance()
    return try frameworks.framework(id: id)
  }

  /// Withdraws it, by one person: from now on people sign. What waits under it is rejected, and what comes back concluded
  /// is revoked. Agreements that are concluded stay.
  public func withdraw(id: String, approver: Approver) throws(Refusal) -> FrameworkDetails {
    guard approver.isApprover else { throw .frameworks(.notApprover) }
    let approval = approver.approval(at: clock.now)
    let reason = Self.withdrawn
    let rejected = try store.commit { (transaction) throws(Refusal) -> Int in
      let record = try transaction.state.frameworks.framework(named: id)
      guard record.standing != nil else { throw .frameworks(.noStandingApproval) }
      let waiting = decisions(transaction.state).waiting(under: record.id)
      var events = [RegionEvent.frameworks(.standingWithdrawn(record.id, approval))]
      for open in waiting {
        let ending = try signer.signEnding(of: open.id, reason: reason, as: .rejection, at: clock.now)
        events.append(
          .agreements(
            .closed(
              open.id, .rejected, ending: ending, reason: reason, delivered: false, at: clock.milliseconds)))
      }
      try transaction.append(events)
      return waiting.count
    }
    log(
      LogEvent(
        .warning, "standing-withdrawn",
        ["framework": .string(id), "role": .string(approver.role), "rejected": JSONValue(rejected)]))
    return try frameworks.framework(id: id)
  }

  /// Why agreements that waited under a standing approval were rejected, as peers are told.
  static let withdrawn = "This region decides on agreements under the framework one by one again."

  // MARK: - What the node does by itself

  /// Signs what waits and proposes what is due, as far as standing approvals go.
  func advance() throws(Refusal) {
    let (isDue, at) = (store.readLatest { maySign($0) && hasWork($0) }, clock.now)
    guard isDue else { return }
    let signed = try store.commit { (transaction) throws(Refusal) -> [(RegionName, AgreementId)] in
      // A region may have begun to leave, or its ground have ended, since it was looked at.
      guard maySign(transaction.state) else { return [] }
      var signed: [(RegionName, AgreementId)] = []
      for record in decisions(transaction.state).signable() {
        guard let framework = record.terms.framework else { continue }
        var document = record.document
        try signer.addSignature(to: &document, as: .agreement)
        try transaction.append(
          [.frameworks(.signedAlone(framework, record.peer, record.id))]
            + agreements.conclusion(of: record, document, delivered: 1, transaction.state))
        signed.append((record.peer, record.id))
      }
      for (framework, peer) in decisions(transaction.state).proposals() {
        guard let terms = agreement(under: framework, with: peer, at: at, transaction.state) else { continue }
        let draft = SignedDocument(payload: terms.bytes, signatures: [])
        var document = draft
        try signer.addSignature(to: &document, as: .agreement)
        let record = AgreementRecord(document: draft, terms: terms, peer: peer.facts.region, status: .draft)
        try transaction.append([
          .agreements(.drafted(record)), .agreements(.signed(record.id, document, .proposed)),
          .frameworks(.signedAlone(framework.id, record.peer, record.id)),
        ])
        signed.append((record.peer, record.id))
      }
      return signed
    }
    for (peer, id) in signed {
      log(
        LogEvent(.info, "signed-alone", ["agreement": .string(id.base64URL), "peer": .string(peer.text)]))
    }
  }

  /// True where some standing approval is in force, and nothing forbids this region to sign at all.
  private func maySign(_ state: RegionState) -> Bool {
    state.peering.closing?.hasBegun != true && !clock.isInDoubt && agreements.hasGround
      && state.frameworks.records.values.contains { $0.standing?.isInForce == true }
  }

  private func hasWork(_ state: RegionState) -> Bool {
    let decisions = decisions(state)
    return !decisions.signable().isEmpty || !decisions.proposals().isEmpty
  }

  private func agreement(
    under framework: FrameworkRecord, with peer: Peer, at: Timestamp, _ state: RegionState
  ) -> Agreement? {
    let region = peer.facts.region
    let identity = peer.facts.identityKey.thumbprint
    guard let own = framework.own,
      let theirs = state.frameworks.signature(of: region, identity: identity, on: framework.id)
    else { return nil }
    return framework.terms.agreement(
      framework.id, classes: [frameworks.region: own.className, region: theirs.className],
      identityKeys: [frameworks.region: own.key, region: identity], createdAt: at, nonce: random.bytes(16))
  }

  private func decisions(_ state: borrowing RegionState) -> StandingDecisions {
    StandingDecisions(
      state, own: frameworks.region, environment: frameworks.environment, now: clock.now,
      introducers: frameworks.introducers)
  }
}
