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
  /// Answers of more than one page, the newest last, so that each page does not read the log anew. One question at a time is
  /// worked on.
  private let answers = Mutex<[Answer]>([])

  /// All records of one question.
  private struct Answer {
    /// The entry about the question: the answer is what the log says before it.
    var question: AuditEntryId
    var exchanges: [ExchangeHistory.Noted]
  }

  init(
    store: Store, clock: NodeClock, admission: PeerAdmission, audit: AuditLog, signer: DocumentSigner,
    caller: any PeerCaller, region: RegionName, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.admission, self.audit) = (store, clock, admission, audit)
    (self.signer, self.caller, self.region, self.log) = (signer, caller, region, log)
  }

  /// `POST /v1/agreements/{id}/reconciliations`: a page of what the log holds of the exchanges with the caller.
  public func answer(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request).facts.region
    guard let record = store.readLatest({ $0.agreements.records[id] }), record.peer == peer, record.status.wasConcluded
    else { throw .agreementNotActive }
    let asked = try ReconciliationRequest(reading: request.readBody(ProtocolLimits.bodyBytes))
    return try answers.withLock { (answers) throws(Refusal) in
      var offset = 0
      let question: AuditEntryId
      if let after = asked.after {
        (question, offset) = try position(after, asked, id, peer)
      } else {
        question = try note(asked, id, peer)
      }
      let answer: Answer
      if let held = answers.first(where: { $0.question == question }) {
        answer = held
      } else {
        answer = try makeAnswer(question, asked, id, peer, &answers)
      }
      guard offset == 0 || offset < answer.exchanges.count else { throw .unknownCursor }
      return .json(try page(of: answer, at: offset, asked, id).json)
    }
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

  /// What a cursor means: the entry about the question, and how many records were shown. It is taken from the peer that asked
  /// that very question, for an hour.
  private func position(
    _ cursor: String, _ asked: ReconciliationRequest, _ id: AgreementId, _ peer: RegionName
  ) throws(Refusal) -> (AuditEntryId, Int) {
    let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let question = AuditEntryId(String(parts[0])), let offset = Int(parts[1]), offset > 0,
      let entry = try audit.entry(question), let leaf = try? JSONValue(parsing: entry.leaf),
      leaf["kind"]?.stringValue == AuditKind.reconciliationAsked.rawValue, leaf["peer"]?.stringValue == peer.text,
      leaf["agreement"]?.stringValue == id.base64URL, asked.auditMembers.allSatisfy({ leaf[$0] == $1.json }),
      let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      clock.now.seconds(since: at) < EngineLimits.cursorSeconds
    else { throw .unknownCursor }
    return (question, offset)
  }

  // MARK: - Answers

  private func makeAnswer(
    _ question: AuditEntryId, _ asked: ReconciliationRequest, _ id: AgreementId, _ peer: RegionName,
    _ answers: inout [Answer]
  ) throws(Refusal) -> Answer {
    let history = try audit.exchanges(with: peer, under: id, before: question)
    let answer = Answer(question: question, exchanges: history.exchanges(from: asked.from, until: asked.until))
    if answer.exchanges.count > ProtocolLimits.reconciliationRecords {
      answers.append(answer)
      while answers.count > 1,
        answers.reduce(0, { $0 + $1.exchanges.count }) > EngineLimits.reconciliationRecordsHeld
      {
        answers.removeFirst()
      }
    }
    return answer
  }

  private func page(
    of answer: Answer, at offset: Int, _ asked: ReconciliationRequest, _ id: AgreementId
  ) throws(Refusal) -> ReconciliationPage {
    let end = min(answer.exchanges.count, offset + ProtocolLimits.reconciliationRecords)
    let records = answer.exchanges[offset..<end].map(\.record)
    guard end == answer.exchanges.count else {
      return ReconciliationPage(records: records, end: .next("\(answer.question.text).\(end)"))
    }
    let all = answer.exchanges.map(\.record)
    let counts = ReconciliationReport.Counts(all)
    let statement = ReconciliationStatement(
      agreement: id, region: region, from: asked.from, until: asked.until, batches: counts.batches,
      disclosures: counts.disclosures, digest: ReconciliationDigest.hash(all),
      logs: audit.signedHeads(of: Set(answer.exchanges.map(\.instance))))
    return ReconciliationPage(
      records: records, end: .statement(try signer.sign(statement.bytes, as: .reconciliation)))
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
