import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// What the figures of a region count, and that they stay when what they counted goes.
@Suite(.timeLimit(.minutes(30)))
struct FiguresTests {
  private static let day = 86_400_000
  /// A moment in the second quarter of 2026.
  private let april = Int(CalendarDate(year: 2026, month: 4, day: 20)?.start.milliseconds ?? 0)
  private let spring = Samples.sure(Quarter(text: "2026-Q2"))
  private let key = FeedKey(agreement: Samples.sure(AgreementId([UInt8](repeating: 1, count: 32))), kind: .youth)

  private func signal(_ id: String, youth: String, organisation: String = "org", municipality: String = "GM0363")
    -> SignalContent
  {
    var content = Samples.signal(id, youth: [youth], started: "2026-04-10")
    content.reporter.organisationId = organisation
    content.reporter.organisation = "Name of " + organisation
    content.municipality = municipality
    return content
  }

  /// Proves a match with a peer on the youth known as `youth`.
  private func match(_ state: inout RegionState, youth: String, _ number: UInt8, at: Int) -> MatchId {
    let id = Samples.sure(MatchId([UInt8](repeating: number, count: 16)))
    let handle = Samples.sure(Handle([UInt8](repeating: number, count: 16)))
    state.matches.store(
      MatchRecord(
        id: id, key: key, peer: Samples.drenthe,
        identity: Samples.sure(state.signals.youths.reference(of: Samples.person(youth))), ownHandle: handle,
        peerHandle: handle, revision: 1))
    state.apply(.matches(.proven(id, peerProof: [UInt8](repeating: 1, count: 64), at: at)))
    return id
  }

  private func count(_ state: RegionState, _ measure: Measure, _ row: FigureRow = .region) -> Int {
    state.figures.tally(row, spring)[measure]
  }

  @Test func signalCountsForItsLinesOnce() {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    state.report(signal("b", youth: "y", organisation: "other"), at: april)
    var changed = signal("a", youth: "y")
    changed.consent = "refused"
    changed.mark = Samples.mark("changed")
    state.report(changed, at: april)
    #expect(count(state, .signals) == 2 && count(state, .signals, .organisation("org")) == 1)
    #expect(count(state, .signals, .municipality("GM0363")) == 2 && count(state, .signals, .sector("wijkteam")) == 2)
    #expect(count(state, .youths) == 1 && count(state, .youths, .organisation("other")) == 1)
    #expect(count(state, .matchesWithin) == 1 && count(state, .youthsWithMatch) == 1)
    #expect(count(state, .youthsWithMatch, .organisation("org")) == 1)
    #expect(state.figures.organisations["other"]?.name == "Name of other")
  }

  @Test(arguments: [Shielding.desk, .withheld]) func shieldedOrganisationHasNoLine(shielding: Shielding) {
    var state = RegionState()
    var content = signal("a", youth: "y", organisation: "shelter")
    content.shielding = shielding
    state.report(content, at: april)
    #expect(count(state, .signals) == 1 && count(state, .signals, .sector("wijkteam")) == 1)
    #expect(!state.figures.rows.contains(.organisation("shelter")) && state.figures.organisations.isEmpty)
  }

  @Test func youthCountsOnceAQuarterAndOnceAYear() {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    state.report(signal("b", youth: "y"), at: april + 80 * Self.day)
    let summer = Samples.sure(Quarter(text: "2026-Q3"))
    #expect(count(state, .youths) == 1)
    #expect(state.figures.tally(.region, summer)[.youths] == 1)
    #expect(state.figures.youths(.region, year: 2026)[.youths] == 1)
    #expect(state.figures.youths(.region, year: 2026)[.youthsWithMatch] == 1)
  }

  @Test func workOnAMatchCountsOnce() {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    let id = match(&state, youth: "y", 3, at: april + 2 * Self.day)
    #expect(count(state, .youthMatches) == 1 && count(state, .youthMatches, .peer(Samples.drenthe)) == 1)
    #expect(count(state, .youthsWithMatch) == 1 && count(state, .youthsWithMatch, .organisation("org")) == 1)
    var work = MatchWork()
    let at = april + 5 * Self.day
    let moment = Timestamp(seconds: Int64(at / 1000))
    work.followUp = FollowUp(state: .contacted, reason: nil, outcome: nil, at: moment)
    work.handover = Handover(state: .done, at: moment)
    state.apply(.matches(.worked(id, work, at: at)))
    state.apply(.matches(.worked(id, work, at: at)))
    #expect(count(state, .contacted) == 1 && count(state, .contacted, .peer(Samples.drenthe)) == 1)
    #expect(count(state, .handovers) == 1)
    work.followUp = FollowUp(state: .noneNeeded, reason: .noConsent, outcome: nil, at: moment)
    state.apply(.matches(.worked(id, work, at: at)))
    #expect(count(state, .noConsent) == 1)
    let tally = state.figures.tally(.region, spring)
    #expect(tally.daysToContact.median == 3 && tally.daysToMatch.median == 12)
  }

