import Cryptography
import Journal
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Reviews of the audit log in a running node.
@Suite(.timeLimit(.minutes(30))) struct ReviewTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }
  private var reviews: Reviews { node.engine.reviews }

  init() throws { world = try World(seed: 23, regions: 1, identities: 4) }

  private static func holder(_ number: UInt8) -> AuditHolder {
    AuditHolder(role: "privacy-officer", credential: [UInt8](repeating: number, count: 32))
  }

  private func registerOfficers(_ numbers: [UInt8]) throws {
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    try node.engine.credentials.beginRegistry(
      found: numbers.map { number in
        OfficerCertificate(
          der: [number], fingerprint: [UInt8](repeating: number, count: 32), key: [number, 1],
          name: "Officer \(number)",
          validFrom: now, validUntil: now.adding(days: 3_650))
      })
  }

  private func show(_ count: Int, by number: UInt8, _ kind: AuditKind = .shown) throws {
    let facts = [AuditFact](repeating: AuditFact(kind, holder: Self.holder(number)), count: count)
    try node.engine.audit.record(facts)
  }

  private func pass(hours: Int) {
    for _ in 0..<hours {
      world.time.advance(3_600_000)
      node.engine.tick()
    }
  }

  /// Lets the period that is reviewed next end, and a checkpoint be signed after it.
  private func passPeriod() throws {
    let period = try #require(node.state.audit.reviews.next)
    while node.today < period.until { pass(hours: 1) }
    pass(hours: 6)
  }

  private func entries(_ kind: AuditKind? = nil) throws -> [(id: AuditEntryId, entry: JSONValue)] {
    var query = AuditQuery(limit: 10_000)
    query.kind = kind
    return try node.engine.audit.entries(query).map { ($0.id, try JSONValue(parsing: $0.leaf)) }
  }

  /// The first review, of the week before the plan, of which the log holds nothing.
  private func planAndCloseTheFirst(share: Int) throws {
    _ = try reviews.plan(ReviewPlan(share: share, cadence: .week))
    pass(hours: 6)
    let first = try reviews.next()
    #expect(first.found == 0 && first.chosen.isEmpty)
    _ = try reviews.close(first.id, outcome: .inOrder, references: [], by: Self.holder(1))
  }

  /// Python: `sorted(ids, key=lambda i: hashlib.sha256(bytes(range(32)) + i.encode()).digest())`.
  @Test func choiceIsThatOfTheVector() {
    var selection = ReviewSelection(seed: [UInt8](0..<32))
    for index in 0..<10 { selection.offer(AuditEntryId(instance: "0123456789abcdef", index: index)) }
    #expect(selection.chosen(share: 100).map(\.index) == [5, 7, 4, 0, 2, 1, 8, 6, 3, 9])
    #expect(selection.chosen(share: 21).map(\.index) == [5, 7, 4])
    #expect(selection.found == 10)
  }

  @Test func choiceOfManyEntriesIsBoundedAndTheSameInAnyOrder() {
    let ids = (0..<5_000).map { AuditEntryId(instance: "0123456789abcdef", index: $0) }
    let seed = [UInt8](repeating: 7, count: 32)
    var (forth, back) = (ReviewSelection(seed: seed), ReviewSelection(seed: seed))
    for id in ids { forth.offer(id) }
    for id in ids.reversed() { back.offer(id) }
    let digest = { (id: AuditEntryId) in SHA256.hash(seed + Array(id.text.utf8)) }
    let expected = ids.sorted { digest($0).lexicographicallyPrecedes(digest($1)) }
    #expect(forth.chosen(share: 5) == Array(expected.prefix(250)))
    #expect(forth.chosen(share: 100) == Array(expected.prefix(OpenReview.entryLimit)))
    #expect(back.chosen(share: 100) == forth.chosen(share: 100))
  }

  @Test func entriesAreChosenByTheNewestCheckpoint() throws {
    _ = try reviews.plan(ReviewPlan(share: 50, cadence: .week))
    let first = try #require(node.state.audit.reviews.next)
    #expect(throws: Refusal.audit(.reviewUncovered(id: first.id))) { try reviews.next() }
    try planAndCloseTheFirst(share: 50)
    try show(40, by: 1)
    try show(3, by: 2, .exported)
    try show(10, by: 2, .rulesChanged)
    let period = try #require(node.state.audit.reviews.next)
    #expect(throws: Refusal.audit(.noReviewDue(from: period.until))) { try reviews.next() }
    while node.today < period.until { pass(hours: 1) }
    let signedAt = try #require(node.state.audit.checkpoints.signedAt)
    if signedAt < period.until.start {
      #expect(throws: Refusal.audit(.reviewUncovered(id: period.id))) { try reviews.next() }
    }
    // Of the next week already: not of this review, though under its checkpoint.
    try show(5, by: 1)
    pass(hours: 6)
    let review = try reviews.next()
    let checkpoints = node.state.audit.checkpoints
    #expect(review.period == period && review.found == 43 && review.chosen.count == 22)
    #expect(review.seed.root == checkpoints.root && review.seed.size == checkpoints.size)
    // Chosen again, from the log alone.
    let all = try entries()
    let candidates = all.filter { row in
      guard let at = row.entry["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else { return false }
      return ["shown", "exported"].contains(row.entry["kind"]?.stringValue) && at < period.until.start
    }
    let digest = { (id: AuditEntryId) in SHA256.hash(checkpoints.root + Array(id.text.utf8)) }
    let expected = candidates.map(\.id).sorted { digest($0).lexicographicallyPrecedes(digest($1)) }.prefix(22)
    #expect(review.chosen == Array(expected))
    #expect(try reviews.entries(of: review).map(\.id.index) == expected.map(\.index).sorted())
    // Its entry names the seed and the choice, and it stays the same after further checkpoints and a restart.
    let opened = try #require(try entries(.reviewOpened).last?.entry)
    #expect(opened["chosen"] == .array(review.chosen.map { .string($0.text) }))
    #expect(opened["root"] == .string(Base64URL.encode(checkpoints.root)) && opened["review"] == .string(review.id))
    pass(hours: 13)
    #expect(node.engine.writeSnapshot())
    try node.restart()
    #expect(node.state.audit.checkpoints.size > checkpoints.size)
    #expect(try reviews.next() == review)
  }

  @Test func officerOfChosenEntriesLeavesTheClosingToAnother() throws {
    try registerOfficers([1, 2])
    try planAndCloseTheFirst(share: 100)
    try show(5, by: 1)
    try passPeriod()
    let review = try reviews.next()
    let reference = try #require(review.chosen.first)
    func close(by number: UInt8, _ references: [AuditEntryId] = []) throws(Refusal) -> ReviewStanding {
      try reviews.close(
        node.state.audit.reviews.open?.id ?? "", outcome: .incident, references: references,
        by: Self.holder(number))
    }
    #expect(throws: Refusal.audit(.reviewOfOwnEntries(id: review.id))) { try close(by: 1, [reference]) }
    let missing = AuditEntryId(instance: reference.instance, index: 1_000_000)
    #expect(throws: Refusal.self) { try close(by: 2, [missing]) }
    let standing = try close(by: 2, [reference])
    #expect(standing.last?.outcome == .incident && standing.last?.references == [reference])
    let entry = try #require(try entries(.reviewed).last?.entry)
    #expect(entry["outcome"] == "incident" && entry["references"] == [.string(reference.text)])
    #expect(throws: Refusal.audit(.reviewNotOpen(open: nil))) { try close(by: 2, []) }
    // Where every officer is in it, any of them may.
    try show(5, by: 1)
    try show(5, by: 2)
    try passPeriod()
    _ = try reviews.next()
    #expect(try close(by: 1, [reference]).last?.id != review.id)
  }

  @Test func overdueReviewsAreAnEntryADayUntilTheyAreClosed() throws {
    let planned = node.today
    _ = try reviews.plan(ReviewPlan(share: 5, cadence: .week))
    let first = try #require(node.state.audit.reviews.next)
    pass(hours: 24 * 16)
    #expect(node.engine.status().reviews.stage == .overdue)
    let days = planned.adding(days: 7).daysSince1970...node.today.daysSince1970
    #expect(try entries(.reviewOverdue).map(\.entry["review"]) == days.map { _ in .string(first.id) })
    try node.restart()
    node.engine.tick()
    #expect(try entries(.reviewOverdue).count == days.count)
    // The weeks that were neglected follow in their order.
    var ids: [String] = []
    while node.engine.status().reviews.stage != .upcoming {
      let review = try reviews.next()
      ids.append(review.id)
      _ = try reviews.close(review.id, outcome: .inOrder, references: [], by: Self.holder(1))
    }
    #expect(ids.count >= 3 && ids == ids.sorted() && ids.first == first.id)
    let count = try entries(.reviewOverdue).count
    pass(hours: 24)
    #expect(try entries(.reviewOverdue).count == count)
  }
}
