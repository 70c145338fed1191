import Cryptography
import Journal
import Node
import PeerProtocol
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// What two regions' audit logs hold of the exchanges between them (Schemas/peer-protocol.md, section 7).
@Suite(.timeLimit(.minutes(30))) struct ReconciliationTests {
  private let world: World
  private let agreement: AgreementId
  /// All that these tests do.
  private let asked: ReconciliationRequest

  /// Two regions that found a match and told each other the contact details.
  init() throws {
    world = try World(seed: 3, regions: 2, identities: 8)
    try world.connectAll()
    let day = world.nodes[0].today.adding(days: -3)
    for number in 0...1 {
      try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: day), at: number)
    }
    for _ in 0..<8 {
      try world.pass()
      world.time.advance(10_000)
    }
    agreement = try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).first?.id)
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    asked = ReconciliationRequest(
      from: now.adding(days: -10), until: now.adding(days: 10), reason: .incident)
  }

  private var path: String { "/v1/agreements/\(agreement.base64URL)/reconciliations" }
  private var peer: ForeignPeer { get throws { try ForeignPeer(connected: world) } }

  private func compare(at number: Int = 0) throws -> ReconciliationReport {
    try world.nodes[number].engine.reconciliation.compare(agreement, asked)
  }

  private func entries(_ kind: AuditKind, at number: Int) throws -> [JSONValue] {
    var query = AuditQuery(limit: .max)
    query.kind = kind
    return try world.nodes[number].engine.audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
  }

  private func document(_ number: Int) throws -> DocumentId {
    try #require(DocumentId(SHA256.hash(Array("document \(number)".utf8))))
  }

  /// Entries about made-up batches in the log of a region, whatever really happened.
  private func note(_ kinds: [AuditKind], _ documents: [Int], at number: Int) throws {
    let facts = try documents.flatMap { document in
      try kinds.map {
        AuditFact($0, peer: world.nodes[1 - number].name, agreement: agreement, document: try self.document(document))
      }
    }
    try world.nodes[number].engine.audit.record(facts)
  }

  @Test func bothSidesHoldTheSameExchanges() throws {
    for number in 0...1 {
      let report = try compare(at: number)
      #expect(report.isAgreed && report.isSettled && report.differences.isEmpty)
      #expect(report.here == report.there && report.here.batches >= 4 && report.here.disclosures == 2, "\(report.here)")
      let statement = try report.statement.payload(as: ReconciliationStatement.self)
      #expect(statement.region == world.nodes[1 - number].name && statement.logs.isEmpty)
      let result = try #require(try entries(.reconciled, at: number).last)
      #expect(result["agrees"] == JSONValue(report.here.batches + 2) && result["reason"] == "incident")
      #expect(result["document"]?.stringValue == report.statement.documentId.base64URL)
      let question = try #require(try entries(.reconciliationAsked, at: 1 - number).last)
      #expect(question["peer"]?.stringValue == world.nodes[number].name.text && question["reason"] == "incident")
      #expect(
        question["from"]?.stringValue == asked.from.rfc3339 && question["until"]?.stringValue == asked.until.rfc3339)
    }
    #expect(try entries(.reconciliationAsked, at: 0).count == 1, "a question counts once")
  }

  /// The statement names the newest signed state of each log that has records in it.
  @Test func statementNamesTheSignedStatesOfTheLogs() throws {
    let node = world.nodes[1]
    // After a start a node signs once half of its peers told what they hold of its log.
    for _ in 0..<10 { try world.pass() }
    try node.engine.checkpoints.signNow()
    let statement = try compare().statement.payload(as: ReconciliationStatement.self)
    let checkpoints = node.state.audit.checkpoints
    #expect(statement.logs.map(\.size) == [checkpoints.size] && statement.logs.first?.root == checkpoints.root)
    #expect(statement.logs.first?.origin == node.engine.audit.origin(try #require(node.state.audit.instance).id))
  }

  @Test func eachDifferenceIsNamed() throws {
    try note([.batchSent, .batchConfirmed], [1], at: 0)
    try note([.batchSent], [2], at: 0)
    try note([.batchSent, .batchRefused], [3], at: 0)
    try note([.batchSent, .batchGivenUp], [4], at: 0)
    try note([.batchReceived], [4, 5], at: 1)
    try note([.batchSent, .batchConfirmed], [6], at: 1)
    try note([.batchSent], [7], at: 1)
    // What lies in the first hour of a log is taken for older than the log.
    try note([.batchReceived], [8], at: 0)
    func outcomes(at number: Int) throws -> [Int: ReconciliationReport.Outcome] {
      let report = try compare(at: number)
      #expect(!report.isAgreed)
      let numbers = Dictionary(uniqueKeysWithValues: try (1...20).map { (try document($0), $0) })
      return Dictionary(
        report.differences.compactMap { difference in
          guard case .batch(let id) = difference.record.subject else { return nil }
          return numbers[id].map { ($0, difference.outcome) }
        }
      ) { first, _ in first }
    }
    world.time.advance(2 * 3_600_000)
    try note([.batchSent, .batchConfirmed], [11], at: 0)
    try note([.batchSent, .batchConfirmed], [16], at: 1)
    let lost = try outcomes(at: 0)
    #expect(lost[1] == .lostThere && lost[6] == .lostHere)
    #expect(lost[5] == .lostHere && lost[8] == .lostThere)
    let here: [Int: ReconciliationReport.Outcome] = [
      2: .notArrived, 4: .confirmationDiffers, 7: .notArrived, 11: .missingThere, 16: .missingHere,
    ]
    for (number, outcome) in here { #expect(lost[number] == outcome, "\(number)") }
    #expect(lost[3] == nil)
    let there = try outcomes(at: 1)
    #expect(there[11] == .missingHere && there[16] == .missingThere)
    #expect(there[2] == .notArrived && there[4] == .confirmationDiffers)
  }

  /// What the other side noted a little later than the period that was asked for is not missing.
  @Test func exchangeAtTheEdgeOfThePeriodIsFound() throws {
    world.time.advance(3 * 3_600_000)
    let edge = Timestamp(seconds: Int64(world.time.milliseconds / 1000) + 600)
    try note([.batchSent, .batchConfirmed], [1], at: 0)
    try note([.batchSent, .batchConfirmed], [2], at: 1)
    world.time.advance(1_200_000)
    try note([.batchReceived], [1], at: 1)
    try note([.batchReceived], [2], at: 0)
    let period = ReconciliationRequest(from: edge.adding(days: -1), until: edge, reason: .audit)
    let report = try world.nodes[0].engine.reconciliation.compare(agreement, period)
    #expect(report.isAgreed && report.differences.isEmpty && report.isSettled)
    #expect(try entries(.reconciliationAsked, at: 1).count == 2)
  }

  /// What a restored backup lacks is named as lost, on both sides, and nothing else is.
  @Test func restoredSideHasLostAndNotMissed() throws {
    for _ in 0..<30 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    let node = world.nodes[1]
    let backup = node.journal.inner.store
    let day = world.nodes[0].today.adding(days: -3)
    for number in 0...1 {
      try world.put(Report(id: "t", youth: ["vnr:1000007919"], person: "p", startedOn: day), at: number)
    }
    for _ in 0..<8 {
      try world.pass()
      world.time.advance(10_000)
    }
    try node.restore(backup)
    for _ in 0..<20 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    let (mine, theirs) = (try compare(at: 0), try compare(at: 1))
    #expect(mine.isAgreed && theirs.isAgreed, "\(mine.outcomes) \(theirs.outcomes)")
    #expect(mine.outcomes[.lostThere] ?? 0 >= 2 && mine.outcomes[.lostHere] == nil, "\(mine.outcomes)")
    #expect(theirs.outcomes[.lostHere] ?? 0 >= 2 && theirs.outcomes[.lostThere] == nil, "\(theirs.outcomes)")
  }

  // MARK: - Answering

  private func ask(_ body: ReconciliationRequest, as number: Int = 1) throws -> PeerResponse {
    try ForeignPeer(connected: world, as: number).ask("POST", path, body.bytes)
  }

  @Test func pagesShowTheLogAsItWasAtTheFirst() throws {
    let peer = try peer
    let before = try ReconciliationPage(parsing: ask(asked).body).records.count
    try note([.batchSent], Array(0..<2_500), at: 0)
    var question = asked
    var records: [ReconciliationRecord] = []
    var sizes: [Int] = []
    var statement: SignedDocument?
    var cursors: [String] = []
    while statement == nil {
      let answer = try ask(question)
      try #require(answer.status == 200 && answer.body.count <= ProtocolLimits.reconciliationBytes)
      let page = try ReconciliationPage(parsing: answer.body)
      records += page.records
      sizes.append(page.records.count)
      // What happens between two pages is not shown.
      try note([.batchConfirmed], Array(0..<2_500), at: 0)
      try note([.batchReceived], [9_000 + sizes.count], at: 0)
      switch page.end {
      case .next(let cursor):
        question.after = cursor
        cursors.append(cursor)
      case .statement(let document): statement = document
      }
    }
    #expect(sizes == [1_000, 1_000, 500 + before])
    #expect(records.suffix(2_500).allSatisfy { !$0.isConfirmed && $0.direction == .sent })
    let written = try (0..<2_500).map { ReconciliationRecord.Subject.batch(try document($0)) }
    #expect(records.suffix(2_500).map(\.subject) == written)
    let facts = try #require(statement).payload(as: ReconciliationStatement.self)
    #expect(facts.digest == ReconciliationDigest.hash(records) && facts.batches + facts.disclosures == records.count)
    #expect(try entries(.reconciliationAsked, at: 0).count == 2, "pages of one question count once")

    // Another question, another period and what is no cursor are no next page.
    let cursor = try #require(question.after)
    func after(_ text: String, _ change: (inout ReconciliationRequest) -> Void = { _ in }) throws -> Int {
      var request = asked
      request.after = text
      change(&request)
      return peer.ask("POST", path, request.bytes).status
    }
    #expect(try after(cursor) == 200)
    #expect(try after(cursor) { $0.reason = .audit } == 400)
    #expect(try after(cursor) { $0.until = $0.until.adding(seconds: 1) } == 400)
    for text in ["x", String(cursor.dropLast(4)), String(cursor.reversed())] { #expect(try after(text) == 400) }
    #expect(cursors.count == 2 && Set(cursors.map(\.count)).count == 1)
    world.time.advance(2 * 3_600_000)
    #expect(try after(cursor) == 400)
    #expect(try entries(.reconciliationAsked, at: 0).count == 2)
  }

  @Test func tenQuestionsADayAreAnswered() throws {
    for _ in 0..<10 {
      #expect(try ask(asked).status == 200)
      world.time.advance(60_000)
    }
    let refused = try ask(asked)
    #expect(refused.status == 429 && refused.retryAfter.map { (85_000...86_400).contains($0) } == true)
    #expect(try entries(.reconciliationAsked, at: 0).count == 10)
    do {
      _ = try compare(at: 1)
      Issue.record("an eleventh question was answered")
    } catch let refusal as Refusal {
      guard case .audit(.questionsUsedUp(let seconds)) = refusal else { throw refusal }
      #expect(seconds > 85_000)
    }
    // One side's questions are not the other's.
    #expect(try compare(at: 0).isAgreed)
    for _ in 0..<96 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    #expect(try ask(asked).status == 200)
  }

  @Test func onlyAPartyOfTheAgreementIsAnswered() throws {
    let three = try World(seed: 4, regions: 3, identities: 8)
    try three.connectAll()
    let other = try #require(three.nodes[0].state.agreements.with(three.nodes[2].name).first?.id)
    let peer = try ForeignPeer(connected: three)
    func status(_ id: String, _ body: [UInt8], as key: [UInt8]? = nil, _ method: String = "POST") -> (Int, String) {
      let answer = peer.ask(method, "/v1/agreements/\(id)/reconciliations", body, as: key)
      return (answer.status, Problem(status: answer.status, body: answer.body).code.rawValue)
    }
    #expect(status(other.base64URL, asked.bytes) == (403, "agreement-not-active"))
    #expect(status(String(repeating: "A", count: 43), asked.bytes) == (403, "agreement-not-active"))
    let own = peer.key.agreement.base64URL
    #expect(status(own, asked.bytes, as: [UInt8](repeating: 9, count: 32)).0 == 403)
    #expect(status(own, [], "GET").0 == 405)
    for body: JSONValue in [
      [:], ["from": JSONValue(asked.until), "until": JSONValue(asked.from), "reason": "audit"],
      ["from": JSONValue(asked.from), "until": JSONValue(asked.until), "reason": "curiosity"],
    ] {
      #expect(status(own, body.bytes) == (400, "malformed"))
    }
    #expect(status(own, [UInt8](repeating: 0x20, count: 70_000)).0 == 413)
    #expect(status(own, asked.bytes).0 == 200)
    // An agreement that ended is answered all the same.
    _ = try three.nodes[0].engine.agreements.revoke(
      id: own, reason: "over", approver: Approver(role: "operator", credential: [], name: "", key: []))
    #expect(status(own, asked.bytes).0 == 200)
    _ = try three.nodes[0].engine.peering.suspend(region: three.nodes[1].name.text, reason: "to be sure")
    #expect(status(own, asked.bytes) == (403, "peer-suspended"))
  }

  // MARK: - Asking

  /// A peer whose answers are made by hand.
  private struct ScriptedCaller: PeerCaller {
    let reply: @Sendable (PeerCall) -> PeerReply

    func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
      completion(.success(reply(call)))
    }
  }

  private func compare(_ reply: @escaping @Sendable (PeerCall) -> PeerReply) throws -> ReconciliationReport {
    let engine = world.nodes[0].engine
    return try Reconciliation(
      store: engine.store, clock: engine.clock, admission: engine.admission, audit: engine.audit,
      comparison: engine.logComparison, signer: engine.reconciliation.signer, caller: ScriptedCaller(reply: reply),
      cursors: ReconciliationCursors(secret: [1], random: SeededRandom(seed: 1)), region: engine.region, log: { _ in }
    ).compare(agreement, asked)
  }

  /// The answer to the first question with another statement, or other records.
  private func changed(
    key: Ed25519PrivateKey? = nil, records: ([ReconciliationRecord]) -> [ReconciliationRecord] = { $0 },
    statement: (inout ReconciliationStatement) -> Void = { _ in }
  ) throws -> PeerReply {
    let seed = SHA256.hash(Array("identity region-1".utf8))
    let list = try world.nodes[1].engine.audit.exchanges(with: world.nodes[0].name, under: agreement)
      .exchanges(from: asked.from, until: asked.until).map(\.record)
    let counts = ReconciliationReport.Counts(list)
    var facts = ReconciliationStatement(
      agreement: agreement, region: world.nodes[1].name, from: asked.from, until: asked.until, batches: counts.batches,
      disclosures: counts.disclosures, digest: ReconciliationDigest.hash(list), logs: [])
    statement(&facts)
    let signed = try SignedDocument.sign(
      payload: facts.bytes, type: .reconciliation, key: try key ?? Ed25519PrivateKey(seed: seed))
    return PeerReply(status: 200, body: ReconciliationPage(records: records(list), end: .statement(signed)).json.bytes)
  }

  @Test func answerThatContradictsItselfIsRefused() throws {
    let good = try changed()
    #expect(try compare { _ in good }.isAgreed)
    let stranger = try Ed25519PrivateKey(seed: [UInt8](repeating: 5, count: 32))
    let bad: [(AuditRefusal.AnswerFault, PeerReply)] = [
      (.signature, try changed(key: stranger)),
      (.otherRecords, try changed(records: { $0.dropLast() })),
      (.otherRecords, try changed(statement: { $0.batches += 1 })),
      (.otherRecords, try changed(statement: { $0.digest[0] ^= 1 })),
      (
        .otherQuestion,
        try changed(statement: { $0.agreement = AgreementId([UInt8](repeating: 1, count: 32)) ?? $0.agreement })
      ),
      (.otherQuestion, try changed(statement: { $0.until = $0.until.adding(seconds: 1) })),
      (.otherQuestion, try changed(statement: { $0.region = RegionName("region-0") ?? $0.region })),
      (.record, try changed(records: { $0 + $0.prefix(1) })),
      (
        .record,
        try changed(records: {
          $0.map { record in
            var record = record
            record.at = Timestamp(seconds: 0)
            return record
          }
        })
      ),
      (.page, PeerReply(status: 200, body: Array("{}".utf8))),
    ]
    for (fault, reply) in bad {
      #expect(throws: Refusal.audit(.unusableAnswer(world.nodes[1].name, fault))) { try compare { _ in reply } }
    }
    #expect(try entries(.reconciled, at: 0).count { $0["fault"] != nil } == bad.count)
    // Pages without end.
    let calls = Atomic(0)
    #expect(throws: Refusal.audit(.unusableAnswer(world.nodes[1].name, .endless))) {
      let from = asked.from
      _ = try compare { _ in
        let number = calls.add(1, ordering: .relaxed).newValue
        let id = DocumentId(SHA256.hash(Array("\(number)".utf8)))
        let records = id.map { [ReconciliationRecord(.batch($0), .sent, isConfirmed: true, at: from)] } ?? []
        return PeerReply(
          status: 200, body: ReconciliationPage(records: records, end: .next("\(number)")).json.bytes)
      }
    }
    #expect(calls.load(ordering: .relaxed) == EngineLimits.reconciliationPages)
  }

  @Test func refusedQuestionSaysWhy() throws {
    let unknown = PeerReply(status: 404, body: Problem(.notFound, "none").json.bytes)
    do {
      _ = try compare { _ in unknown }
      Issue.record("no refusal")
    } catch let refusal as Refusal {
      guard case .audit(.refusedByPeer(let region, let problem)) = refusal else { throw refusal }
      #expect(region == world.nodes[1].name && problem.code == .notFound)
      #expect(Problem(refusal).status == 404)
    }
    #expect(throws: Refusal.agreements(.unknown)) {
      try world.nodes[0].engine.reconciliation.compare(
        try #require(AgreementId([UInt8](repeating: 1, count: 32))), asked)
    }
    let older = try World(seed: 1, regions: 2, identities: 8, older: [1])
    try older.connectAll()
    let id = try #require(older.nodes[0].state.agreements.with(older.nodes[1].name).first?.id)
    #expect(throws: Refusal.audit(.peerWithoutLog(older.nodes[1].name))) {
      try older.nodes[0].engine.reconciliation.compare(id, asked)
    }
    world.nodes[1].setReachable(false)
    do {
      _ = try compare()
      Issue.record("no refusal")
    } catch let refusal as Refusal {
      guard case .audit(.peerUnreachable) = refusal else { throw refusal }
      #expect(Problem(refusal).status == 502)
    }
  }
}
