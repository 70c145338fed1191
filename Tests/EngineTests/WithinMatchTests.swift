import PeerProtocol
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// Matches within the region are found by their ids, whatever youths come and go.
@Suite(.timeLimit(.minutes(30))) struct WithinMatchTests {
  private func world() throws -> World { try World(seed: 3, regions: 1, identities: 8) }

  private func put(_ world: World, _ id: String, _ youth: Int) throws {
    let node = world.nodes[0]
    _ = try node.engine.putSignal(
      id: id,
      document: [
        "subject": .string("vnr:\(1_000_000_000 + youth)"), "organisationId": "o", "organisation": "O", "sector": "jgz",
        "contactEmail": "o@mail.test", "startedOn": .string(node.today.adding(days: -3).iso),
      ])
  }

  /// The id of the match on the youth of a signal, from the list.
  private func match(_ world: World, of signal: String) throws -> String? {
    let items = try world.nodes[0].engine.listedMatches(MatchFilter(scope: .within))
    return items.first { $0["signals"]?.arrayValue?.contains(.string(signal)) == true }?["matchId"]?.stringValue
  }

  private func status(_ world: World, _ id: String) -> String {
    do throws(Refusal) {
      return try world.nodes[0].engine.matchPage(id)["signals"]?.arrayValue?.compactMap(\.stringValue).joined() ?? ""
    } catch {
      return error.code.rawValue
    }
  }

  @Test func matchIsFoundByItsIdAsYouthsComeAndGo() throws {
    let world = try world()
    try put(world, "a", 1)
    try put(world, "b", 1)
    let first = try #require(try match(world, of: "a"))
    #expect(status(world, first) == "ab")
    // After the index was made for the first time.
    for number in 2..<6 { for name in ["x", "y"] { try put(world, "\(name)\(number)", number) } }
    for number in 2..<6 {
      let id = try #require(try match(world, of: "x\(number)"))
      #expect(status(world, id) == "x\(number)y\(number)")
    }
    let third = try #require(try match(world, of: "x3"))
    for id in ["x3", "y3"] { _ = try world.nodes[0].engine.withdrawSignal(id: id, reason: "mistaken") }
    #expect(status(world, third) == "not-found")
    // Another youth in the row that became free is not shown under the former's id, and is found under its own.
    for id in ["p", "q"] { try put(world, id, 7) }
    #expect(status(world, third) == "not-found")
    #expect(status(world, try #require(try match(world, of: "p"))) == "pq")
    // The same youth again has the same id.
    for id in ["r", "s"] { try put(world, id, 3) }
    #expect(status(world, third) == "rs")
    #expect(status(world, first) == "ab")
    try world.nodes[0].restart()
    #expect(status(world, first) == "ab" && status(world, third) == "rs")
  }

  /// What a peer confirmed to hold stands with the youth's signals, and in the month's sum.
  @Test func recipientsAndSumsOfDisclosuresAreShown() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    try put(world, "a", 1)
    #expect(try world.nodes[0].engine.signal(id: "a")["disclosedTo"] == nil)
    let node = world.nodes[1]
    _ = try node.engine.putSignal(
      id: "b",
      document: [
        "subject": "vnr:1000000001", "organisationId": "o", "organisation": "O", "sector": "jgz",
        "contactEmail": "o@mail.test", "startedOn": .string(node.today.iso),
      ])
    try world.settle()
    let told = try world.nodes[0].engine.signal(id: "a")["disclosedTo"]?.arrayValue ?? []
    #expect(told.map { $0["peer"]?.stringValue } == ["region-1"])
    #expect(told.first?["firstOn"]?.stringValue == world.nodes[0].today.iso)
    let sums = world.nodes[0].engine.statusDocument()["disclosures"]?.arrayValue ?? []
    #expect(sums.count == 1 && sums[0]["peer"] == "region-1" && (sums[0]["views"]?.integerValue ?? 0) > 0)
    try world.checkReplay(0)
    // A day later the last match ended; 400 days after that it is forgotten.
    _ = try world.nodes[0].engine.withdrawSignal(id: "a", reason: "risk-gone")
    try world.settle()
    #expect(world.nodes[0].state.matches.shown.count == 1)
    world.time.advance(399 * 86_400_000)
    world.nodes[0].engine.tick()
    #expect(world.nodes[0].state.matches.shown.count == 1)
    world.time.advance(2 * 86_400_000)
    world.nodes[0].engine.tick()
    #expect(world.nodes[0].state.matches.shown.isEmpty)
    let page = try world.nodes[0].engine.changesPage(after: nil, limit: 100)["changes"]?.arrayValue ?? []
    #expect(page.last?["change"] == "ended" && page.last?["match"]?.objectValue?.keys.sorted() == ["matchId"])
    try world.checkReplay(0)
  }

  /// More youths at once than the table remembers as new.
  @Test func aLargeImportIsIndexedAnew() throws {
    let world = try world()
    try put(world, "a", 1)
    try put(world, "b", 1)
    let first = try #require(try match(world, of: "a"))
    #expect(status(world, first) == "ab")
    let file = world.nodes[0].engine.signals.beginImport()
    for number in 0..<10_000 {
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(2_000_000_000 + number / 2)", "organisation_id": "o",
          "organisation": "O", "sector": "jgz", "contact_email": "o@mail.test",
          "started_on": world.nodes[0].today.iso,
        ])
    }
    _ = try file.finish()
    #expect(status(world, first) == "ab")
    let last = try #require(try match(world, of: "s9999"))
    #expect(status(world, last) == "s9998s9999")
  }
}
