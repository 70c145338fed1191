public import PeerProtocol
public import Region

/// What people of this region decide on limit exceptions.
extension Limits {
  /// Draws up a limit exception for an announced burst of this region's; counts as its privacy officer's approval. It is
  /// signed and sent at once, and in force once the peer's privacy officer approved.
  ///
  /// `terms` is the exception without agreement and region: `{"additions","from","until","reason"}`.
  public func proposeException(
    agreement: String, terms: JSONValue, approver: Approver
  ) throws(Refusal) -> LimitExceptionDetails {
    try requireOfficer(approver)
    guard var members = terms.objectValue else { throw Refusal(JSONFaults(["the exception must be a JSON object"])) }
    let filled = ["agreement": JSONValue.string(agreement), "region": .string(region.text)]
    let given = filled.keys.filter { members[$0] != nil && members[$0] != filled[$0] }.sorted()
    guard given.isEmpty else { throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" })) }
    // What nobody reads would be signed all the same.
    let known = ["additions", "from", "until", "reason"]
    let unknown = members.keys.filter { !known.contains($0) && filled[$0] == nil }
    let faults = UnknownMembers.faults(unknown, known: known, path: "")
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
    members.merge(filled) { _, own in own }
    let at = clock.now
    let record = try store.readDurable { (state) throws(Refusal) -> AgreementRecord in
      try agreementInForce(agreement, state, at)
    }
    let exception: LimitException
    do { exception = try LimitException(.object(members)) } catch { throw Refusal(error) }
    guard exception.until > at else { throw Refusal(JSONFaults(["until: must lie in the future"])) }
    let document = try signer.sign(exception.bytes, as: .limitException)
    let approval = approver.approval(at: at)
    let drawn = LimitExceptionRecord(
      document: document, terms: exception, peer: record.peer, standing: .proposed, approvals: [approval])
    try store.commit { (transaction) throws(Refusal) in
      if let held = transaction.state.limits.exceptions[drawn.id] {
        guard held.standing.isOpen || held.standing == .concluded else {
          throw .limits(.drawnUpBefore(held.standing))
        }
        return
      }
      try transaction.state.limits.checkExceptions(under: record.id, at: at)
      try transaction.append(.limits(.exceptionProposed(drawn)))
    }
    log(
      LogEvent(
        .info, "limit-exception-proposed",
        ["agreement": .string(agreement), "document": .string(drawn.id.base64URL)]))
    return try details(of: drawn.id, under: agreement)
  }

  /// The privacy officer's approval of an exception that the peer drew up: the node signs, and it is in force. Twice is once.
  ///
  /// - Throws: ``Refusal`` `try-again` while the exception has not arrived.
  public func approveException(
    agreement: String, id: String, approver: Approver
  ) throws(Refusal) -> LimitExceptionDetails {
    try requireOfficer(approver)
    let at = clock.now
    let approval = approver.approval(at: at)
    let known = try store.commit { (transaction) throws(Refusal) -> DocumentId in
      let record = try exceptionRecord(agreement, id, transaction.state, isAwaited: true)
      switch record.standing {
      case .concluded, .proposed: return record.id
      case .received: break
      case .rejected, .lapsed: throw closed(record)
      }
      _ = try agreementInForce(agreement, transaction.state, at)
      guard record.terms.until >= at else { throw .limits(.proposedTermOver) }
      var document = record.document
      try signer.addSignature(to: &document, as: .limitException)
      try transaction.append(.limits(.exceptionApproved(record.id, approval, document)))
      return record.id
    }
    log(
      LogEvent(
        .info, "limit-exception-concluded", ["agreement": .string(agreement), "document": .string(id)]))
    return try details(of: known, under: agreement)
  }

  /// Declines an exception that is not concluded: the peer is told when it puts it again.
  public func rejectException(
    agreement: String, id: String, reason: String, approver: Approver
  ) throws(Refusal) -> LimitExceptionDetails {
    try requireOfficer(approver)
    let reason = try Reason.checked(reason)
    let known = try store.commit { (transaction) throws(Refusal) -> DocumentId in
      let record = try exceptionRecord(agreement, id, transaction.state, isAwaited: false)
      if record.standing == .rejected { return record.id }
      guard record.standing.isOpen else { throw closed(record) }
      try transaction.append(.limits(.exceptionClosed(record.id, .rejected, reason: reason)))
      return record.id
    }
    log(
      LogEvent(
        .warning, "limit-exception-rejected", ["agreement": .string(agreement), "document": .string(id)]))
    return try details(of: known, under: agreement)
  }

  private func closed(_ record: LimitExceptionRecord) -> Refusal {
    .limits(.notOpen(record.standing, agreement: record.terms.agreement))
  }

  private func requireOfficer(_ approver: Approver) throws(Refusal) {
    guard approver.role == "privacy-officer" else { throw .limits(.notOfficer) }
  }

  private func agreementInForce(
    _ text: String, _ state: RegionState, _ at: Timestamp
  ) throws(Refusal) -> AgreementRecord {
    let record = try state.agreements.agreement(named: text)
    guard record.isInForce(now: at) else { throw .limits(.agreementNotInForce(record.status)) }
    return record
  }

  /// The exception of this id under an agreement; `isAwaited` where it may be on its way.
  private func exceptionRecord(
    _ agreement: String, _ id: String, _ state: RegionState, isAwaited: Bool
  ) throws(Refusal) -> LimitExceptionRecord {
    let under = try state.agreements.agreement(named: agreement)
    guard let known = DocumentId(base64URL: id) else { throw .limits(.invalidId(agreement: agreement)) }
    guard let record = state.limits.exceptions[known], record.terms.agreement == under.id else {
      throw .limits(.unknown(agreement: agreement, isAwaited: isAwaited))
    }
    return record
  }

  /// An exception that is held, once it is durable.
  private func details(of id: DocumentId, under agreement: String) throws(Refusal) -> LimitExceptionDetails {
    let at = clock.now
    return try store.readDurable { (state) throws(Refusal) -> LimitExceptionDetails in
      guard let record = state.limits.exceptions[id] else {
        throw .limits(.unknown(agreement: agreement, isAwaited: false))
      }
      return LimitExceptionDetails(record, at: at)
    }
  }
}
