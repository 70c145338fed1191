import LocalAPI
import PeerProtocol
import Testing

@testable import Demo

@Suite(.timeLimit(.minutes(30))) struct DemoComparisonTests {
  private static let today = CalendarDate(daysSince1970: 20_500)
  private static let desk = Contact(name: "Coördinatiepunt", phone: "+31880000000", email: "desk@bb.example")
  private let comparison = DemoComparison(match: .youth, region: "aa", peer: "bb", desk: desk)
  private static let truth = SyntheticTruth(
    SyntheticRegions(.init(seed: 3, today: today, youths: [("aa", 900), ("bb", 900)], sharedElsewhere: 0.5)).signals)
  private let expected = Self.truth.matches(of: "aa", with: "bb")

  /// What a node that does everything right shows.
  private func shown(_ match: SyntheticTruth.Match, as kind: MatchDocument.Kind = .youth) -> MatchDocument {
    let involvements = match.peers.map { signal in
      let isDesk = signal.shielding == .desk
      let contact = isDesk ? Self.desk : signal.contact
      return InvolvementDocument(
        organisation: InvolvementDocument.Organisation(
          id: isDesk ? "desk" : signal.organisationId, name: isDesk ? "" : signal.organisation,
          sector: isDesk ? "" : signal.sector),
        contact: ContactDocument(name: contact.name, phone: contact.phone, email: contact.email),
        since: signal.startedOn.yearMonth, involvement: Word(signal.isIndirect ? .indirect : .direct),
        temporary: signal.isTemporary,
        left: signal.ending?.reason == .movedAway ? signal.ending?.on.yearMonth : nil)
    }
    return MatchDocument(
      matchId: "", kind: Word(kind), scope: Word(.across), peer: "bb", status: Word(.open), new: false,
      signals: match.own.map(\.id).reversed(), involvements: involvements.reversed(), own: MatchSideDocument(),
      theirs: MatchSideDocument(), detectedAt: Timestamp(seconds: 0))
  }

  @Test func rightMatchesHaveNoDifferences() {
    #expect(expected.contains { $0.peers.contains { $0.shielding == .desk } })
    #expect(expected.contains { $0.peers.contains { $0.ending?.reason == .movedAway } })
    #expect(comparison.differences(expected, expected.map { shown($0) }) == [])
  }

  @Test func matchesOfOtherPeersAreIgnored() {
    var other = shown(expected[0])
    other.peer = "cc"
    #expect(comparison.differences([], [other]) == [])
    #expect(comparison.differences([expected[0]], [other]).map(\.kind) == [.missing])
  }

  @Test func youthAndFamilyMatchesAreComparedApart() {
    #expect(comparison.differences(expected, expected.map { shown($0, as: .family) }).map(\.kind).contains(.missing))
    #expect(comparison.differences([], expected.map { shown($0, as: .family) }) == [])
  }

  @Test func bothParentsOfTheSameChildrenHaveAMatchEach() throws {
    let comparison = DemoComparison(match: .family, region: "aa", peer: "bb", desk: Self.desk)
    let expected = Self.truth.families(of: "aa", with: "bb")
    let all = expected.map { shown($0, as: .family) }
    #expect(comparison.differences(expected, all) == [])
    let couples = Dictionary(grouping: expected) { $0.own.map(\.id) + $0.peers.map(\.id) }.values.filter {
      $0.count == 2
    }
    let couple = try #require(couples.first).map { shown($0, as: .family) }
    let index = try #require(all.firstIndex(of: couple[0]))
    var fewer = all
    fewer.remove(at: index)
    let lost = comparison.differences(expected, fewer)
    #expect(lost.map(\.kind) == [.missing] && lost.first?.match == .family)
    #expect(comparison.differences(expected, all + [all[index]]).map(\.kind) == [.extra])
  }

  @Test func missingExtraAndDoubleMatchesAreReported() {
    let all = expected.map { shown($0) }
    #expect(comparison.differences(expected, Array(all.dropLast())).map(\.kind) == [.missing])
    #expect(comparison.differences(Array(expected.dropLast()), all).map(\.kind) == [.extra])
    #expect(comparison.differences(expected, all + [all[0]]).map(\.kind) == [.extra])
    var partly = all
    partly[0].signals = []
    #expect(Set(comparison.differences(expected, partly).map(\.kind)) == [.missing, .extra])
  }

  @Test(arguments: ["since", "left", "involvement"]) func wrongDetailsAreReported(member: String) {
    var all = expected.map { shown($0) }
    switch member {
    case "since": all[0].involvements[0].since = YearMonth(months: 0)
    case "left": all[0].involvements[0].left = YearMonth(months: 0)
    default: all[0].involvements[0].involvement = Word(text: "other")
    }
    #expect(comparison.differences(expected, all).map(\.kind) == [.details])
  }

  @Test func organisationBehindTheDeskMustStayHidden() throws {
    let index = try #require(expected.firstIndex { $0.peers.contains { $0.shielding == .desk } })
    let hidden = try #require(expected[index].peers.first { $0.shielding == .desk })
    var all = expected.map { shown($0) }
    for place in all[index].involvements.indices
    where all[index].involvements[place].contact.name == Self.desk.name {
      all[index].involvements[place].organisation = InvolvementDocument.Organisation(
        id: hidden.organisationId, name: "", sector: "")
    }
    #expect(comparison.differences(expected, all).map(\.kind) == [.details])
  }
}
