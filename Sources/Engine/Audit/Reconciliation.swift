public import PeerProtocol
public import Region
import Synchronization

/// Compares what the own audit log and a peer's hold of the exchanges between the two regions, and answers peers that do
/// (Schemas/peer-protocol.md, section 7).
public final class Reconciliation: Sendable {
  let store: Store
  let clock: NodeClock
  private let admission: PeerAdmission
  let audit: AuditLog
  let signer: DocumentSigner
  let caller: any PeerCaller
  private let region: RegionName
  let log: @Sendable (LogEvent) -> Void
  let comparison: LogComparison
  private let cursors: ReconciliationCursors
  private let answers = Mutex(ReconciliationAnswers())

  init(
    store: Store, clock: NodeClock, admission: PeerAdmission, audit: AuditLog, comparison: LogComparison,
    signer: DocumentSigner, caller: any PeerCaller, cursors: ReconciliationCursors, region: RegionName,
    log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.admission, self.audit) = (store, clock, admission, audit)
    (self.comparison, self.cursors) = (comparison, cursors)
    (self.signer, self.caller, self.region, self.log) = (signer, caller, region, log)
  }

  /// `POST /v1/agreements/{id}/reconciliations`: a page of what the log holds of the exchanges with the caller.
  public func answer(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request).facts.region
    guard let record = store.readLatest({ $0.agreements.records[id] }), record.peer == peer, record.status.wasConcluded
    else { throw .agreementNotActive }
    let asked = try ReconciliationRequest(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard answers.withLock({ $0.begin(peer) }) else { throw .audit(.questionUnderWay) }
    defer { answers.withLock { $0.end(peer) } }
    var offset = 0
    let question: AuditEntryId
    if let after = asked.after {
      let position = try position(after, asked, id, peer)
      (question, offset) = (position.question, position.offset)
    } else {
      question = try note(asked, id, peer)
    }
    let answer: ReconciliationAnswers.Answer
    if let held = answers.withLock({ $0.answer(to: question, of: peer) }) {
      answer = held
    } else {
      guard asked.after == nil || answers.withLock({ $0.countScan(question, of: peer) }) else {
        throw .audit(.questionsUsedUp(seconds: Int(EngineLimits.cursorSeconds)))
      }
      answer = try makeAnswer(question, asked, id, peer)
    }
    guard offset == 0 || offset < answer.exchanges.count else { throw .unknownCursor }
    return .json(try page(of: answer, at: offset, asked, id).json)
  }

  // MARK: - Questions

  /// Counts a question and writes the entry about it, which marks where in the log the answer ends.
  private func note(
    _ asked: ReconciliationRequest, _ id: AgreementId, _ peer: RegionName
  ) throws(Refusal) -> AuditEntryId {
    let now = clock.now
    var query = AuditQuery(limit: .max)
    (query.kind, query.peer) = (.reconciliationAsked, peer)
    query.from = CalendarDate(now.adding(seconds: -EngineLimits.reconciliationSeconds))
    let moments = try audit.entries(query).compactMap { entry -> Int64? in
      guard let leaf = try? JSONValue(parsing: entry.leaf) else { return nil }
      return leaf["at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }?.seconds
    }.filter { now.seconds - $0 < EngineLimits.reconciliationSeconds }.sorted()
    if moments.count >= EngineLimits.reconciliations {
      let freedAt = moments[moments.count - EngineLimits.reconciliations] + EngineLimits.reconciliationSeconds
      throw .audit(
        .questionsUsedUp(seconds: Int(min(max(freedAt - now.seconds, 1), EngineLimits.reconciliationSeconds))))
    }
    return try store.commit { (transaction) throws(Refusal) in
      try transaction.requireAdmitted(peer)
      guard let instance = transaction.state.audit.instance else { throw .storage(.logFull) }
      let entry = AuditEntryId(instance: instance.id, index: transaction.state.audit.size)
      try transaction.append(
        [], facts: [AuditFact(.reconciliationAsked, peer: peer, agreement: id, asked.auditMembers)])
      return entry
    }
  }

  /// What a cursor means. It is taken from the peer that asked that very question, for an hour.
  private func position(
    _ cursor: String, _ asked: ReconciliationRequest, _ id: AgreementId, _ peer: RegionName
  ) throws(Refusal) -> ReconciliationCursors.Position {
    guard let position = cursors.open(cursor, for: peer, id), position.offset > 0,
      let entry = try audit.entry(position.question), let leaf = try? JSONValue(parsing: entry.leaf),
      leaf["kind"]?.stringValue == AuditKind.reconciliationAsked.rawValue, leaf["peer"]?.stringValue == peer.text,
      leaf["agreement"]?.stringValue == id.base64URL, asked.auditMembers.allSatisfy({ leaf[$0] == $1.json }),
      let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      clock.now.seconds(since: at) < EngineLimits.cursorSeconds
    else { throw .unknownCursor }
    return position
  }

  // MARK: - Answers

  private func makeAnswer(
    _ question: AuditEntryId, _ asked: ReconciliationRequest, _ id: AgreementId, _ peer: RegionName
  ) throws(Refusal) -> ReconciliationAnswers.Answer {
    let history = try audit.exchanges(with: peer, under: id, before: question)
    let answer = ReconciliationAnswers.Answer(
      peer: peer, question: question, exchanges: history.exchanges(from: asked.from, until: asked.until))
    if answer.exchanges.count > ProtocolLimits.reconciliationRecords { answers.withLock { $0.keep(answer) } }
    return answer
  }

  private func page(
    of answer: ReconciliationAnswers.Answer, at offset: Int, _ asked: ReconciliationRequest, _ id: AgreementId
  ) throws(Refusal) -> ReconciliationPage {
    let end = min(answer.exchanges.count, offset + ProtocolLimits.reconciliationRecords)
    let records = answer.exchanges[offset..<end].map(\.record)
    guard end == answer.exchanges.count else {
      let next = ReconciliationCursors.Position(question: answer.question, offset: end)
      return ReconciliationPage(records: records, end: .next(try cursors.seal(next, for: answer.peer, id)))
    }
    return ReconciliationPage(records: records, end: .statement(try statement(about: answer, asked, id)))
  }

  /// The statement about all pages. It is kept in an entry before it is given, so that this region's privacy officer has
  /// what the peer's has.
  private func statement(
    about answer: ReconciliationAnswers.Answer, _ asked: ReconciliationRequest, _ id: AgreementId
  ) throws(Refusal) -> SignedDocument {
    if let given = answers.withLock({ $0.statement(to: answer.question, of: answer.peer) }) { return given }
    let all = answer.exchanges.map(\.record)
    let counts = ReconciliationReport.Counts(all)
    let statement = ReconciliationStatement(
      agreement: id, region: region, from: asked.from, until: asked.until, batches: counts.batches,
      disclosures: counts.disclosures, digest: ReconciliationDigest.hash(all),
      logs: audit.signedHeads(of: Set(answer.exchanges.map(\.instance))))
    let document = try signer.sign(statement.bytes, as: .reconciliation)
    var fact = AuditFact(
      .reconciliationAnswered, peer: answer.peer, agreement: id, document: document.documentId,
      [
        "question": .word(answer.question.text), "batches": .number(counts.batches),
        "disclosures": .number(counts.disclosures),
      ])
    fact.statement = document
    try audit.record([fact])
    answers.withLock { $0.note(document, to: answer.question, of: answer.peer) }
    return document
  }

  // MARK: - What was answered

  /// What a peer was answered, as an entry about its question or about the answer tells; nil for an entry about anything
  /// else. It is read from the log anew, which says what it said then.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  public func answered(_ entry: AuditEntry) throws(Refusal) -> [ReconciliationRecord]? {
    guard var leaf = try? JSONValue(parsing: entry.leaf) else { return nil }
    var question = entry.id
    if leaf["kind"]?.stringValue == AuditKind.reconciliationAnswered.rawValue {
      guard let id = leaf["question"]?.stringValue.flatMap({ AuditEntryId($0) }), let asked = try audit.entry(id),
        let askedLeaf = try? JSONValue(parsing: asked.leaf)
      else { return nil }
      (question, leaf) = (id, askedLeaf)
    }
    guard leaf["kind"]?.stringValue == AuditKind.reconciliationAsked.rawValue,
      let peer = leaf["peer"]?.stringValue.flatMap({ RegionName($0) }),
      let agreement = leaf["agreement"]?.stringValue.flatMap({ AgreementId(base64URL: $0) }),
      let from = leaf["from"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let until = leaf["until"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
    else { return nil }
    return try audit.exchanges(with: peer, under: agreement, before: question).exchanges(from: from, until: until)
      .map(\.record)
  }
}

extension ReconciliationRequest {
  /// What entries of the audit log say of the question.
  var auditMembers: [String: AuditFact.Value] {
    ["from": .word(from.rfc3339), "until": .word(until.rfc3339), "reason": .word(reason.rawValue)]
  }
}

extension AgreementStanding {
  /// True where exchange may have taken place under the agreement.
  fileprivate var wasConcluded: Bool { self == .concluded || self == .revoked || self == .ended }
}

extension Refusal {
  /// The same for every cursor that is not the peer's own for this question.
  fileprivate static let unknownCursor = Refusal.malformed([
    FieldFault(field: "after", reason: "must be next of a page of this question, which was asked within the hour")
  ])
}
