import Journal
import LocalAPI
import Pages
import PeerProtocol
import Simulation
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// The pages of the worklist, each made of the few lines that it shows, hold what the whole list holds.
@Suite(.timeLimit(.minutes(30))) struct WorklistPageTests {
  private func call(_ world: World, municipality: String? = nil) throws -> PageCall {
    let unit = "coordinator" + (municipality.map { ":" + $0 } ?? "")
    return PageCall(
      engine: world.nodes[0].engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })),
      key: FormKey(), comparisons: LogComparisons(), plans: WorklistPlans(),
      credential: try #require(Credential(organizationalUnit: unit)),
      client: ClientIdentity(
        spkiSHA256: [UInt8](repeating: 2, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
        commonName: "A", organizationalUnit: unit, isKnown: true),
      language: .english)
  }

  /// All families by way of the pages, and the outline that chose them.
  private func paged(_ call: PageCall, _ filter: WorklistFilter = WorklistFilter()) throws -> (
    [WorklistFamily], WorklistOutline
  ) {
    let outline = try call.worklistOutline()
    return (try WorklistContents(of: call, outline.families(filter)).families, outline)
  }

  private func compare(_ call: PageCall) throws -> Int {
    let today = LocalTime(call.engine.now).day
    let whole = try WorklistContents(of: call)
    let (all, outline) = try paged(call)
    #expect(all == whole.families)
    let lines = whole.families.flatMap(\.lines)
    let people = lines.flatMap { $0.own + $0.theirs }
    let offer = outline.offer
    #expect(offer.municipalities.map(\.code) == Set(lines.flatMap(\.municipalities)).sorted())
    #expect(offer.organisations == Set(people.map(\.organisation)).sorted())
    #expect(offer.sectors == Set(people.compactMap(\.sector)).sorted())
    var filters = [WorklistFilter(isOverdueOnly: true), WorklistFilter(isMineOnly: true)]
    filters += offer.municipalities.map { WorklistFilter(municipality: $0.code) }
    filters += offer.organisations.prefix(5).map { WorklistFilter(organisation: $0) }
    filters += offer.sectors.map { WorklistFilter(sector: $0) }
    for filter in filters {
      let (found, outline) = try paged(call, filter)
      #expect(found == whole.families(filter, today: today))
      #expect(
        outline.families(filter).count { outline.isOverdue($0) }
          == whole.families(filter, today: today).count { $0.isOverdue(on: today) })
    }
    return whole.families.count
  }

  @Test(arguments: [UInt64(1), 2]) func pagesHoldTheWholeList(_ seed: UInt64) throws {
    let world = try World(seed: seed, regions: 3, identities: 14)
    try world.connectAll()
    for number in 0..<3 {
      for place in [0, 1] { try world.report("t\(place)-\(number)", "vnr:\(1_900_000_000 + number)", at: place) }
    }
    try world.settle()
    var seen = try compare(call(world))
    for _ in 0..<4 {
      try world.run(steps: 60, faults: World.Faults())
      seen += try compare(call(world))
    }
    try world.settle()
    seen += try compare(call(world))
    world.time.advance(20 * 86_400_000)
    seen += try compare(call(world))
    for municipality in ["GM0363", "GM0384"] { seen += try compare(call(world, municipality: municipality)) }
    #expect(seen > 0)
  }

  private func survey(_ dues: [Int?], isAwaited: Bool, version: Int? = 1) throws -> WorklistSurvey {
    let matches = try dues.enumerated().map { number, due in
      MatchBrief(
        id: try #require(MatchId([UInt8](repeating: UInt8(number % 256), count: 14) + [UInt8(number / 256), 1])),
        parties: [], isAsking: true, isContactAwaited: isAwaited, due: due, releasing: [], assignee: nil, family: [])
    }
    return WorklistSurvey(matches: matches, version: version, conflicts: [])
  }

  /// A line is overdue once its day is over here, and where contact is awaited once its moment is: also about midnight, and where
  /// summer time begins and ends.
  @Test(arguments: 0..<20) func linesAreOverdueByTheDayHere(_ seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    // The nights of 29 March and 25 October 2026, a summer's and a winter's.
    let nights = ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-07-01", "2026-12-31"]
    for night in nights {
      let midnight = Int(try #require(CalendarDate(iso: night)).adding(days: 1).start.seconds)
      let now = Timestamp(seconds: Int64(midnight - 10_800 + Int(random.next() % 14_400)))
      let dues = (0..<40).map { _ in midnight - 100_000 + Int(random.next() % 110_000) }
      for isAwaited in [false, true] {
        let plan = WorklistPlan(try survey(dues.map { $0 * 1_000 }, isAwaited: isAwaited), municipality: nil)
        let outline = WorklistOutline(plan, conflicts: [], reader: "A", now: now)
        let found = outline.families(WorklistFilter()).map { outline.isOverdue($0) }
        let expected = dues.map { due in
          LocalTime(Timestamp(seconds: Int64(due))).day < LocalTime(now).day || (isAwaited && due < Int(now.seconds))
        }
        #expect(found == expected, "\(night) \(now)")
        #expect(outline.families(WorklistFilter(isOverdueOnly: true)).count == expected.count { $0 })
      }
    }
    let open = WorklistOutline(
      WorklistPlan(try survey([nil], isAwaited: true), municipality: nil), conflicts: [], reader: "A",
      now: Timestamp(seconds: 1_800_000_000))
    #expect(open.families(WorklistFilter(isOverdueOnly: true)).isEmpty)
  }

  @Test func planIsKeptAsLongAsNoMatchChanges() throws {
    let plans = WorklistPlans()
    func count(_ matches: Int, version: Int?, _ municipality: String? = nil) throws -> Int {
      plans.plan(
        of: try survey([Int?](repeating: nil, count: matches), isAwaited: true, version: version),
        municipality: municipality
      ).families.count
    }
    #expect(try count(3, version: 1) == 3)
    // The same version says that the matches are the same: they are not looked at.
    #expect(try count(4, version: 1) == 3)
    #expect(try count(4, version: 2) == 4 && count(5, version: nil) == 5 && count(6, version: 2) == 4)
    #expect(try count(4, version: 2, "GM0363") == 0)
  }

  /// A plan may name who is no longer in a match: none is kept of an older version.
  @Test func plansOfOlderVersionsAreDropped() throws {
    let plans = WorklistPlans()
    func count(version: Int, _ municipality: String?) throws -> Int {
      _ = plans.plan(of: try survey([nil], isAwaited: true, version: version), municipality: municipality)
      return plans.count
    }
    #expect(try count(version: 1, nil) == 1)
    #expect(try count(version: 1, "GM0363") == 2)
    #expect(try count(version: 2, nil) == 1)
    // A list of before that was made slowly is not kept any more.
    #expect(try count(version: 1, "GM0363") == 1)
    plans.dropOutdated(before: 2)
    #expect(plans.count == 1)
    plans.dropOutdated(before: 3)
    #expect(plans.count == 0)
  }

  @Test func briefsOfChangedMatchesAreDropped() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.connectAll()
    try world.report("a", "vnr:1000000001", at: 0)
    try world.report("b", "vnr:1000000001", at: 1)
    try world.settle()
    let engine = world.nodes[0].engine
    func kept() -> Int { engine.matches.briefs.withLock { $0.count } }
    let count = try engine.matches.survey(municipality: nil).matches.count
    #expect(count > 0 && kept() == count)
    engine.dropOutdatedBriefs()
    #expect(kept() == count)
    try world.withdraw("a", reason: "mistaken", at: 0)
    try world.settle()
    engine.dropOutdatedBriefs()
    #expect(kept() == 0)
    #expect(try engine.matches.survey(municipality: nil).matches.isEmpty)
  }

  /// Every family is on one page, those without a match too.
  @Test func cursorsGoThroughTheWholeList() throws {
    let world = try World(seed: 9, regions: 1, identities: 4)
    try world.report("a", "vnr:1000000001", at: 0)
    let signal = try #require(try world.nodes[0].engine.signals.summaries(of: ["a"])["a"])
    let conflicts = (0..<5).map { number -> [SignalSummary] in
      var one = signal
      one.id = "c\(number)"
      return [one]
    }
    let plan = WorklistPlan(try survey([nil, nil, nil], isAwaited: true), municipality: nil)
    let families = WorklistOutline(plan, conflicts: conflicts, reader: "A", now: world.nodes[0].engine.now)
      .families(WorklistFilter())
    #expect(families.count == 8)
    for (place, family) in families.enumerated() {
      let test = try #require(family.cursor.flatMap { WorklistOutline.Family.test(of: $0) })
      #expect(families.firstIndex(where: test) == place)
    }
    #expect(WorklistOutline.Family.test(of: "no id") == nil)
  }

  /// What a colleague does with a match is on the next page, and so is what its signals say.
  @Test func pageIsMadeAnewOfWhatChanged() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.connectAll()
    for number in 0..<3 {
      for place in [0, 1] { try world.report("s\(place)-\(number)", "vnr:\(1_000_000_000 + number)", at: place) }
    }
    try world.settle()
    let call = try call(world)
    func count(_ filter: WorklistFilter) throws -> Int { try paged(call, filter).0.count }
    #expect(try count(WorklistFilter()) == 3 && count(WorklistFilter(isMineOnly: true)) == 0)
    let matches = try call.engine.matches.list().items()
    let first = try #require(matches.first { $0.signals == ["s0-0"] }).id.base64URL
    _ = try call.engine.matches.work(on: first, .assign("A"))
    #expect(try count(WorklistFilter(isMineOnly: true)) == 1)
    try world.withdraw("s0-1", reason: "risk-gone", at: 0)
    #expect(try count(WorklistFilter()) == 2)
    try world.withdraw("s1-2", reason: "risk-gone", at: 1)
    try world.settle()
    #expect(try count(WorklistFilter()) == 1)
  }
}
