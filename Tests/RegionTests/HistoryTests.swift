import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// Which involvements of before a match shows, and to whom.
@Suite(.timeLimit(.minutes(30))) struct HistoryTests {
  private let desk = Contact(name: "Desk", phone: "1", email: "")

  private func match(_ region: RegionState, _ name: String) throws -> MatchRecord {
    let agreement = try #require(DocumentId(SHA256.hash(Array("agreement".utf8))))
    let handle = try #require(Handle([UInt8](repeating: 1, count: 16)))
    return MatchRecord(
      id: try #require(MatchId([UInt8](repeating: 2, count: 16))), key: FeedKey(agreement: agreement, kind: .youth),
      peer: Samples.drenthe, identity: try #require(region.signals.youths.reference(of: Samples.person(name))),
      ownHandle: handle, peerHandle: handle, revision: 1)
  }

  private func seen(_ region: RegionState, history: Bool, isReleased: Bool = true) throws -> [String] {
    SharedSignals(region).involvements(
      try match(region, "a"), desk: desk, isReleased: { _ in isReleased }, history: history
    ).map {
      $0.contact.name + ($0.until.map { " until " + $0.iso } ?? "") + ($0.left.map { " left " + $0.iso } ?? "")
    }
  }

  private func region() throws -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("active", youth: ["a"], started: "2026-01-10"))
    region.report(Samples.signal("left", youth: ["a"], started: "2026-02-10"))
    region.report(Samples.signal("older", youth: ["a", "b"], started: "2025-03-10"))
    region.report(Samples.signal("gone", youth: ["b"], started: "2025-05-10"))
    region.report(Samples.signal("hidden", youth: ["a"], shielding: .withheld, started: "2025-06-10"))
    region.report(Samples.signal("apart", youth: ["c"], started: "2025-06-10"))
    try region.withdraw("left", .movedAway)
    for id in ["older", "gone", "hidden", "apart"] { try region.withdraw(id, .riskGone) }
    return region
  }

  @Test func archivedInvolvementsFollowTheActiveUnderAnAgreementWithHistory() throws {
    let region = try region()
    #expect(
      try seen(region, history: true) == [
        "N left until 2026-06 left 2026-06", "N active", "N gone until 2026-06", "N older until 2026-06",
      ])
    #expect(try seen(region, history: false) == ["N left left 2026-06", "N active"])
    #expect(try seen(region, history: true, isReleased: false).isEmpty)
  }

  @Test func anArchiveIsShownBesideActiveSignalsOnly() throws {
    var region = try region()
    try region.withdraw("active", .riskGone)
    try region.withdraw("left", .riskGone)
    #expect(try seen(region, history: true).isEmpty)
    #expect(region.matchesWithin.isEmpty)
  }

  @Test func archivedInvolvementsCountAmongTheFifty() throws {
    var region = RegionState()
    for number in 0..<60 {
      region.report(Samples.signal("s\(number)", youth: ["a"], started: "2026-01-10"))
      if number >= 45 { try region.withdraw("s\(number)", .riskGone) }
    }
    let shown = SharedSignals(region).involvements(
      try match(region, "a"), desk: desk, isReleased: { _ in true }, history: true)
    #expect(shown.count == 50)
    #expect(shown.prefix(45).allSatisfy { $0.until == nil } && shown.suffix(5).allSatisfy { $0.until != nil })
  }

  @Test func aMatchWithinTheRegionHasItsArchive() throws {
    let region = try region()
    let within = try #require(region.matchesWithin.first)
    #expect(within.signals.map(\.id) == ["active", "left"])
    #expect(MatchReader(region).archive(of: within).map(\.id) == ["gone", "older"])
  }
}
