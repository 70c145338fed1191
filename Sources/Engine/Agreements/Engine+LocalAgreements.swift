import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// Draws up an agreement; counts as the operator's approval. Sent once the privacy officer approved.
  ///
  /// `terms` is the agreement without what the node fills in: parties, identityKeys, environment, createdAt, nonce.
  public func proposeAgreement(
    with text: String, terms: JSONValue, approver: Approver
  ) throws(Refusal) -> JSONValue {
    guard approver.role == "operator" else {
      throw .problem(Problem(.forbidden, "Only the operator proposes an agreement. Use the operator's certificate."))
    }
    try retention.checkGround()
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try self.peer(text, state) }
    guard peer.status == .accepted else {
      throw .problem(Problem(.conflict, "The regions are not peers yet. See: samenloop peer fingerprint \(text)"))
    }
    guard var members = terms.objectValue else {
      throw Refusal(JSONFaults(["the terms must be a JSON object"]))
    }
    let filled: [String: JSONValue] = [
      "parties": .array([region, peer.facts.region].sorted().map { .string($0.text) }),
      "identityKeys": .object([
        region.text: .string(configuration.identityKey.publicKey.thumbprint.base64URL),
        peer.facts.region.text: .string(peer.facts.identityKey.thumbprint.base64URL),
      ]),
      "environment": .string(configuration.environment.rawValue), "createdAt": JSONValue(now),
      "nonce": JSONValue(base64URL: random.bytes(16)),
    ]
    guard peer.facts.environment == configuration.environment else {
      throw .problem(
        Problem(
          .conflict, "\(text) is a \(peer.facts.environment.rawValue) node: no agreement between the environments."))
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
    guard agreement.validUntil > now else { throw Refusal(JSONFaults(["validUntil: must lie in the future"])) }
    let document = SignedDocument(payload: agreement.bytes, signatures: [])
    var record = AgreementRecord(document: document, terms: agreement, peer: peer.facts.region, status: .draft)
    record.approvals = [approver.approval(at: now)]
    let drafted = record
    try store.commit { (transaction) throws(Refusal) in
      try checkOverlap(agreement, drafted.peer, transaction.state)
      try checkLeaving(transaction.state)
      try transaction.append(.agreements(.drafted(drafted)))
    }
    log(LogEvent(.info, "agreement-drafted", ["agreement": .string(record.id.base64URL), "peer": .string(text)]))
    return try self.agreement(id: record.id.base64URL)
  }

  /// What nobody reads would be signed all the same: a limit that is misspelt, a promise that no node keeps.
  private func checkMembers(_ terms: [String: JSONValue], with peer: RegionName) throws(Refusal) {
    var faults: [String] = []
    func check(_ name: String, _ members: JSONValue?, _ known: [String]) {
      for member in (members?.objectValue ?? [:]).keys.sorted() where !known.contains(member) {
        let shown = isPrintable(member) ? String(member.prefix(60)) : "a member that is no plain text"
        faults.append("\(name)\(shown): is not known here; there are: \(known.joined(separator: ", "))")
      }
    }
    check("", .object(terms), Agreement.memberNames)
    for party in [region, peer] {
      check("limits.\(party.text).", terms["limits"]?[party.text], ["active", "perDay", "perYear"])
    }
    check("limits.", terms["limits"], [region, peer].sorted().map(\.text))
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
  }

  /// Every agreement: `{"agreements":[…]}`, newest last.
  public func agreements() throws(Refusal) -> JSONValue {
    let at = now
    return try store.readDurable { state in
      let records = state.agreements.records.values
        .sorted { ($0.peer, $0.terms.createdAt, $0.id) < ($1.peer, $1.terms.createdAt, $1.id) }
      return ["agreements": .array(records.map { .object(describe($0, at)) })]
    }
  }

  /// One agreement with its terms and who approved it.
  public func agreement(id: String) throws(Refusal) -> JSONValue {
    let at = now
    return try store.readDurable { (state) throws(Refusal) -> JSONValue in
      let record = try agreementRecord(id, state, missing: .notFound)
      var members = describe(record, at)
      members["terms"] = record.terms.json
      members["limitExceptions"] = exceptions(under: record.id, state, at)
      return .object(members)
    }
  }

  /// One person's approval; the node signs once an operator and a privacy officer approved. Twice is once.
  ///
  /// - Throws: ``Refusal`` `try-again` (503) while the agreement has not arrived.
  public func approve(id: String, approver: Approver) throws(Refusal) -> JSONValue {
    guard approver.role == "operator" || approver.role == "privacy-officer" else {
      throw .problem(Problem(.forbidden, "Only the operator and the privacy officer approve agreements."))
    }
    try retention.checkGround()
    let approval = approver.approval(at: now)
    try store.commit { (transaction) throws(Refusal) in
      var record = try agreementRecord(id, transaction.state, missing: .tryAgain)
      if !record.lacksApproval(approver.role) && !(record.status == .received || record.status == .draft) { return }
      guard record.status == .draft || record.status == .received else {
        throw .problem(
          Problem(.conflict, "The agreement is \(record.status.name). Show it: samenloop agreement show -- \(id)"))
      }
      if record.lacksApproval(approver.role) {
        if let first = record.approvals.first(where: { $0.isByHolder(of: approval) }) {
          throw .problem(
            Problem(
              .forbidden,
              "Two people approve an agreement; \(first.name) did already, as \(first.role). Another person has to."))
        }
        try transaction.append(.agreements(.approved(record.id, approval)))
        record = try agreementRecord(id, transaction.state, missing: .tryAgain)
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
    try checkOverlap(record.terms, record.peer, transaction.state)
    try checkLeaving(transaction.state)
    let at = now
    if record.document.signatures.count > 1 {
      // Both regions signed it before this node was restored from a backup; now its people approved it anew.
      guard record.terms.validUntil > at else {
        throw .problem(Problem(.conflict, "The agreement's term is over. Draw it up anew: samenloop agreement propose"))
      }
      return try conclude(record, record.document, delivered: 1, &transaction)
    }
    guard record.terms.createdAt.seconds + AgreementRecord.proposalSeconds > at.seconds, record.terms.validUntil > at
    else { throw .problem(Problem(.conflict, "The proposal lapsed. Draw it up anew: samenloop agreement propose")) }
    var document = record.document
    do { try document.addSignature(type: .agreement, key: configuration.identityKey, by: signatures) } catch {
      throw .miscomputed
    }
    if record.status == .received {
      // The peer proposed: with our signature it is concluded, and the peer is told.
      try conclude(record, document, delivered: 1, &transaction)
    } else {
      try transaction.append(crossing(record, document, transaction.state))
    }
  }

  /// Signs a proposal of this region that goes out now. Where one of the peer is open the two cross, and the smaller id
  /// stands, as the peer decides too (PROTOCOL section 3).
  private func crossing(_ ours: AgreementRecord, _ signed: SignedDocument, _ state: RegionState) -> [RegionEvent] {
    func lapse(_ record: AgreementRecord, _ reason: String) -> RegionEvent {
      .agreements(
        .closed(record.id, .lapsed, ending: nil, reason: reason, delivered: true, at: milliseconds))
    }
    let theirs = state.agreements.with(ours.peer).filter { $0.status == .received }
    if theirs.contains(where: { $0.id < ours.id }) { return [lapse(ours, "crossed by the peer's proposal")] }
    return theirs.map { lapse($0, "crossed by this region's proposal") }
      + [.agreements(.signed(ours.id, signed, .proposed))]
  }

  /// A region that leaves the federation agrees to nothing any more.
  private func checkLeaving(_ state: RegionState) throws(Refusal) {
    guard state.peering.closing?.hasBegun != true else {
      throw .problem(Problem(.conflict, "This region leaves the federation. See: samenloop region closing"))
    }
  }

  /// A region signs no agreement that overlaps another with the same peer unless it replaces it (PROTOCOL section 3).
  private func checkOverlap(_ terms: Agreement, _ peer: RegionName, _ state: RegionState) throws(Refusal) {
    let other = state.agreements.with(peer).first { record in
      record.status == .concluded && record.terms.validFrom < terms.validUntil
        && terms.validFrom < record.terms.validUntil && terms.replaces != record.id
    }
    guard let other else { return }
    throw .problem(
      Problem(
        .conflict,
        "An agreement with this peer covers part of the term. Name it as `replaces`, or revoke it first.",
        members: ["agreement": .string(other.id.base64URL)]))
  }

  /// Declines an agreement that is not concluded yet.
  public func rejectAgreement(id: String, reason: String, approver: Approver) throws(Refusal) -> JSONValue {
    try end(id, reason, .rejection, approver)
  }

  /// Ends a concluded agreement: everything exchanged under it is erased here, and there.
  public func revokeAgreement(id: String, reason: String, approver: Approver) throws(Refusal) -> JSONValue {
    try end(id, reason, .revocation, approver)
  }

  private func end(
    _ id: String, _ reason: String, _ type: DocumentType, _ approver: Approver
  ) throws(Refusal) -> JSONValue {
    let reason = try checkedReason(reason)
    let at = milliseconds
    let status = try store.commit { (transaction) throws(Refusal) -> AgreementStanding in
      let record = try agreementRecord(id, transaction.state, missing: .notFound)
      // What both signed before this node was restored is concluded for the peer: only a revocation ends it there.
      let isPlain = type == .rejection && record.document.signatures.count < 2
      let status: AgreementStanding = isPlain ? .rejected : .revoked
      if record.status == status { return status }
      if type == .rejection, record.status == .concluded {
        throw .problem(
          Problem(
            .conflict,
            "The agreement is concluded; only a revocation ends it: samenloop agreement revoke --reason TEXT -- \(id)"))
      }
      guard type == .rejection ? record.status.isOpen : record.status == .concluded else {
        throw .problem(
          Problem(
            .conflict, "The agreement is \(record.status.name). Show it: samenloop agreement show -- \(id)"))
      }
      // A draft never left this node; there is nobody to tell.
      let isPrivate = record.status == .draft
      var ending: SignedDocument?
      if !isPrivate {
        ending = try self.ending(record.id, reason, isPlain ? .rejection : .revocation)
      }
      try transaction.append(
        .agreements(
          .closed(record.id, status, ending: ending, reason: reason, delivered: isPrivate, at: at)))
      return status
    }
    log(
      LogEvent(
        .warning, "agreement-" + status.name,
        ["agreement": .string(id), "role": .string(approver.role)]))
    return try agreement(id: id)
  }

  /// Revokes a concluded agreement by the node itself: what it rests on is gone.
  func revoke(_ id: AgreementId, reason: String) throws(Refusal) {
    let ending = try ending(id, reason, .revocation)
    let at = milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.agreements.records[id]?.status == .concluded else { return }
      try transaction.append(
        .agreements(.closed(id, .revoked, ending: ending, reason: reason, delivered: false, at: at)))
    }
    log(LogEvent(.warning, "agreement-revoked", ["agreement": .string(id.base64URL), "reason": .string(reason)]))
  }

  func agreementRecord(_ id: String, _ state: RegionState, missing: ProblemCode) throws(Refusal) -> AgreementRecord {
    guard let known = AgreementId(base64URL: id) else {
      throw .problem(
        Problem(.malformed, "id: is no agreement's id (43 characters). List them: samenloop agreement list"))
    }
    if let record = state.agreements.records[known] { return record }
    guard missing == .tryAgain else {
      throw .problem(
        Problem(missing, "The agreement has not arrived here. List those that have: samenloop agreement list"))
    }
    // Both regions hear of an id before the document has come over; an id that nobody proposed never comes.
    guard let waited = awaited.ask(for: known, at: clock.machineMilliseconds) else {
      throw .problem(
        Problem(
          .tryAgain,
          "The agreement has not arrived here yet: try again. List those that have: samenloop agreement list",
          members: ["awaited": true], retryAfter: 1))
    }
    throw .problem(
      Problem(
        .notFound,
        "There is no such proposal: it was asked for during \(waited) s, and no peer sent it. Compare the whole id with the other "
          + "region's operator; see: samenloop agreement list"))
  }

  private func describe(_ record: AgreementRecord, _ at: Timestamp) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "agreementId": .string(record.id.base64URL), "peer": .string(record.peer.text),
      "status": .string(record.status.name), "inForce": .bool(record.isInForce(now: at)),
      "kinds": .array(record.terms.kinds.map { .string($0.name) }),
      "validFrom": JSONValue(record.terms.validFrom), "validUntil": JSONValue(record.terms.validUntil),
      "contactRelease": .string(record.terms.contactRelease.rawValue),
      "approvals": .array(
        record.approvals.map(\.json)),
      "nextStep": .string(nextStep(record)),
    ]
    if !record.reason.isEmpty { members["reason"] = .string(record.reason) }
    members["endsAt"] = record.endsAt.map { JSONValue($0) }
    if record.closedAt > 0 {
      members["closedAt"] = JSONValue(Timestamp(seconds: Int64(record.closedAt / 1000)))
      members["endingConfirmed"] = .bool(record.ending == nil || record.endingDelivered)
    }
    return members
  }

  private func nextStep(_ record: AgreementRecord) -> String {
    let id = record.id.base64URL
    switch record.status {
    case .draft, .received:
      let missing = ["operator", "privacy-officer"].filter { record.lacksApproval($0) }
      return "samenloop agreement approve --as \(missing.first ?? "privacy-officer") -- \(id)"
    case .proposed: return "Wait for the approval of two people of \(record.peer.text)"
    case .concluded: return "samenloop status"
    case .rejected, .revoked, .lapsed, .ended:
      return "samenloop agreement propose \(record.peer.text) --file TERMS.json"
    }
  }
}
