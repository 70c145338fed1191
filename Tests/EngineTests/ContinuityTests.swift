import Journal
import PeerProtocol
import Region
import Simulation
import Testing

import enum Cryptography.SubjectKind

@testable import Engine
@testable import Region

/// Renewals, generations and restored backups: no match flickers, is lost or appears twice, and follow-up survives.
@Suite(.timeLimit(.minutes(30))) struct ContinuityTests {
  private func youth(_ number: Int) -> String { "vnr:\(1_000_000_000 + number * 7_919)" }

  private func matched() throws -> World {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.connectAll()
    for number in 0...1 {
      for signal in 0..<3 {
        let day = world.nodes[number].today.adding(days: -3)
        try world.put(
          Report(id: "s\(signal)", youth: [youth(signal)], person: "p\(number)", startedOn: day), at: number)
      }
    }
    try world.settle()
    for node in world.nodes {
      #expect(node.state.matches.shown.values.count { $0.isOpen } == 3)
      for match in node.state.matches.shown.keys.sorted() {
        _ = try node.engine.work(
          onMatch: match.base64URL, step: "follow-up", document: ["state": "contacted", "outcome": ["earlier"]],
          municipality: nil)
      }
    }
    try world.settle()
    return world
  }

  /// What a regional index is told after `cursor`, as words.
  private func changes(_ world: World, _ number: Int, after cursor: String) throws -> [String] {
    let page = try world.nodes[number].engine.changesPage(after: cursor, limit: 1_000)
    return (page["changes"]?.arrayValue ?? []).compactMap { $0["change"]?.stringValue }
  }

  private func cursor(_ world: World, _ number: Int) -> String { "\(world.nodes[number].state.matches.lastChange)" }

  private func followUps(_ world: World, _ number: Int) throws -> [String] {
    try world.nodes[number].engine.listedMatches()
      .filter { $0["status"]?.stringValue == "open" }
      .compactMap { match in
        ["own", "theirs"].map { match[$0]?["followUp"]?["state"]?.stringValue ?? "-" }.joined(separator: " ")
      }
  }

  @Test(arguments: [false, true])
  func aRenewalShowsNoGap(isRestarted: Bool) throws {
    let world = try matched()
    let cursors = [cursor(world, 0), cursor(world, 1)]
    let before = [try followUps(world, 0), try followUps(world, 1)]
    #expect(before.allSatisfy { $0.count == 3 && $0.allSatisfy { $0.contains("contacted") } })
    let old = try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).first?.id)
    try world.propose(0, 1, replaces: old.base64URL)
    try world.settle()
    if isRestarted { for node in world.nodes { try node.restart() } }
    #expect(world.nodes.allSatisfy { $0.starts == (isRestarted ? 2 : 1) })
    #expect(world.nodes[0].state.agreements.with(world.nodes[1].name).count { $0.status == .concluded } == 2)
    world.time.advance(25 * 3_600_000)
    try world.settle()
    for number in 0...1 {
      let node = world.nodes[number]
      #expect(node.state.agreements.records[old]?.status == .ended)
      #expect(!node.state.exchange.outgoing.keys.contains { $0.agreement == old })
      #expect(try !changes(world, number, after: cursors[number]).contains { $0 != "changed" })
      #expect(try followUps(world, number) == before[number])
    }
  }

  /// The receiver of a feed lost it: the sender starts a generation, and nobody sees anything of it.
  @Test func aGenerationShowsNoGap() throws {
    let world = try matched()
    let cursors = [cursor(world, 0), cursor(world, 1)]
    let before = [try followUps(world, 0), try followUps(world, 1)]
    let key = try #require(world.nodes[0].state.exchange.outgoing.keys.first { $0.kind == .youth })
    try world.nodes[0].engine.store.commit { (transaction) throws(Refusal) in
      try transaction.append(.exchange(.disagreementFound(key, highest: 4)))
    }
    try world.settle()
    #expect(world.nodes[1].state.exchange.incoming[key]?.generation == 5)
    for number in 0...1 {
      #expect(try !changes(world, number, after: cursors[number]).contains { $0 != "changed" })
      #expect(try followUps(world, number) == before[number])
    }
  }

  /// The peer of a node that was restored keeps its matches all the while; of both only what was erased ends.
  @Test func aRestoredNodeCostsItsPeerNothing() throws {
    let world = try matched()
    let backup = world.nodes[0].journal.inner.store
    let day = world.nodes[0].today.adding(days: -1)
    try world.put(Report(id: "s9", youth: [youth(5)], person: "later", startedOn: day), at: 0)
    try world.settle()
    let cursors = [cursor(world, 0), cursor(world, 1)]
    let before = [try followUps(world, 0), try followUps(world, 1)]
    try world.nodes[0].restore(backup)
    #expect(world.nodes[0].state.signals.ids == ["s0", "s1", "s2"])
    for _ in 0..<20 {
      try world.pass()
      world.time.advance(60_000)
    }
    #expect(!world.nodes[0].state.peering.restoration.evidence.isEmpty)
    #expect(try !changes(world, 1, after: cursors[1]).contains("ended"))
    _ = try world.nodes[0].engine.putSignal(
      id: "s9", document: Report(id: "s9", youth: [youth(5)], person: "later", startedOn: day).document)
    _ = try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true)
    try world.settle()
    for number in 0...1 {
      #expect(try !changes(world, number, after: cursors[number]).contains { $0 != "changed" })
      #expect(try followUps(world, number) == before[number])
    }
  }

  /// Both sides go back to their backups at once.
  @Test func bothSidesAreRestored() throws {
    let world = try matched()
    let backups = world.nodes.map(\.journal.inner.store)
    for number in 0...1 {
      try world.withdraw("s0", reason: "objection", at: number)
      let day = world.nodes[number].today.adding(days: -1)
      try world.put(Report(id: "s5", youth: [youth(5)], person: "p\(number)", startedOn: day), at: number)
    }
    try world.settle()
    world.checksChains = false  // what both sides forgot is no chain any more
    for (node, backup) in zip(world.nodes, backups) {
      #expect(node.state.signals.ids == ["s1", "s2", "s5"])
      try node.restore(backup)
      #expect(node.state.signals.ids == ["s0", "s1", "s2"])
      _ = try node.engine.restoreWatch.announce()
    }
    for _ in 0..<10 {
      try world.pass()
      world.time.advance(60_000)
    }
    for number in 0...1 {
      _ = try world.nodes[number].engine.withdrawSignal(id: "s0", reason: "objection")
      let day = world.nodes[number].today.adding(days: -1)
      let report = Report(id: "s5", youth: [youth(5)], person: "p\(number)", startedOn: day)
      _ = try world.nodes[number].engine.putSignal(id: "s5", document: report.document)
      _ = try world.nodes[number].engine.restoreWatch.confirmImport(importedOtherwise: true)
    }
    try world.settle()
    for number in 0...1 {
      let shown =
        try world.nodes[number].engine.listedMatches()
      let open = shown.filter { $0["status"]?.stringValue == "open" }
      #expect(
        Set(open.compactMap { $0["signals"]?.arrayValue?.first?.stringValue }) == ["s1", "s2", "s5"])
    }
    try world.passAnHour()
    #expect(world.nodes.allSatisfy { $0.state.peering.restoration.evidence.isEmpty })
  }
}
