import Cryptography
import Journal
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What the profile of retention does to feeds and matches, over the days.
@Suite(.timeLimit(.minutes(30))) struct RetentionTests {
  private static let day = 86_400_000
  private static let shared = "vnr:1000000000"

  private let world: World

  init() throws { world = try World(seed: 1, regions: 2, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }
  private var peer: SimulatedNode { world.nodes[1] }

  private func put(_ id: String, at number: Int = 0, _ more: [String: JSONValue] = [:]) throws {
    let node = world.nodes[number]
    let members: [String: JSONValue] = [
      "subject": .string(Self.shared), "organisationId": "o", "organisation": "Organisation", "sector": "jgz",
      "contactName": .string("person-\(id)"), "contactEmail": .string("\(id)@mail.test"),
      "startedOn": .string(node.today.adding(days: -10).iso),
    ]
    _ = try node.engine.putSignal(id: id, document: .object(members.merging(more) { _, given in given }))
  }

  private func open(_ number: Int = 0) -> [ShownMatch] {
    world.nodes[number].state.matches.shown.values.filter(\.isOpen)
  }

  /// Who is involved there, as the match of region `number` shows it.
  private func involved(_ number: Int) throws -> [JSONValue] {
    let id = try #require(open(number).first?.id.base64URL)
    return try world.nodes[number].engine.matchPage(id)["involvements"]?.arrayValue ?? []
  }

  private func match() throws {
    try world.connectAll()
    try put("ours")
    try put("theirs", at: 1)
    try world.settle()
    try #require(open(0).count == 1 && open(1).count == 1)
  }

  private func pass(days: Int) throws {
    world.time.advance(days * Self.day)
    try world.settle()
  }

  // MARK: - The age limit

  @Test func theBirthdayErasesEverywhere() throws {
    let birthday = node.today.adding(days: 3)
    try world.connectAll()
    try put("ours", ["birthDate": .string(birthday.adding(years: -23).iso)])
    try put("without")
    try put("theirs", at: 1)
    try world.settle()
    try pass(days: 2)
    #expect(open().count == 1)
    try pass(days: 1)
    #expect(open().isEmpty && open(1).isEmpty)
    #expect(node.state.signals.count == 0 && peer.state.signals.count == 1)
    #expect(peer.state.exchange.incoming.values.allSatisfy { $0.count == 0 })
  }

  /// Two dates of birth that end on one day leave the same trace: the mark tells no more than the day of erasure.
  @Test func theMarkTellsNoMoreOfABirthDate() throws {
    let leap = try #require(CalendarDate(iso: "2004-02-29"))
    let next = try #require(CalendarDate(iso: "2004-03-01"))
    try #require(leap.adding(years: 23) == next.adding(years: 23))
    try put("a", ["birthDate": .string(leap.iso)])
    let mark = node.state.signals.mark(of: "a")
    try put("a", ["birthDate": .string(next.iso)])
    #expect(node.state.signals.mark(of: "a") == mark)
    try put("a", ["birthDate": .string(next.adding(days: 1).iso)])
    #expect(node.state.signals.mark(of: "a") != mark)
    try put("a", ["birthDate": .string(next.adding(days: 1).iso)])
    let disk = Haystack((node.journal.inner.store.snapshot + node.journal.inner.store.records).flatMap { $0 })
    for date in [leap, next] {
      let isThere = disk.contains(Array(date.iso.utf8))
      #expect(!isThere)
    }
  }

  // MARK: - Objections

  @Test func anObjectionSuspendsResumesAndErases() throws {
    try match()
    let work = try #require(open().first?.id.base64URL)
    let lodged = try node.engine.objectToSignal(id: "ours", step: "lodged", by: .indexPerson)
    #expect(lodged["signals"]?.integerValue == 1)
    #expect(open().isEmpty)
    try put("second")
    try world.settle()
    #expect(open(1).isEmpty, "the match ends at the peer, too")
    #expect(peer.state.exchange.incoming.values.allSatisfy { $0.count == 0 })
    #expect(try node.engine.signal(id: "second")["objection"] == "lodged")
    #expect(node.engine.statusDocument()["objectedTo"]?.integerValue == 2)
    try node.restart()
    #expect(open().isEmpty)
    _ = try node.engine.objectToSignal(id: "second", step: "rejected", by: .indexPerson)
    try world.settle()
    #expect(open(1).count == 1 && open().first?.id.base64URL != nil && !work.isEmpty)
    #expect(try involved(1).count == 2)
    _ = try node.engine.objectToSignal(id: "second", step: "upheld", by: .indexPerson)
    try world.settle()
    #expect(open().isEmpty && open(1).isEmpty && node.state.signals.count == 2, "one person suspends")
    _ = try node.engine.objectToSignal(id: "second", step: "upheld", by: .officer)
    try world.settle()
    #expect(open().isEmpty && open(1).isEmpty && node.state.signals.count == 0)
    #expect(throws: Refusal.self) { try node.engine.objectToSignal(id: "second", step: "perhaps", by: .indexPerson) }
    try world.checkReplay(0)
  }

  // MARK: - Informing

  @Test func exchangeMayWaitForTheFamilyToBeInformed() throws {
    try match()
    #expect(node.engine.statusDocument()["notInformed"]?.integerValue == 1)
    node.configuration.profile.informing = .holdExchange
    try node.restart()
    #expect(open().isEmpty)
    try world.settle()
    #expect(open(1).isEmpty)
    try put("ours", ["informedOn": .string(node.today.iso)])
    try world.settle()
    #expect(open().count == 1 && open(1).count == 1)
    #expect(node.engine.statusDocument()["notInformed"]?.integerValue == 0)
    try world.checkReplay(0)
    try world.checkReplay(1)
  }

  // MARK: - The legal ground

  private func groundEnds(inDays days: Int) throws {
    let now = Timestamp(seconds: Int64(node.clock.milliseconds / 1000))
    node.configuration.profile.validUntil = now.adding(days: days)
    try node.restart()
  }

  @Test func whenTheLegalGroundEndsAllIsWithdrawnAndThenRevoked() throws {
    try match()
    try groundEnds(inDays: 40)
    #expect(node.engine.statusDocument()["legalGround"]?["state"] == "holds")
    try pass(days: 15)
    #expect(node.engine.statusDocument()["legalGround"]?["state"] == "ends-soon")
    #expect(node.engine.statusDocument()["legalGround"]?["days"]?.integerValue == 25)
    #expect(open().count == 1)
    world.time.advance(25 * Self.day)
    node.engine.tick()
    #expect(open().isEmpty, "nothing is exchanged from that moment")
    let before = try #require(node.state.agreements.with(peer.name).first)
    #expect(before.status == .concluded, "the withdrawals are confirmed first")
    try world.settle()
    let after = try #require(node.state.agreements.with(peer.name).first)
    #expect(after.status == .revoked && after.endingDelivered)
    #expect(peer.state.agreements.records[after.id]?.status == .revoked)
    #expect(node.state.exchange.signedReceipts.isEmpty, "nothing is exchanged under it any more")
    #expect(node.state.exchange.incoming.isEmpty && peer.state.exchange.incoming.isEmpty)
    #expect(node.state.signals.count == 1, "the region's own signals stay")
    #expect(node.engine.statusDocument()["legalGround"]?["state"] == "ended")
    #expect(throws: Refusal.self) {
      try node.engine.agreements.propose(
        with: peer.name.text, terms: world.terms(0, 1), approver: node.operatorRole)
    }
  }

  @Test func aPeerThatDoesNotAnswerIsNotWaitedForLongerThanADay() throws {
    try match()
    try groundEnds(inDays: 1)
    peer.setReachable(false)
    world.time.advance(Self.day)
    try world.pass()
    #expect(node.state.agreements.with(peer.name).first?.status == .concluded)
    world.time.advance(Self.day)
    try world.pass()
    #expect(node.state.agreements.with(peer.name).first?.status == .revoked)
    #expect(node.state.exchange.incoming.isEmpty)
    peer.setReachable(true)
    try world.settle()
    #expect(peer.state.exchange.incoming.isEmpty && open(1).isEmpty)
  }

  @Test func aGroundThatWasRenewedLetsExchangeGoOn() throws {
    try match()
    try groundEnds(inDays: 1)
    world.time.advance(Self.day)
    node.engine.tick()
    #expect(open().isEmpty)
    try groundEnds(inDays: 365)
    try world.settle()
    #expect(open().count == 1 && open(1).count == 1)
    try world.checkReplay(0)
  }

  // MARK: - History

  @Test(arguments: [true, false])
  func whatIsArchivedGoesToPeersUnderHistoryOnly(history: Bool) throws {
    world.history = history
    try match()
    try put("before", ["startedOn": .string(node.today.adding(days: -100).iso)])
    _ = try node.engine.withdrawSignal(id: "before", reason: "risk-gone")
    try world.settle()
    let names = try involved(1).map { $0["contact"]?["name"]?.stringValue ?? "" }
    #expect(names == (history ? ["person-ours", "person-before"] : ["person-ours"]))
    #expect(try involved(1).last?["until"]?.stringValue == (history ? node.today.yearMonth.iso : nil))
    // At home it is shown inside the match, and in no list.
    let own = try node.engine.matchPage(try #require(open().first?.id.base64URL))
    #expect(own["archived"]?.arrayValue?.map { $0["contact"]?["name"] } == ["person-before"])
    let listed = try node.engine.signal(id: "before")
    #expect(listed["contactName"] == nil && listed["organisation"] == nil && listed["status"] == "archived")
    // With the last active signal the archive is no longer shown.
    _ = try node.engine.withdrawSignal(id: "ours", reason: "risk-gone")
    try world.settle()
    #expect(open().isEmpty && open(1).isEmpty)
  }

  // MARK: - An aliens number that becomes a citizen service number

  /// The index swaps the numbers in one update, the peer follows later: neither ever loses the match.
  @Test func aMatchOutlivesTheNumberThatItBeganWith() throws {
    try match()
    let (ours, theirs) = (try #require(open().first?.id), try #require(open(1).first?.id))
    func stays() throws {
      try world.settle()
      #expect(open().map(\.id) == [ours] && open(1).map(\.id) == [theirs])
      for number in [0, 1] {
        let ended = world.nodes[number].state.matches.changes.contains { $0.kind == .ended }
        #expect(!ended, "the match flickered")
      }
    }
    let number: JSONValue = "bsn:900000016"
    try put("ours", ["subject": number])
    try stays()
    try put("ours", ["subject": number, "contactName": "somebody else"])
    try stays()
    try put("theirs", at: 1, ["subject": number])
    try stays()
    #expect(try involved(0).count == 1)
    try put("more", ["subject": number])
    try stays()
    #expect(try involved(1).count == 2)
  }

  @Test func contactDetailsOfManySignalsChangeAtOnce() throws {
    try match()
    for number in 0..<20 { try put("m\(number)") }
    try world.settle()
    let file = node.engine.signals.beginImport()
    for number in 0..<20 {
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "m\(number)", "subject": Self.shared, "organisation_id": "o", "organisation": "Organisation",
          "sector": "jgz", "contact_email": "team@mail.test", "started_on": node.today.adding(days: -10).iso,
        ])
    }
    #expect(try file.finish().document()["updated"]?.integerValue == 20)
    let points = node.arithmetic.calls.points
    try world.settle()
    // Involvements that say the same are shown as one.
    #expect(try Set(involved(1).map { $0["contact"]?["email"]?.stringValue }) == ["ours@mail.test", "team@mail.test"])
    #expect(node.arithmetic.calls.points == points, "nothing is sent but the view")
  }

  // MARK: - The sweep

  @Test func aSweepDoesItsWorkOnceAndLateToo() throws {
    let file = node.engine.signals.beginImport()
    for number in 0..<1_500 {
      try file.add(
        row: number,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(2_000_000_000 + number)", "organisation_id": "o",
          "organisation": "Organisation", "sector": "jgz", "contact_email": "team@mail.test",
          "started_on": node.today.adding(days: number % 3 == 0 ? -700 : -10).iso,
        ])
    }
    _ = try file.finish()
    node.engine.tick()
    world.time.advance(200 * Self.day)
    node.engine.tick()
    // So many at once wait for an operator.
    _ = try node.engine.confirmEndings(signals: 500, agreements: nil, approver: node.operatorRole)
    let ended = node.state.signals.ids.compactMap { node.state.signals.summary($0) }.filter(\.isArchived)
    #expect(ended.count == 500)
    #expect(ended.allSatisfy { $0.endedOn == $0.termEndsOn })
    func held() -> [String] {
      canonical(node.state).filter { line in
        ["audit", "clock", "limit clock"].allSatisfy { prefix in !line.hasPrefix(prefix) }
      }
    }
    let before = held()
    world.time.advance(Self.day)
    node.engine.tick()
    try node.restart()
    node.engine.tick()
    #expect(held() == before, "nothing is done twice")
  }
}
