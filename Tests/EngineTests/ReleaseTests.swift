import Cryptography
import Journal
import PeerProtocol
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine

/// Under an agreement that asks for approval, contact details go signal by signal.
@Suite(.timeLimit(.minutes(30))) struct ReleaseTests {
  private func world(history: Bool = false) throws -> World {
    let world = try World(seed: 11, regions: 2, identities: 8)
    world.contactRelease = "approval"
    world.history = history
    try world.connectAll()
    return world
  }

  private func put(
    _ world: World, _ number: Int, _ id: String, _ youth: [Int], guardian: Int? = nil, municipality: String = "GM0363",
    organisation: String = "org"
  ) throws {
    let day = world.nodes[number].today
    _ = try world.nodes[number].engine.putSignal(
      id: id,
      document: JSONValue(present: [
        "subject": .array(youth.map { .string("vnr:\(1_000_000_000 + $0)") }),
        "guardians": guardian.map { .string("vnr:\(3_000_000_000 + $0)") }, "organisationId": .string(organisation),
        "organisation": "Organisation", "sector": "jgz", "contactName": .string("N. \(id)"),
        "contactEmail": "n@mail.test", "municipality": .string(municipality),
        "startedOn": .string(day.adding(days: -30).iso),
      ]))
  }

  private func matches(_ world: World, _ number: Int, kind: String = "youth") throws -> [JSONValue] {
    try world.nodes[number].engine.listedMatches(MatchFilter(kind: kind == "youth" ? .youth : .guardian))
      .filter { $0["status"]?.stringValue == "open" }
  }

  private func release(_ world: World, _ match: JSONValue?, in municipality: String? = nil) throws {
    _ = try world.nodes[0].engine.work(
      onMatch: try #require(match?["matchId"]?.stringValue), step: "release", document: [:], municipality: municipality)
    try world.settle()
  }

  /// The names of professionals that the second region sees of the first.
  private func seen(_ world: World, kind: String = "youth") throws -> Set<String> {
    Set(
      try matches(world, 1, kind: kind).flatMap { $0["involvements"]?.arrayValue ?? [] }
        .compactMap { $0["contact"]?["name"]?.stringValue }.filter { !$0.isEmpty })
  }

  @Test func laterSignalWaitsForItsOwnRelease() throws {
    let world = try world()
    try put(world, 0, "a", [1])
    try put(world, 1, "z", [1])
    try world.settle()
    #expect(try seen(world) == [])
    try release(world, matches(world, 0).first)
    #expect(try seen(world) == ["N. a"])
    try put(world, 0, "b", [1])
    try world.settle()
    #expect(try seen(world) == ["N. a"])
    let match = try #require(try matches(world, 0).first)
    #expect(match["release"] == "awaiting" && match["awaitingRelease"] == ["b"])
    let item = try world.nodes[0].engine.workItems().first
    #expect(item?["reasons"]?.arrayValue?.contains("awaits-release") == true)
    try release(world, match)
    #expect(try seen(world) == ["N. a", "N. b"])
    #expect(try matches(world, 0).first?["release"] == "released")
  }

  @Test func coordinatorReleasesTheirMunicipalityOnly() throws {
    let world = try world()
    try put(world, 0, "a", [1], municipality: "GM0363")
    try put(world, 0, "b", [1], municipality: "GM0384")
    try put(world, 1, "z", [1])
    try world.settle()
    try release(world, matches(world, 0).first, in: "GM0363")
    #expect(try seen(world) == ["N. a"])
    func waits(_ municipality: String) throws -> Bool {
      let items = try world.nodes[0].engine.workItems(municipality: municipality)
      return items.contains { $0["reasons"]?.arrayValue?.contains("awaits-release") == true }
    }
    #expect(try !waits("GM0363") && waits("GM0384"))
    try release(world, matches(world, 0).first, in: "GM0384")
    #expect(try seen(world) == ["N. a", "N. b"])
  }

  @Test func siblingOfReleasedFamilyWaitsForRelease() throws {
    let world = try world()
    try put(world, 0, "a", [1], guardian: 1)
    try put(world, 1, "z", [5], guardian: 1)
    try world.settle()
    try release(world, matches(world, 0, kind: "family").first)
    #expect(try seen(world, kind: "family") == ["N. a"])
    try put(world, 0, "sibling", [2], guardian: 1)
    try world.settle()
    #expect(try seen(world, kind: "family") == ["N. a"])
    try release(world, matches(world, 0, kind: "family").first)
    #expect(try seen(world, kind: "family") == ["N. a", "N. sibling"])
  }

  @Test func idThatIsUsedAgainWaitsForRelease() throws {
    let world = try world()
    try put(world, 0, "a", [1])
    try put(world, 0, "b", [1])
    try put(world, 1, "z", [1])
    try world.settle()
    try release(world, matches(world, 0).first)
    #expect(try seen(world) == ["N. a", "N. b"])
    // Erased, and reported anew by another professional.
    _ = try world.nodes[0].engine.withdrawSignal(id: "a", reason: "mistaken")
    try put(world, 0, "a", [1], organisation: "another")
    try world.settle()
    #expect(try seen(world) == ["N. b"])
    // Handed over to another organisation under its id.
    try put(world, 0, "b", [1], organisation: "third")
    try world.settle()
    #expect(try seen(world) == [])
    #expect(try matches(world, 0).first?["awaitingRelease"] == ["a", "b"])
  }

  @Test func signalThatLeftAndCameBackWaitsForRelease() throws {
    let world = try world()
    try put(world, 0, "a", [1])
    try put(world, 0, "b", [1])
    try put(world, 1, "z", [1])
    try world.settle()
    try release(world, matches(world, 0).first)
    #expect(try seen(world) == ["N. a", "N. b"])
    try put(world, 0, "a", [2])
    try put(world, 0, "a", [1])
    try world.settle()
    #expect(try seen(world) == ["N. b"])
  }

  @Test func archivedSignalIsShownOnlyWhereItWasReleased() throws {
    let world = try world(history: true)
    try put(world, 0, "released", [1])
    try put(world, 1, "z", [1])
    try world.settle()
    try release(world, matches(world, 0).first)
    #expect(try seen(world) == ["N. released"])
    try put(world, 0, "later", [1])
    try put(world, 0, "stays", [1])
    _ = try world.nodes[0].engine.withdrawSignal(id: "released", reason: "risk-gone")
    _ = try world.nodes[0].engine.withdrawSignal(id: "later", reason: "risk-gone")
    try world.settle()
    #expect(try seen(world) == ["N. released"])
    #expect(try matches(world, 0).first?["awaitingRelease"] == ["later", "stays"])
  }

  @Test func restartKeepsWhatWasReleased() throws {
    let world = try world()
    try put(world, 0, "a", [1])
    try put(world, 1, "z", [1])
    try world.settle()
    try release(world, matches(world, 0).first)
    #expect(world.nodes[0].engine.writeSnapshot())
    #expect(try seen(world) == ["N. a"])
    try put(world, 0, "b", [1])
    try world.nodes[0].restart()
    #expect(world.nodes[0].starts == 2)
    try world.settle()
    #expect(try seen(world) == ["N. a"])
    #expect(try matches(world, 0).first?["awaitingRelease"] == ["b"])
  }
}
