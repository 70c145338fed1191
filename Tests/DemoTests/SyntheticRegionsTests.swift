import PeerProtocol
import Region
import Testing

@testable import Demo
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct SyntheticRegionsTests {
  private static let today = CalendarDate(daysSince1970: 20_500)

  private static func regions(seed: UInt64 = 7, youths: Int = 900) -> SyntheticRegions {
    SyntheticRegions(
      .init(
        seed: seed, today: today, youths: [("aa", youths), ("bb", youths / 2), ("cc", youths / 3)],
        sharedElsewhere: 0.2))
  }

  @Test func equalSeedsMakeEqualFilesAndOthersDoNot() {
    let made = Self.regions().csv(of: "aa")
    #expect(made == Self.regions().csv(of: "aa"))
    #expect(made != Self.regions(seed: 8).csv(of: "aa"))
    #expect(made != Self.regions().csv(of: "bb"))
  }

  @Test func everyCitizenNumberIsMadeUpAndPassesTheElevenTest() {
    let identities = Self.regions().signals.values.joined().flatMap { $0.subject + $0.guardians }
    let numbers = identities.filter { $0.hasPrefix("bsn:") }.map { $0.dropFirst(4) }
    #expect(!numbers.isEmpty)
    for number in numbers {
      let digits = number.compactMap(\.wholeNumberValue)
      let sum = zip(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(digits.count == 9 && digits.first == 9 && sum.isMultiple(of: 11))
    }
    #expect(identities.allSatisfy { $0.hasPrefix("bsn:") || ($0.hasPrefix("vnr:") && $0.utf8.count == 14) })
  }

  @Test func theFileReadsBackAsItsSignals() throws {
    let regions = Self.regions()
    var table = SignalTable()
    var rows: [[String: String]] = []
    var refused = 0
    let take = { (row: SignalTable.Row) in
      switch row {
      case .fields(_, let fields): rows.append(fields)
      case .refused: refused += 1
      }
    }
    try table.read(regions.csv(of: "bb"), row: take)
    try table.finish(row: take)
    #expect(refused == 0)
    let columns = SignalColumn.allCases.map(\.rawValue)
    #expect(rows.map { row in columns.map { row[$0] ?? "?" } } == (regions.signals["bb"] ?? []).map(\.fields))
  }

  @Test func datesAreThoseOfLivingMemory() {
    for signal in Self.regions().signals.values.joined() {
      #expect(signal.birthDate <= signal.startedOn && signal.startedOn <= Self.today)
      #expect(signal.startedOn.adding(years: 2) > Self.today)
      #expect(signal.birthDate.adding(years: 23) > Self.today)
      if let ending = signal.ending { #expect(ending.on >= signal.startedOn && ending.on <= Self.today) }
    }
  }

  @Test func everyKindOfSignalIsAmongThem() {
    let regions = Self.regions(youths: 6_000)
    let all = Array(regions.signals.values.joined())
    for reason in SyntheticSignal.EndReason.allCases { #expect(all.contains { $0.ending?.reason == reason }) }
    #expect(all.contains { $0.shielding == .desk } && all.contains { $0.shielding == .withheld })
    #expect(all.contains { $0.subject.count == 2 } && all.contains { $0.subject.first?.hasPrefix("vnr:") == true })
    let youths = Dictionary(grouping: all, by: \.youth)
    #expect(youths.values.contains { $0.count > 2 })
    let several = youths.values.count { $0.count > 1 }
    #expect((0.6...0.8).contains(Double(several) / Double(youths.count)), "seven in ten are known to more than one")
    let households = Dictionary(grouping: all.filter { $0.guardians.count == 2 }, by: \.guardians)
    #expect(households.values.contains { Set($0.map(\.youth)).count > 1 }, "siblings share their guardians")
    #expect(Set(all.map(\.id)).count == all.count)
  }

  @Test func eachRegionHasTheYouthsThatWereAskedFor() {
    let regions = SyntheticRegions(
      .init(today: Self.today, youths: [("aa", 40), ("bb", 0), ("cc", 1)], sharedElsewhere: 0))
    let counts = regions.signals.mapValues { Set($0.map(\.youth)).count }
    #expect(counts == ["aa": 40, "bb": 0, "cc": 1])
  }

  @Test func onlyWhatPeersMayFindIsExchanged() throws {
    var signal = try #require(Self.regions().signals["aa"]?.first)
    let ending = { (reason: SyntheticSignal.EndReason) in SyntheticSignal.Ending(on: Self.today, reason: reason) }
    let endings = [nil] + SyntheticSignal.EndReason.allCases.map(ending)
    for end in endings {
      signal.ending = end
      signal.shielding = .withheld
      #expect(!signal.isExchanged)
      for shielding in [SyntheticSignal.Shielding.none, .desk] {
        signal.shielding = shielding
        #expect(signal.isExchanged == (end == nil || end?.reason == .movedAway))
      }
    }
  }

  @Test func theTruthIsWhatComparingEverySignalWithEveryOtherFinds() {
    let regions = Self.regions(youths: 210)
    let truth = SyntheticTruth(regions.signals)
    for (own, other) in [("aa", "bb"), ("bb", "aa"), ("aa", "cc"), ("bb", "cc")] {
      var pairs: Set<[String]> = []
      for left in regions.signals[own] ?? [] where left.isExchanged {
        for right in regions.signals[other] ?? [] where right.isExchanged {
          if !Set(left.subject).isDisjoint(with: right.subject) { pairs.insert([left.id, right.id]) }
        }
      }
      let matches = truth.matches(of: own, with: other)
      #expect(!pairs.isEmpty)
      let told = matches.flatMap { match in match.own.flatMap { left in match.peers.map { [left.id, $0.id] } } }
      #expect(Set(told) == pairs && told.count == pairs.count)
    }
  }

  @Test func familiesAreGuardiansInCommonOfMoreThanOneYouth() {
    let regions = Self.regions(youths: 210)
    let truth = SyntheticTruth(regions.signals)
    for (own, other) in [("aa", "bb"), ("bb", "aa"), ("aa", "cc"), ("bb", "cc")] {
      let left = (regions.signals[own] ?? []).filter(\.isExchanged)
      let right = (regions.signals[other] ?? []).filter(\.isExchanged)
      var expected: [[String]] = []
      for guardian in Set(left.flatMap(\.guardians)).intersection(right.flatMap(\.guardians)) {
        let sides = [left, right].map { $0.filter { $0.guardians.contains(guardian) } }
        guard Set(sides.joined().map(\.youth)).count > 1 else { continue }
        expected.append(sides.joined().map(\.id).sorted())
      }
      let told = truth.families(of: own, with: other).map { ($0.own + $0.peers).map(\.id).sorted() }
      #expect(!expected.isEmpty)
      #expect(told.sorted { $0.joined() < $1.joined() } == expected.sorted { $0.joined() < $1.joined() })
    }
  }
}