  @Test func openMatchWithoutContactIsTooLongAtTheEndOfItsQuarter() {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    state.report(signal("b", youth: "z"), at: april)
    _ = match(&state, youth: "y", 3, at: april)
    _ = match(&state, youth: "z", 4, at: april + 60 * Self.day)
    let july = Samples.sure(CalendarDate(iso: "2026-07-01"))
    for event in state.figures.decideQuarters(today: july, openDays: 14, at: july.start.milliseconds) {
      state.apply(event)
    }
    #expect(count(state, .openTooLong) == 1)
    #expect(state.figures.openQuarter == Quarter(text: "2026-Q3"))
    #expect(state.figures.decideQuarters(today: july, openDays: 14, at: july.start.milliseconds).isEmpty)
  }

  @Test func countsStayAndMarksGoWithTheYouth() throws {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    try state.withdraw("a", .mistaken, at: april)
    #expect(count(state, .youths) == 1 && state.figures.marks.isEmpty)
  }

  @Test func lateEventCountsInTheOpenQuarter() {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    let july = Samples.sure(CalendarDate(iso: "2026-07-01"))
    for event in state.figures.decideQuarters(today: july, openDays: 14, at: july.start.milliseconds) {
      state.apply(event)
    }
    state.report(signal("late", youth: "z"), at: april)
    #expect(count(state, .signals) == 1, "a report that is out does not change")
    #expect(state.figures.tally(.region, Samples.sure(Quarter(text: "2026-Q3")))[.signals] == 1)
  }

  @Test func snapshotKeepsFigures() throws {
    var state = RegionState()
    state.report(signal("a", youth: "y"), at: april)
    _ = match(&state, youth: "y", 3, at: april)
    var reader = RegionSnapshotReader()
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    for item in items { try reader.read(item) }
    #expect(difference(canonical(state), canonical(try reader.finish())) == [])
  }

  @Test func statisticsAppearOnceTheQuarterIsOver() throws {
    var state = RegionState()
    for number in 0..<8 { state.report(signal("s\(number)", youth: "y\(number)"), at: april) }
    for number in 8..<10 {
      state.report(signal("s\(number)", youth: "y\(number)", organisation: "small", municipality: "GM0114"), at: april)
    }
    #expect(Statistics(.quarter(spring), of: state.figures) == nil)
    let july = Samples.sure(CalendarDate(iso: "2026-07-01"))
    for event in state.figures.decideQuarters(today: july, openDays: 14, at: july.start.milliseconds) {
      state.apply(event)
    }
    let statistics = try #require(Statistics(.quarter(spring), of: state.figures))
    func shown(_ row: FigureRow) -> ShownCount? { statistics.lines.first { $0.row == row }?.counts[.signals] }
    #expect(shown(.region) == .exact(10) && shown(.sector("wijkteam")) == .exact(10))
    #expect(shown(.municipality("GM0114")) == .underFive)
    #expect(shown(.municipality("GM0363")) == .withheld, "ten less eight would tell two")
    #expect(statistics.months.map { $0.counts[.signals] } == [.withheld, .underFive, .underFive])
    #expect(statistics.lines.first?.matchedPercent == nil, "no youth has a match: that is fewer than five")
    #expect(statistics.activeOrganisations == 2)
    #expect(Statistics(.year(2026), of: state.figures) == nil)
  }

  @Test func organisationsOfAHiddenSectorAreHidden() throws {
    var state = RegionState()
    for number in 0..<12 { state.report(signal("s\(number)", youth: "y\(number)"), at: april) }
    for number in 0..<3 {
      var content = signal("t\(number)", youth: "z\(number)", organisation: "police")
      content.reporter.sector = "politie"
      state.report(content, at: april)
    }
    let july = Samples.sure(CalendarDate(iso: "2026-07-01"))
    for event in state.figures.decideQuarters(today: july, openDays: 14, at: july.start.milliseconds) {
      state.apply(event)
    }
    let statistics = try #require(Statistics(.quarter(spring), of: state.figures))
    func shown(_ row: FigureRow) -> ShownCount? { statistics.lines.first { $0.row == row }?.counts[.signals] }
    #expect(shown(.sector("politie")) == .underFive && shown(.sector("wijkteam")) == .withheld)
    #expect(shown(.organisation("police")) == .underFive)
    #expect(shown(.organisation("org"))?.shown == nil, "the only organisation of a hidden sector tells its count")
  }
}
