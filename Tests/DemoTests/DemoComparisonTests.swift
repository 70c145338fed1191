import PeerProtocol
import Testing

@testable import Node

@Suite struct DemoComparisonTests {
  private static let today = CalendarDate(daysSince1970: 20_500)
  private static let desk = Contact(name: "Coördinatiepunt", phone: "+31880000000", email: "desk@bb.example")
  private let comparison = DemoComparison(region: "aa", peer: "bb", desk: desk)
  private static let matches = SyntheticTruth(
    SyntheticRegions(.init(seed: 3, today: today, youths: [("aa", 900), ("bb", 900)], sharedElsewhere: 0.5)).signals
  ).matches(of: "aa", with: "bb")
  private let expected = Self.matches

  /// What a node that does everything right shows.
  private func shown(_ match: SyntheticTruth.Match) -> JSONValue {
    let involvements = match.peers.map { signal -> JSONValue in
      let isDesk = signal.shielding == .desk
      let contact = isDesk ? Self.desk : signal.contact
      var involvement: JSONValue = [
        "since": JSONValue(signal.startedOn.yearMonth.iso), "involvement": signal.isIndirect ? "indirect" : "direct",
        "temporary": JSONValue(signal.isTemporary),
      ]
      involvement["contact"] = [
        "name": JSONValue(contact.name), "phone": JSONValue(contact.phone), "email": JSONValue(contact.email),
      ]
      involvement["organisation"] = [
        "id": JSONValue(isDesk ? "desk" : signal.organisationId),
        "name": JSONValue(isDesk ? "" : signal.organisation), "sector": JSONValue(isDesk ? "" : signal.sector),
      ]
      if signal.ending?.reason == .movedAway {
        involvement["left"] = JSONValue(signal.ending?.on.yearMonth.iso ?? "")
      }
      return involvement
    }
    var match: JSONValue = ["peer": "bb", "signals": .array(match.own.map { JSONValue($0.id) }.reversed())]
    match["involvements"] = .array(involvements.reversed())
    return match
  }

  @Test func rightMatchesHaveNoDifferences() {
    #expect(expected.contains { $0.peers.contains { $0.shielding == .desk } })
    #expect(expected.contains { $0.peers.contains { $0.ending?.reason == .movedAway } })
    #expect(comparison.differences(expected, expected.map(shown)) == [])
  }

  @Test func aMatchOfAnotherPeerIsNobodysBusiness() {
    var other = shown(expected[0])
    other["peer"] = "cc"
    #expect(comparison.differences([], [other]) == [])
    #expect(comparison.differences([expected[0]], [other]).map(\.kind) == [.missing])
  }

  @Test func missingExtraAndDoubleMatchesAreTold() {
    let all = expected.map(shown)
    #expect(comparison.differences(expected, Array(all.dropLast())).map(\.kind) == [.missing])
    #expect(comparison.differences(Array(expected.dropLast()), all).map(\.kind) == [.extra])
    #expect(comparison.differences(expected, all + [all[0]]).map(\.kind) == [.extra])
    var partly = all
    partly[0]["signals"] = []
    #expect(Set(comparison.differences(expected, partly).map(\.kind)) == [.missing, .extra])
  }

  @Test(arguments: ["since", "left", "involvement"]) func wrongDetailsAreTold(member: String) {
    var all = expected.map(shown)
    var involvements = all[0]["involvements"]?.arrayValue ?? []
    involvements[0][member] = "other"
    all[0]["involvements"] = .array(involvements)
    #expect(comparison.differences(expected, all).map(\.kind) == [.details])
  }

  @Test func anOrganisationBehindTheDeskMustStayThere() throws {
    let index = try #require(expected.firstIndex { $0.peers.contains { $0.shielding == .desk } })
    let hidden = try #require(expected[index].peers.first { $0.shielding == .desk })
    var all = expected.map(shown)
    let involvements = (all[index]["involvements"]?.arrayValue ?? []).map { involvement -> JSONValue in
      guard involvement["contact"]?["name"]?.stringValue == Self.desk.name else { return involvement }
      var told = involvement
      told["organisation"] = ["id": JSONValue(hidden.organisationId), "name": "", "sector": ""]
      return told
    }
    all[index]["involvements"] = .array(involvements)
    #expect(comparison.differences(expected, all).map(\.kind) == [.details])
  }
}
