import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// Draws up a limit exception for an announced burst of this region's; counts as its privacy officer's approval. It is
  /// signed and sent at once, and in force once the peer's privacy officer approved.
  ///
  /// `terms` is the exception without agreement and region: `{"additions","from","until","reason"}`.
  public func proposeException(
    agreement: String, terms: JSONValue, approver: Approver
  ) throws(Refusal) -> JSONValue {
    try checkOfficer(approver)
    guard var members = terms.objectValue else { throw Refusal(JSONFaults(["the exception must be a JSON object"])) }
    let filled = ["agreement": JSONValue.string(agreement), "region": .string(region.text)]
    let given = filled.keys.filter { members[$0] != nil && members[$0] != filled[$0] }.sorted()
    guard given.isEmpty else { throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" })) }
    members.merge(filled) { _, own in own }
    let at = now
    let record = try store.readDurable { (state) throws(Refusal) -> AgreementRecord in
      try agreementInForce(agreement, state, at)
    }
    let exception: LimitException
    do { exception = try LimitException(.object(members)) } catch { throw Refusal(error) }
    guard exception.until > at else { throw Refusal(JSONFaults(["until: must lie in the future"])) }
    let document: SignedDocument
    do {
      document = try .sign(
        payload: exception.bytes, type: .limitException, key: configuration.identityKey, by: signatures)
    } catch {
      throw .miscomputed
    }
    let approval = approver.approval(at: at)
    let drawn = LimitExceptionRecord(
      document: document, terms: exception, peer: record.peer, standing: .proposed, approvals: [approval])
    try store.commit { (transaction) throws(Refusal) in
      if let held = transaction.state.limits.exceptions[drawn.id] {
        guard held.standing.isOpen || held.standing == .concluded else {
          throw .problem(
            Problem(
              .conflict,
              "This very exception is \(held.standing.name) already. Change its term, its number or its reason."))
        }
        return
      }
      try transaction.state.checkExceptions(under: record.id, at: at)
      try transaction.append(.limits(.exceptionProposed(drawn)))
    }
    log(
      LogEvent(
        .info, "limit-exception-proposed",
        ["agreement": .string(agreement), "document": .string(drawn.id.base64URL)]))
    return try self.exception(drawn.id)
  }

  /// The privacy officer's approval of an exception that the peer drew up: the node signs, and it is in force. Twice is once.
  ///
  /// - Throws: ``Refusal`` `try-again` (503) while the exception has not arrived.
  public func approveException(
    agreement: String, id: String, approver: Approver
  ) throws(Refusal) -> JSONValue {
    try checkOfficer(approver)
    let at = now
    let approval = approver.approval(at: at)
    let known = try store.commit { (transaction) throws(Refusal) -> DocumentId in
      let record = try exceptionRecord(agreement, id, transaction.state, missing: .tryAgain)
      switch record.standing {
      case .concluded, .proposed: return record.id
      case .received: break
      case .rejected, .lapsed: throw closed(record)
      }
      _ = try agreementInForce(agreement, transaction.state, at)
      guard record.terms.until >= at else {
        throw .problem(Problem(.conflict, "The exception's term is over. The peer can draw up another."))
      }
      var document = record.document
      do { try document.addSignature(type: .limitException, key: configuration.identityKey, by: signatures) } catch {
        throw .miscomputed
      }
      try transaction.append(.limits(.exceptionApproved(record.id, approval, document)))
      return record.id
    }
    log(
      LogEvent(
        .info, "limit-exception-concluded", ["agreement": .string(agreement), "document": .string(id)]))
    return try exception(known)
  }

  /// Declines an exception that is not concluded: the peer is told when it puts it again.
  public func rejectException(
    agreement: String, id: String, reason: String, approver: Approver
  ) throws(Refusal) -> JSONValue {
    try checkOfficer(approver)
    let reason = try checkedReason(reason)
    let known = try store.commit { (transaction) throws(Refusal) -> DocumentId in
      let record = try exceptionRecord(agreement, id, transaction.state, missing: .notFound)
      if record.standing == .rejected { return record.id }
      guard record.standing.isOpen else { throw closed(record) }
      try transaction.append(.limits(.exceptionClosed(record.id, .rejected, reason: reason)))
      return record.id
    }
    log(
      LogEvent(
        .warning, "limit-exception-rejected", ["agreement": .string(agreement), "document": .string(id)]))
    return try exception(known)
  }

  private func closed(_ record: LimitExceptionRecord) -> Refusal {
    Refusal.problem(
      Problem(
        .conflict,
        "The exception is \(record.standing.name). Show it: samenloop agreement show -- "
          + record.terms.agreement.base64URL))
  }

  private func checkOfficer(_ approver: Approver) throws(Refusal) {
    guard approver.role == "privacy-officer" else {
      throw .problem(
        Problem(.forbidden, "Only the privacy officer decides on limit exceptions. Use --as privacy-officer."))
    }
  }

  private func agreementInForce(
    _ text: String, _ state: RegionState, _ at: Timestamp
  ) throws(Refusal) -> AgreementRecord {
    let record = try agreementRecord(text, state, missing: .notFound)
    guard record.isInForce(now: at) else {
      throw .problem(
        Problem(
          .conflict, "The agreement is \(record.status.name) and not in force: its limits cannot be widened."))
    }
    return record
  }

  private func exceptionRecord(
    _ agreement: String, _ id: String, _ state: RegionState, missing: ProblemCode
  ) throws(Refusal) -> LimitExceptionRecord {
    let under = try agreementRecord(agreement, state, missing: .notFound)
    guard let known = DocumentId(base64URL: id) else {
      throw .problem(
        Problem(
          .malformed,
          "document: is no exception's id (43 characters). Show them: samenloop agreement show -- \(agreement)"))
    }
    guard let record = state.limits.exceptions[known], record.terms.agreement == under.id else {
      throw .problem(
        Problem(
          missing, "The exception has not arrived here. Show those that have: samenloop agreement show -- \(agreement)",
          retryAfter: missing == .tryAgain ? 1 : nil))
    }
    return record
  }

  // MARK: - Showing

  private func exception(_ id: DocumentId) throws(Refusal) -> JSONValue {
    let at = now
    return try store.readDurable { state in state.limits.exceptions[id].map { describe($0, at) } ?? [:] }
  }

  /// The exceptions under an agreement.
  func exceptions(under agreement: AgreementId, _ state: RegionState, _ at: Timestamp) -> JSONValue {
    .array(state.limits.exceptions(under: agreement).map { describe($0, at) })
  }

  private func describe(_ record: LimitExceptionRecord, _ at: Timestamp) -> JSONValue {
    JSONValue(present: [
      "documentId": .string(record.id.base64URL), "agreementId": .string(record.terms.agreement.base64URL),
      "region": .string(record.terms.region.text), "additions": JSONValue(record.terms.additions),
      "used": JSONValue(record.used), "from": JSONValue(record.terms.from), "until": JSONValue(record.terms.until),
      "reason": .string(record.terms.reason), "status": .string(record.standing.name),
      "inForce": .bool(record.standing == .concluded && record.terms.from <= at && at <= record.terms.until),
      "approvals": .array(
        record.approvals.map(\.json)),
      "declined": record.reason.isEmpty ? nil : .string(record.reason),
      "nextStep": .string(nextStep(record, at)),
    ])
  }

  private func nextStep(_ record: LimitExceptionRecord, _ at: Timestamp) -> String {
    let agreement = record.terms.agreement.base64URL
    switch record.standing {
    case .received:
      return "samenloop agreement approve-exception --as privacy-officer -- \(agreement) \(record.id.base64URL)"
    case .proposed: return "Wait for the privacy officer of \(record.peer.text)"
    case .concluded where at > record.terms.until: return "Its term is over"
    case .concluded: return "samenloop status"
    case .rejected, .lapsed:
      return "samenloop agreement except --additions N --from DATE --until DATE --reason TEXT -- \(agreement)"
    }
  }

  /// The approval that an exception of this peer waits for here, as a command; nil where none does.
  func awaitedException(_ peer: RegionName, _ state: RegionState, _ at: Timestamp) -> String? {
    state.limits.exceptions(with: peer).filter { $0.standing == .received && $0.terms.until >= at }
      .min { $0.id < $1.id }.map { nextStep($0, at) }
  }

  /// What the limits of an agreement leave room for in both directions, what waits because of them, and its exceptions.
  func describeLimits(_ record: AgreementRecord, _ state: RegionState, _ lane: Lane, _ at: Int) -> JSONValue {
    let now = Timestamp(seconds: Int64(at / 1000))
    let open = state.limits.exceptions(under: record.id)
      .filter { $0.terms.until >= now && ($0.standing.isOpen || $0.standing == .concluded) }
    return JSONValue(present: [
      "agreementId": .string(record.id.base64URL),
      "received": state.room(record.id, .received, at: at).map(describe),
      "sent": state.room(record.id, .sent, at: at).map(describe),
      "waiting": waiting(record, state, lane).map {
        ["additions": JSONValue($0.additions), "limit": .string($0.limit), "until": JSONValue($0.until)]
      },
      "exceptions": .array(open.map { describe($0, now) }),
    ])
  }

  private func describe(_ room: LimitRoom) -> JSONValue {
    [
      "remaining": JSONValue(room.now), "active": JSONValue(room.active), "perDay": JSONValue(room.perDay),
      "perYear": JSONValue(room.perYear), "excepted": JSONValue(min(room.excepted, ProtocolLimits.largestInteger)),
    ]
  }

  /// What a peer did that it should not have, and what its feeds did that looks like guessing.
  func describeAlarms(_ peer: RegionName, _ state: RegionState) -> JSONValue {
    let alarms = (state.peering.alarms[peer] ?? []).map { alarm -> JSONValue in
      ["code": .string(alarm.code), "count": JSONValue(alarm.count), "lastAt": JSONValue(alarm.lastAt)]
    }
    let suspicions = (state.limits.suspicions[peer] ?? []).map { suspicion -> JSONValue in
      [
        "code": .string(suspicion.sign.code), "count": 1, "lastAt": JSONValue(suspicion.at),
        "detail": .string(explain(suspicion, peer, state)),
      ]
    }
    return .array(alarms + suspicions)
  }
}
