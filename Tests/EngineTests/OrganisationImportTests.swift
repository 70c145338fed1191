import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine

/// Files of organisations, and what follows for signals and matches.
@Suite(.timeLimit(.minutes(30))) struct OrganisationImportTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }

  init() throws { world = try World(seed: 4, regions: 2, identities: 8) }

  private func row(_ number: Int, _ id: String, _ more: [OrganisationColumn: String] = [:]) -> OrganisationRow {
    let fields: [OrganisationColumn: String] = [
      .organisationId: id, .name: "Name", .sector: "JGZ", .municipalities: "gm0363; GM0439", .domains: "Example.NL",
      .contact: "team@example.nl", .since: node.today.adding(days: -400).iso,
    ]
    return OrganisationRow(number: number, fields: fields.merging(more) { $1 }.mapValues { .text($0) })
  }

  private func take(_ rows: [OrganisationRow], isTrial: Bool = false) throws -> OrganisationImportReport {
    try node.engine.organisations.take(rows, isTrial: isTrial)
  }

  private func counts(_ report: OrganisationImportReport) -> [Int] {
    [report.rows, report.added, report.changed, report.unchanged, report.refusedCount]
  }

  @Test func importAddsChangesAndLeavesOthers() throws {
    #expect(counts(try take([row(2, "a"), row(3, "b")])) == [2, 2, 0, 0, 0])
    #expect(counts(try take([row(2, "a"), row(3, "b")])) == [2, 0, 0, 2, 0])
    #expect(counts(try take([row(2, "b", [.name: "Other"]), row(3, "c")])) == [2, 1, 1, 0, 0])
    let listed = try node.engine.organisations.list()
    #expect(listed.map(\.organisation.id) == ["a", "b", "c"])
    #expect(listed.map(\.organisation.name) == ["Name", "Other", "Name"])
    let first = try #require(listed.first?.organisation)
    #expect(first.sector == "jeugdgezondheidszorg" && first.municipalities == ["GM0363", "GM0439"])
    #expect(first.domains == ["example.nl"])
  }

  @Test func trialStoresNothing() throws {
    #expect(counts(try take([row(2, "a")], isTrial: true)) == [1, 1, 0, 0, 0])
    #expect(try node.engine.organisations.list().isEmpty)
  }

  @Test func refusedRowNamesItsFieldsAndOthersGoIn() throws {
    let report = try take([
      row(2, "a"), row(3, "", [.name: " "]), row(4, "c", [.sector: "geheim"]),
      row(5, "d", [.municipalities: "Utrecht"]),
      row(6, "e", [.domains: "mail@example.nl"]), row(7, "f", [.contact: "geheim"]), row(8, "g", [.since: "1-2-2026"]),
      row(9, "h", [.ends: "2001-01-01"]), row(10, "a"), row(11, String(repeating: "x", count: 65)),
      row(12, "i", [.domains: "localhost"]),
    ])
    #expect(counts(report) == [11, 1, 0, 0, 10])
    #expect(
      report.refused.map { "\($0.row) \($0.faults.map(\.column).joined(separator: " "))" } == [
        "3 organisation_id name", "4 sector", "5 municipalities", "6 domains", "7 contact", "8 since", "9 ends",
        "10 organisation_id", "11 organisation_id", "12 domains",
      ])
    #expect(!"\(report)".contains("geheim"))
  }

  @Test func registerHasABound() throws {
    let rows = (0...EngineLimits.organisations).map { row($0 + 2, "o\($0)") }
    #expect(throws: Refusal.organisations(.tooMany(limit: EngineLimits.organisations))) { try take(rows) }
    #expect(try node.engine.organisations.list().isEmpty)
  }

  @Test func matchWaitsForTheRegisterAndThenComesByItself() throws {
    node.configuration.organisations = .require
    try node.restart()
    try world.connectAll()
    try world.report("s0", "vnr:1000000000", at: 0)
    try world.report("s1", "vnr:1000000000", at: 1)
    try world.settle()
    #expect(try world.openMatches(0) == 0 && world.openMatches(1) == 0)
    #expect(node.engine.status().signals.unregistered == 1)
    let flagged = try node.engine.organisations.flagged()
    #expect(flagged.map(\.id) == ["org-jeugdhulp"] && flagged.map(\.signals) == [1])
    #expect(try node.engine.signals.signal(id: "s0").flag == .unknown)
    _ = try take([row(2, "org-jeugdhulp")])
    try world.settle()
    #expect(try world.openMatches(0) == 1 && world.openMatches(1) == 1)
    #expect(node.engine.status().signals.unregistered == 0)
    #expect(try node.engine.organisations.flagged().isEmpty && node.engine.signals.signal(id: "s0").flag == nil)
  }

  @Test func organisationThatEndsKeepsItsMatchesAndNewSignalsWait() throws {
    node.configuration.organisations = .require
    try node.restart()
    _ = try take([row(2, "org-jeugdhulp")])
    try world.connectAll()
    try world.report("s0", "vnr:1000000000", at: 0)
    try world.report("s1", "vnr:1000000000", at: 1)
    try world.settle()
    #expect(try world.openMatches(0) == 1)
    _ = try take([row(2, "org-jeugdhulp", [.ends: node.today.adding(days: 3).iso])])
    try world.settle()
    #expect(try world.openMatches(0) == 1)
    for _ in 0..<4 {
      world.time.advance(86_400_000)
      try world.settle()
    }
    #expect(try world.openMatches(0) == 1 && world.openMatches(1) == 1)
    try world.report("s2", "vnr:1000000001", at: 0)
    try world.settle()
    #expect(node.engine.status().signals.unregistered == 1)
  }

  @Test func importOfSignalsReportsOrganisationsThatAreNotRegistered() throws {
    _ = try take([row(2, "known")])
    let file = node.engine.signals.beginImport()
    for (number, organisation) in ["known", "unknown", "unknown"].enumerated() {
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:100000000\(number)", "organisation_id": organisation,
          "organisation": "Organisation", "sector": "jgz", "contact_email": "n@mail.test",
          "started_on": node.today.adding(days: -30).iso,
        ])
    }
    let report = try file.finish()
    #expect(report.flagged == ["unknown": 2] && !report.holdsFlagged)
    #expect(try node.engine.signals.list().items().filter { $0.isInFeed }.count == 3)
  }

  @Test func mergerComesByItselfOnItsDay() throws {
    try world.report("s0", "vnr:1000000000", at: 0)
    let merge = MunicipalityMerge(old: "GM0363", new: "GM0439", from: node.today.adding(days: 2))
    let trial = try node.engine.organisations.merge(merge, isTrial: true)
    #expect(!trial.isMerged && node.state.organisations.planned.isEmpty)
    #expect(try !node.engine.organisations.merge(merge, isTrial: false).isMerged)
    #expect(node.engine.organisations.current("GM0363") == "GM0363")
    for _ in 0..<3 {
      world.time.advance(86_400_000)
      try world.settle()
    }
    #expect(node.engine.organisations.current("GM0363") == "GM0439")
    try node.restart()
    #expect(node.engine.organisations.current("GM0363") == "GM0439")
  }
}
