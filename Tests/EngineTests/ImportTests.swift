import Cryptography
import LocalAPI
import Node
import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Files of signals as a region's index exports them.
@Suite(.timeLimit(.minutes(30))) struct ImportTests {
  private let world: World

  init() throws { world = try World(seed: 1, regions: 1, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }

  private func row(_ id: String, _ subject: String = "vnr:1000000000", _ more: [String: String] = [:]) -> [String:
    String]
  {
    let fields = [
      "signal_id": id, "subject": subject, "organisation_id": "o1", "organisation": "Organisation", "sector": "jgz",
      "contact_name": "N", "contact_email": "n@mail.test", "started_on": node.today.adding(days: -30).iso,
    ]
    return fields.merging(more) { _, given in given }
  }

  /// `[added, updated, unchanged, not kept]`, and the fields that were refused.
  private func load(_ rows: [[String: String]]) throws -> (counts: [Int?], refused: [String]) {
    let file = node.engine.signals.beginImport()
    for (number, fields) in rows.enumerated() { try file.add(row: number + 2, fields: fields) }
    let report = try file.finish().document()
    let refused = report["refused"]?.arrayValue ?? []
    return (
      ["added", "updated", "unchanged", "notKept"].map { report[$0]?.integerValue },
      refused.map { "\($0["row"]?.integerValue ?? 0) \($0["field"]?.stringValue ?? "")" }
    )
  }

  private func statuses() throws -> [String: String] {
    let signals = try node.engine.signals.list().items()
    return Dictionary(
      uniqueKeysWithValues: signals.map { ($0.id, $0.status.rawValue + ($0.isInFeed ? "" : ", hidden")) })
  }

  @Test func aLongListIsMadePageByPage() throws {
    let rows = (0..<150).map { row("s\(1000 + $0)", "vnr:\(1_000_000_000 + $0 / 2)") }
    #expect(try load(rows).counts == [150, 0, 0, 0])
    let ids = (0..<150).map { "s\(1000 + $0)" }
    let signals = try node.engine.signals.list()
    let within = node.engine.matches.list(MatchFilter(scope: .within))
    var pages = [try #require(try signals.next()).map(\.id)]
    // What is erased while the list is read is no longer in it; the others are, once each.
    _ = try node.engine.withdrawSignal(id: "s1100", reason: "mistaken")
    while let page = try signals.next() { pages.append(page.map(\.id)) }
    #expect(pages.map(\.count) == [32, 32, 32, 31, 22] && signals.heldBytes == 150 * 32)
    #expect(pages.flatMap(\.self) == ids.filter { $0 != "s1100" })
    let shown = try within.items().map { MatchDocument($0).json }
    #expect(shown.count == 74 && Set(shown.compactMap { $0["matchId"]?.stringValue }).count == 74)
  }

  @Test func theSameFileTwiceChangesNothing() throws {
    let day = node.today.iso
    let rows = [
      row("a"), row("b", "vnr:1000000001;vnr:1000000002"), row("c", "vnr:1000000003", ["sector": "opvang"]),
      row("d", "vnr:1000000004", ["ended_on": day, "end_reason": "moved-away"]),
      row("e", "vnr:1000000005", ["ended_on": day, "end_reason": "mistaken"]),
      row("f", "vnr:1000000006", ["ended_on": day, "end_reason": "deceased"]), row("g", "vnr:1000000006"),
      row("h", "vnr:1000000007", ["started_on": node.today.adding(days: -800).iso]),
      row("i", "vnr:1000000008", ["shielding": "desk"]), row("j", "vnr:1000000009", ["shielding": "withheld"]),
      row("k", "vnr:1000000010", ["sector": "opvang", "shielding": "none"]),
    ]
    #expect(try load(rows).counts == [9, 0, 0, 2])
    let held = canonical(node.state)
    #expect(
      try statuses() == [
        "a": "active", "b": "active", "c": "active, hidden", "d": "left", "g": "active, hidden",
        "h": "archived, hidden", "i": "active", "j": "active, hidden", "k": "active",
      ])
    #expect(try load(rows).counts == [0, 0, 11, 0])
    #expect(canonical(node.state) == held)
    #expect(try load(rows.reversed()).counts == [0, 0, 11, 0])
    #expect(canonical(node.state) == held)
  }

  @Test func deathSuspendsOthersOnTheYouthWhateverTheOrderOfTheRows() throws {
    let dead = row("dead", "vnr:1000000000;vnr:1000000001", ["ended_on": node.today.iso, "end_reason": "deceased"])
    let others = [row("a"), row("b", "vnr:1000000001"), row("c", "vnr:1000000002")]
    for rows in [[dead] + others, others + [dead], [others[0], dead, others[1], others[2]]] {
      let world = try World(seed: 1, regions: 1, identities: 8)
      let node = world.nodes[0]
      let file = node.engine.signals.beginImport()
      for (number, fields) in rows.enumerated() { try file.add(row: number, fields: fields) }
      _ = try file.finish()
      #expect(node.state.signals.ids == ["a", "b", "c"])
      #expect(try ["a", "b", "c"].map { try node.engine.signal(id: $0)["inFeed"] } == [false, false, true])
      world.time.advance(3 * 86_400_000)
      node.engine.tick()
      #expect(node.state.signals.ids == ["c"])
    }
  }

  @Test func aChangedRowIsAnUpdateAndAWithdrawnOneStaysWithdrawn() throws {
    #expect(try load([row("a"), row("b")]).counts == [2, 0, 0, 0])
    #expect(try load([row("a", "vnr:1000000000", ["contact_name": "M"]), row("b")]).counts == [0, 1, 1, 0])
    _ = try node.engine.withdrawSignal(id: "b", reason: "risk-gone")
    _ = try node.engine.withdrawSignal(id: "a", reason: "objection")
    #expect(
      try load([row("a", "vnr:1000000000", ["contact_name": "M"]), row("b")]).counts == [0, 0, 1, 0],
      "a stays erased, and is not counted as unchanged")
    #expect(try statuses() == ["b": "archived, hidden"])
  }

  @Test func goodRowsGoInWhereOthersAreRefused() throws {
    let outcome = try load([
      row("a"), row("", "vnr:1000000001"), row("c", "bsn:123456789"), row("d", "123"), row("e"),
      row("f", "vnr:1000000001", ["started_on": "2026-02-30"]),
      row("g", "vnr:1000000001", ["started_on": node.today.adding(days: 3).iso]),
      row("h", "vnr:1000000001", ["end_reason": "risk-gone"]), row("i", "vnr:1000000001", ["shielding": "some"]),
      row("j", "vnr:1000000001", ["contact_email": ""]),
      row("k", "vnr:1000000001", ["birth_date": node.today.adding(years: -23).iso]),
      row("l", "vnr:1000000001", ["birth_date": node.today.adding(years: -23).adding(days: 1).iso]),
      row("m", "vnr:1000000001", ["ended_on": node.today.iso, "end_reason": "term"]),
      row("3-jan", "vnr:1000000001"), row("TRUE", "vnr:1000000001"),
      row("n", "vnr:1000000001", ["municipality": "GM0000"]),
      row("o", "vnr:1000000001", ["contact_phone": "onbekend"]), row("p", "vnr:1000000001", ["contact_phone": "0"]),
      row("q", "vnr:1000000001", ["organisation_id": "1-mrt"]),
    ])
    #expect(outcome.counts == [3, 0, 0, 0])
    #expect(
      outcome.refused == [
        "3 signal_id", "4 subject", "5 subject", "7 started_on", "8 started_on", "9 ended_on", "10 shielding",
        "11 contact_phone", "12 birth_date", "14 end_reason", "15 signal_id", "16 signal_id", "17 municipality",
        "18 contact_phone", "19 contact_phone", "20 organisation_id",
      ])
    #expect(node.state.signals.ids == ["a", "e", "l"])
  }

  /// A node that dies in an import, which is then repeated, holds what the file says.
  @Test(arguments: 0..<12)
  func anImportThatDiedIsRepeated(step: Int) throws {
    let rows =
      (0..<6).map { row("s\($0)", "vnr:100000000\($0)") }
      + [row("dead", "vnr:1000000003", ["ended_on": node.today.iso, "end_reason": "deceased"])]
    node.journal.crash(after: step)
    _ = try? load(rows)
    // Storing it takes three steps of the journal at least.
    #expect(node.journal.hasCrashed || step > 2)
    try node.restart(keeping: step / 2)
    let again = try load(rows)
    #expect(again.counts.compactMap { $0 }.reduce(0, +) == 7)
    #expect(node.state.signals.ids == ["s0", "s1", "s2", "s3", "s4", "s5"])
    #expect(try node.engine.signal(id: "s3")["suspendedFor"] == ["reported-death"])
    try world.checkReplay(0)
  }

  @Test func identitiesOfAFileAreComputedOnce() throws {
    _ = try load((0..<40).map { row("s\($0)", "vnr:100000000\($0 % 4)") })
    #expect(node.arithmetic.calls.pseudonyms == 4)
  }
}
