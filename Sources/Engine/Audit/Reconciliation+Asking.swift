public import PeerProtocol
public import Region
import TransparencyLog

/// What a privacy officer asks a peer (Schemas/peer-protocol.md, section 7).
extension Reconciliation {
  /// All pages of a peer's answer.
  private struct Answer {
    var records: [ReconciliationRecord]
    var document: SignedDocument
  }

  /// Asks the peer of an agreement what its audit log holds, and compares that with the own log. The result is an entry.
  ///
  /// - Parameter asked: the period and the reason; `after` is not used.
  /// - Throws: ``Refusal`` where there is no such agreement, the peer does not answer, or its answer cannot be used.
  public func compare(_ id: AgreementId, _ asked: ReconciliationRequest) throws(Refusal) -> ReconciliationReport {
    let (record, peers) = try store.readDurable { ($0.agreements.records[id], $0.peering.peers) }
    guard let record else { throw .agreements(.unknown) }
    guard let peer = peers[record.peer], peer.status == .accepted else {
      throw .agreements(.notPeers(record.peer.text))
    }
    guard peer.hasHadLog else { throw .audit(.peerWithoutLog(record.peer)) }
    // Read before the peer looks: whatever happens meanwhile is no difference.
    let own = try audit.exchanges(with: record.peer, under: id).exchanges(from: asked.from, until: asked.until)
      .map(\.record)
    let answer: Answer
    do {
      answer = try ask(peer, id, asked)
    } catch {
      // The peer may have counted and noted the question, whatever became of its answer.
      try audit.record([
        AuditFact(
          .reconciled, peer: record.peer, agreement: id,
          asked.auditMembers.merging(["fault": .word(error.answerFault)]) { first, _ in first })
      ])
      throw error
    }
    hold(answer.document, of: record.peer)
    let comparison = ReconciliationComparison(
      own: own, history: try audit.exchanges(with: record.peer, under: id), theirs: answer.records,
      beginning: try beginning(of: peer))
    var (widened, isSettled, questions) = ([ReconciliationRecord](), true, 1)
    if !comparison.missingThere().isEmpty {
      questions += 1
      do throws(Refusal) {
        widened = try ask(peer, id, asked.widened).records
      } catch {
        log(LogEvent(.warning, "reconciliation-not-widened", ["peer": .string(record.peer.text)], refusal: error))
        isSettled = false
      }
    }
    let compared = comparison.outcomes(widened: widened)
    let report = ReconciliationReport(
      agreement: id, peer: record.peer, asked: asked, at: clock.now, here: ReconciliationReport.Counts(own),
      there: ReconciliationReport.Counts(answer.records),
      outcomes: Dictionary(grouping: compared, by: \.outcome).mapValues(\.count),
      differences: compared.filter { $0.outcome != .agrees }, isSettled: isSettled, statement: answer.document)
    try audit.record([AuditFact(report, questions: questions)])
    return report
  }

  /// What the statement says of the peer's present log is held against what this node's witness saw of it.
  private func hold(_ statement: SignedDocument, of peer: RegionName) {
    guard let owner = store.readLatest({ $0.peerLog(peer) }),
      let logs = try? statement.payload(as: ReconciliationStatement.self).logs
    else { return }
    for head in logs where head.origin == owner.origin {
      comparison.hold(
        TreeHead(size: UInt64(clamping: head.size), root: head.root), evidence: statement.bytes, of: owner,
        shownBy: nil)
    }
  }

  // MARK: - Questions

  /// Asks for all pages, and verifies the statement about them.
  private func ask(
    _ peer: Peer, _ id: AgreementId, _ asked: ReconciliationRequest
  ) throws(Refusal) -> Answer {
    let end = clock.uptimeMilliseconds + EngineLimits.reconciliationMilliseconds
    var asked = asked
    asked.after = nil
    var records: [ReconciliationRecord] = []
    var known: Set<ExchangeHistory.Key> = []
    for _ in 0..<EngineLimits.reconciliationPages where clock.uptimeMilliseconds < end {
      let page = try askPage(peer, id, asked)
      for record in page.records {
        guard asked.from <= record.at, record.at < asked.until, known.insert(record.key).inserted else {
          throw unusable(.record, peer)
        }
      }
      records += page.records
      switch page.end {
      case .next(let cursor): asked.after = cursor
      case .statement(let document):
        try verify(document, records, peer, id, asked)
        return Answer(records: records, document: document)
      }
    }
    throw unusable(.endless, peer)
  }

