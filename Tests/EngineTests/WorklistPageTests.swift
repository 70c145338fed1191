import Journal
import LocalAPI
import Pages
import PeerProtocol
import Simulation
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