  private func askPage(
    _ peer: Peer, _ id: AgreementId, _ asked: ReconciliationRequest
  ) throws(Refusal) -> ReconciliationPage {
    let region = peer.facts.region
    let waiter = Waiter()
    caller.call(
      PeerCall(
        endpoint: peer.facts.endpoint, path: "/v1/agreements/\(id.base64URL)/reconciliations", method: "POST",
        body: asked.bytes, pins: peer.facts.tlsKeys, timeoutSeconds: EngineLimits.callTimeoutSeconds,
        allowsInternalAddress: store.readLatest { $0.peering.allowsInternalAddress(of: region) })
    ) { waiter.finish($0) }
    let reply: PeerReply
    switch waiter.wait() {
    case .success(let answer): reply = answer
    case .failure(let failure): throw .audit(.peerUnreachable(region, failure))
    }
    switch reply.status {
    case 200:
      guard let page = try? ReconciliationPage(parsing: reply.body) else { throw unusable(.page, peer) }
      return page
    default:
      let problem = Problem(status: reply.status, body: reply.body)
      if reply.status == 429, let seconds = reply.retryAfter { throw .audit(.questionsUsedUp(seconds: seconds)) }
      throw .audit(.refusedByPeer(region, problem))
    }
  }

  private func verify(
    _ document: SignedDocument, _ records: [ReconciliationRecord], _ peer: Peer, _ id: AgreementId,
    _ asked: ReconciliationRequest
  ) throws(Refusal) {
    do throws(Refusal) {
      try signer.verify(document, as: .reconciliation, by: [peer.facts.identityKey])
    } catch {
      throw unusable(.signature, peer)
    }
    guard let statement = try? document.payload(as: ReconciliationStatement.self), statement.agreement == id,
      statement.region == peer.facts.region, statement.from == asked.from, statement.until == asked.until
    else { throw unusable(.otherQuestion, peer) }
    let counts = ReconciliationReport.Counts(records)
    guard statement.batches == counts.batches, statement.disclosures == counts.disclosures,
      statement.digest == ReconciliationDigest.hash(records)
    else { throw unusable(.otherRecords, peer) }
  }

  private func unusable(_ fault: AuditRefusal.AnswerFault, _ peer: Peer) -> Refusal {
    .audit(.unusableAnswer(peer.facts.region, fault))
  }

  // MARK: - Restores

  /// Since when both logs hold what was exchanged: from their beginnings or from what they kept of older entries on, and an
  /// hour, since the clocks differ.
  private func beginning(of peer: Peer) throws(Refusal) -> ReconciliationComparison.Beginning {
    let (own, kept, isPruned) = store.readLatest { state in
      (state.audit.instance, state.audit.keptFrom, !state.audit.retention.pruned.isEmpty)
    }
    var there: Timestamp?
    if let log = peer.facts.log {
      let first = try firstEntry(naming: log.instance, of: peer.facts.region, isPruned: isPruned)
      there = first ?? log.previous.flatMap { _ in own?.beganAt }
    }
    // A bundle may hold the end of the day before.
    let here = [own?.beganAt, isPruned ? kept?.adding(days: 1).start : nil].compactMap(\.self).max()
    // A region keeps entries for five years at least, and may remove them then.
    let oldest = CalendarDate(clock.now).adding(years: -RetentionProfile.jeugdwet.auditYears).start
    return ReconciliationComparison.Beginning(
      here: here?.adding(seconds: EngineLimits.widenedSeconds),
      there: max(there ?? oldest, oldest).adding(seconds: EngineLimits.widenedSeconds))
  }

  /// When a card of the peer first named this instance of its log; nil where it may have named it before the entries that
  /// are kept.
  private func firstEntry(
    naming instance: LogInstance, of peer: RegionName, isPruned: Bool
  ) throws(Refusal) -> Timestamp? {
    var named: [(at: Timestamp, log: String)] = []
    for kind in [AuditKind.peerRequested, .peerJoined, .peerCardReplaced] {
      var query = AuditQuery(limit: .max)
      (query.kind, query.peer) = (kind, peer)
      named += try audit.entries(query).compactMap { entry in
        guard let leaf = try? JSONValue(parsing: entry.leaf), let log = leaf["log"]?.stringValue,
          let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        return (at, log)
      }
    }
    named.sort { $0.at < $1.at }
    guard let first = named.firstIndex(where: { $0.log == instance.text }) else { return nil }
    return isPruned && first == 0 ? nil : named[first].at
  }
}

extension ReconciliationRequest {
  /// The same question with an hour on either side.
  fileprivate var widened: ReconciliationRequest {
    ReconciliationRequest(
      from: from.adding(seconds: -EngineLimits.widenedSeconds),
      until: until.adding(seconds: EngineLimits.widenedSeconds),
      reason: reason)
  }
}

extension AuditFact {
  fileprivate init(_ report: ReconciliationReport, questions: Int) {
    var members = report.asked.auditMembers
    members["questions"] = .number(questions)
    for (outcome, count) in report.outcomes { members[outcome.rawValue] = .number(count) }
    self.init(
      .reconciled, peer: report.peer, agreement: report.agreement, document: report.statement.documentId, members)
    statement = report.statement
  }
}

extension Refusal {
  /// Why there is no answer to compare with, as the entry says it.
  fileprivate var answerFault: String {
    switch self {
    case .audit(.unusableAnswer(_, let fault)): "\(fault)"
    case .audit(.peerUnreachable): "no-answer"
    case .audit(.questionsUsedUp), .audit(.refusedByPeer): "refused"
    default: "not-compared"
    }
  }
}
