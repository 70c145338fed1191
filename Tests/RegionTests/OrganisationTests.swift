import PeerProtocol
import TestSupport
import Testing

import enum Cryptography.SubjectKind

@testable import Region

/// The register of organisations, the signals that wait for it, and municipalities that merge.
@Suite(.timeLimit(.minutes(30))) struct OrganisationTests {
  private let today = Samples.today

  private func organisation(_ id: String = "org", since: Int = -10, ends: Int? = nil) -> Organisation {
    Organisation(
      id: id, name: "Name of " + id, sector: "wijkteam", municipalities: ["GM0363"], domains: ["example.nl"],
      contact: "team@example.nl", since: today.adding(days: since), ends: ends.map { today.adding(days: $0) })
  }

  private func state(_ organisations: [Organisation], _ signals: SignalContent...) -> RegionState {
    var state = RegionState()
    if !organisations.isEmpty { state.apply(.organisations(.registered(organisations, at: 1))) }
    for signal in signals { state.report(signal) }
    return state
  }

  /// What a day, or an import of organisations, lets go.
  private func release(_ state: inout RegionState, _ policy: OrganisationPolicy, on day: CalendarDate? = nil) {
    let events = OrganisationDecisions(state)
      .decideReleases(in: 0..<100, policy: policy, today: day ?? today, at: 2).events
    for event in events { state.apply(event) }
  }

  /// A report comes in.
  private func take(
    _ state: inout RegionState, _ signal: SignalContent, _ policy: OrganisationPolicy = .require,
    on day: CalendarDate? = nil
  ) {
    let events = OrganisationDecisions(state).decideHold(of: signal, policy: policy, today: day ?? today, at: 2)
    state.report(signal)
    for event in events { state.apply(event) }
  }

  private func isHeld(_ state: RegionState, _ id: String) -> Bool {
    state.signals.row(id).flatMap { state.signals.rows[Int($0)] }?.suspension.contains(.unregistered) == true
  }

  private func isInFeed(_ state: RegionState, _ id: String = "a") -> Bool? { state.signals.summary(id)?.isInFeed }

  @Test func sameImportTwiceChangesNothingAndOthersStay() throws {
    var state = state([organisation(), organisation("other")])
    let rows = [organisation(), organisation("third")]
    let events = OrganisationDecisions(state).decideImport(rows, at: 5)
    #expect(events.map(\.record) == [RegionEvent.organisations(.registered([rows[1]], at: 5)).record])
    for event in events { state.apply(event) }
    #expect(OrganisationDecisions(state).decideImport(rows, at: 6).isEmpty)
    #expect(state.organisations.register.keys.sorted() == ["org", "other", "third"])
  }

  @Test func standingFollowsTheDays() {
    let organisation = organisation(since: 0, ends: 10)
    let standings = [-1, 0, 9, 10].map { organisation.standing(on: today.adding(days: $0)) }
    #expect(standings == [.notYet, .active, .active, .ended])
  }

  @Test func profileNamesWhatItLacks() {
    #expect(organisation().missing.isEmpty)
    let bare = Organisation(id: "o", name: "n", sector: "ggd", since: today)
    #expect(bare.missing == [.municipalities, .domains, .contact])
  }

  @Test func regionWithoutRegisterFlagsNothing() {
    let state = state([], Samples.signal("a", youth: ["y"]))
    #expect(state.organisations.flag(of: "org", on: today, policy: .report) == nil)
    #expect(state.organisations.flag(of: "org", on: today, policy: .require) == .unknown)
    var found: [String: FlaggedOrganisation] = [:]
    _ = OrganisationDecisions(state).countFlagged(in: 0..<100, policy: .report, today: today, into: &found)
    #expect(found.isEmpty)
  }

  @Test func flaggedOrganisationsAreCountedBySignal() {
    let state = state(
      [organisation("another")], Samples.signal("a", youth: ["y"]), Samples.signal("b", youth: ["z"]),
      Samples.signal("c", youth: ["x"], ended: .riskGone))
    var found: [String: FlaggedOrganisation] = [:]
    let next = OrganisationDecisions(state).countFlagged(in: 0..<100, policy: .report, today: today, into: &found)
    #expect(next == nil)
    #expect(
      found == ["org": FlaggedOrganisation(id: "org", name: "Organisation", standing: .unknown, signals: 2)])
  }

  /// The count that the status shows follows every change, and is the sum of the list.
  @Test func flaggedSignalsAreCountedAsTheyChange() {
    var state = state([organisation("another")], Samples.signal("a", youth: ["y"]), Samples.signal("b", youth: ["z"]))
    func count(_ day: CalendarDate? = nil) -> Int {
      let decisions = OrganisationDecisions(state)
      var found: [String: FlaggedOrganisation] = [:]
      _ = decisions.countFlagged(in: 0..<100, policy: .report, today: day ?? today, into: &found)
      let counted = decisions.flaggedCount(policy: .report, today: day ?? today)
      #expect(counted == found.values.reduce(0) { $0 + $1.signals })
      return counted
    }
    #expect(count() == 2)
    var moved = Samples.signal("a", youth: ["y"], note: "2")
    moved.reporter.organisationId = "another"
    state.report(moved)
    #expect(count() == 1)
    state.report(Samples.signal("b", youth: ["z"], ended: .riskGone))
    #expect(count() == 0)
    state.report(Samples.signal("c", youth: ["x"]))
    #expect(count() == 1)
    state.apply(.organisations(.registered([organisation(ends: 3)], at: 4)))
    #expect(count() == 0 && count(today.adding(days: 3)) == 1)
    state.signals.recountAll()
    #expect(count(today.adding(days: 3)) == 1 && state.signals.countFaults.isEmpty)
    #expect(OrganisationDecisions(RegionState()).flaggedCount(policy: .require, today: today) == 0)
  }

  @Test func signalOfUnknownOrganisationWaitsUntilItIsRegistered() {
    var state = state([])
    take(&state, Samples.signal("a", youth: ["y"]), .report)
    #expect(isInFeed(state) == true)
    state = RegionState()
    for id in ["a", "b"] { take(&state, Samples.signal(id, youth: ["y"])) }
    release(&state, .require)
    #expect(isInFeed(state) == false && state.signals.figures.unregistered == 2)
    let identity = Samples.sure(state.signals.youths.reference(of: Samples.person("y")))
    #expect(!state.belongsInFeed(identity, .youth))
    // Others within the region see it.
    #expect(WithinRegion(state).match(of: identity, municipality: nil)?.signals.count == 2)
    state.apply(.organisations(.registered([organisation()], at: 3)))
    release(&state, .require)
    #expect(isInFeed(state) == true && state.signals.figures.unregistered == 0)
    #expect(state.belongsInFeed(identity, .youth))
  }

  /// What peers know stays, whatever becomes of the organisation: matches would end.
  @Test func onlySignalsThatComeInWaitOnceTheirOrganisationEnded() {
    let day = today.adding(days: 5)
    var state = state([organisation(ends: 5)])
    take(&state, Samples.signal("a", youth: ["y"]), on: today.adding(days: 4))
    release(&state, .require, on: day)
    take(&state, Samples.signal("a", youth: ["y"], note: "2"), on: day)
    #expect(isInFeed(state) == true)
    take(&state, Samples.signal("b", youth: ["z"]), on: day)
    #expect(isInFeed(state, "b") == false)
    // A region that does not require it any more lets it go.
    release(&state, .report, on: day)
    #expect(isInFeed(state, "b") == true)
  }

  /// Under an agreement with history peers are told of what ended beside an active signal on the youth.
  @Test func signalThatEndedWhileItWaitedWaitsOn() {
    var state = state([])
    take(&state, Samples.signal("a", youth: ["y"]))
    take(&state, Samples.signal("a", youth: ["y"], ended: .riskGone))
    release(&state, .require)
    #expect(isHeld(state, "a"))
    release(&state, .report)
    #expect(!isHeld(state, "a"))
  }

  @Test func newReportIsHeldInTheRecordThatStoresIt() {
    var state = state([organisation("other")])
    let signal = Samples.signal("a", youth: ["y"])
    func decide(_ content: SignalContent) -> [RegionEvent] {
      OrganisationDecisions(state).decideHold(of: content, policy: .require, today: today, at: 2)
    }
    let events = decide(signal)
    #expect(events.count == 1)
    state.report(signal)
    for event in events { state.apply(event) }
    #expect(isInFeed(state) == false)
    // The next report names an organisation that is registered.
    var next = Samples.signal("a", youth: ["y"], note: "2")
    next.reporter.organisationId = "other"
    let freed = decide(next)
    state.report(next)
    #expect(isInFeed(state) == false)
    for event in freed { state.apply(event) }
    #expect(isInFeed(state) == true)
  }

  // MARK: - Mergers

  @Test func mergerIntoOneThatMergedGoesAllTheWay() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0439", "GM0500", on: today)
    try merge(&state, "GM0363", "GM0439", on: today)
    #expect(state.organisations.current("GM0363") == "GM0500" && state.signals.summary("a")?.municipality == "GM0500")
  }

  @Test func planIsReplacedUntilItsDay() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today.adding(days: 3))
    try merge(&state, "GM0363", "GM0500", on: today.adding(days: 2))
    #expect(
      state.organisations.planned == [MunicipalityMerge(old: "GM0363", new: "GM0500", from: today.adding(days: 2))])
  }

  private func merge(_ state: inout RegionState, _ old: String, _ new: String, on day: CalendarDate) throws {
    let merge = MunicipalityMerge(old: old, new: new, from: day)
    for event in try OrganisationDecisions(state).decideMerge(merge, at: 3) { state.apply(event) }
    for event in OrganisationDecisions(state).decideDueMerges(today: today, at: 4) { state.apply(event) }
  }

  @Test func signalsNameTheNewMunicipalityFromTheDayOn() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today.adding(days: 1))
    #expect(state.signals.summary("a")?.municipality == "GM0363" && state.organisations.current("GM0363") == "GM0363")
    for event in OrganisationDecisions(state).decideDueMerges(today: today.adding(days: 1), at: 5) {
      state.apply(event)
    }
    #expect(state.signals.summary("a")?.municipality == "GM0439" && state.organisations.current("GM0363") == "GM0439")
    // The report still says the old one; so does a new signal.
    #expect(state.report(Samples.signal("a", youth: ["y"])) == .unchanged)
    state.report(Samples.signal("b", youth: ["z"]))
    #expect(state.signals.summary("b")?.municipality == "GM0439")
    #expect(OrganisationDecisions(state).signalCount(of: "GM0439") == 2)
  }

  @Test func figuresOfTheOldMunicipalityStayAsTheyWere() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today)
    state.report(Samples.signal("b", youth: ["z"]))
    let quarter = try #require(state.figures.openQuarter)
    #expect(state.figures.tally(.municipality("GM0363"), quarter)[.signals] == 1)
    #expect(state.figures.tally(.municipality("GM0439"), quarter)[.signals] == 1)
  }

  @Test func mergersFollowEachOtherAndNeverGoInACircle() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today)
    try merge(&state, "GM0363", "GM0439", on: today)
    #expect(state.organisations.merges.count == 1)
    #expect(throws: Refusal.organisations(.circle)) { try merge(&state, "GM0439", "GM0363", on: today) }
    #expect(throws: Refusal.organisations(.merged(old: "GM0363", into: "GM0439"))) {
      try merge(&state, "GM0363", "GM0500", on: today)
    }
    try merge(&state, "GM0439", "GM0500", on: today)
    #expect(state.organisations.current("GM0363") == "GM0500" && state.organisations.current("GM0439") == "GM0500")
    #expect(state.signals.summary("a")?.municipality == "GM0500")
  }

  @Test func releaseStaysWhereTheReportNamesTheOldMunicipality() throws {
    var state = state([], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today)
    var next = Samples.signal("a", youth: ["y"], note: "2")
    next.municipality = "GM0363"
    state.report(next)
    #expect(state.signals.summary("a")?.municipality == "GM0439")
  }

  // MARK: - The store

  @Test func snapshotKeepsTheRegister() throws {
    var state = state([organisation(), organisation("other", ends: 3)], Samples.signal("a", youth: ["y"]))
    try merge(&state, "GM0363", "GM0439", on: today)
    try merge(&state, "GM0500", "GM0439", on: today.adding(days: 100))
    take(&state, Samples.signal("held", youth: ["z"]))
    #expect(!isHeld(state, "held"))
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(state).write { try reader.read($0) }
    let again = try reader.finish()
    #expect(again.organisations == state.organisations && again.organisations.planned.count == 1)
    #expect(difference(canonical(state), canonical(again)).isEmpty)
    #expect(again.organisations.current("GM0363") == "GM0439")
  }

  @Test func importIsAnEntryOfCountsOnly() throws {
    let state = state([organisation()])
    let changed = organisation(ends: 4)
    let facts = AuditFacts(state).facts(of: [.organisations(.registered([changed, organisation("new")], at: 9))])
    #expect(facts.map(\.kind) == [.organisationsRegistered])
    #expect(
      facts.first?.members == ["added": .number(1), "changed": .number(1)] && facts.first?.things.isEmpty == true)
  }

  // MARK: - Figures

  @Test func silentOrganisationsAreThoseWithoutASignalInTheQuarter() throws {
    var state = state([organisation(), organisation("shelter"), organisation("silent"), organisation("gone", ends: -1)])
    let at = Int(today.start.milliseconds)
    state.report(Samples.signal("a", youth: ["y"]), at: at)
    // Of a shielded one reports have no line, and it is not silent.
    var hidden = Samples.signal("b", youth: ["z"], shielding: .withheld)
    hidden.reporter.organisationId = "shelter"
    state.report(hidden, at: at)
    let quarter = Quarter(today.yearMonth)
    state.apply(.figures(.quarterEnded(quarter, openDays: 14, at: at)))
    let usage = try #require(Statistics(.quarter(quarter), of: state.figures)?.usage)
    #expect(usage == OrganisationUsage(connected: 3, silent: ["silent"]) && usage.usedPercent == 67)
    #expect(!usage.isShownToAll)
    let first = CalendarDate(firstOf: quarter.months[0])
    #expect(state.figures.silentSince(lookingBack: 8) == ["silent": first])
    // In the next quarter the first one is silent too.
    state.report(Samples.signal("c", youth: ["x"]), at: at + 95 * 86_400_000)
    state.apply(.figures(.quarterEnded(quarter.next, openDays: 14, at: at)))
    let next = try #require(Statistics(.quarter(quarter.next), of: state.figures)?.usage)
    #expect(next.silent == ["shelter", "silent"])
    let second = CalendarDate(firstOf: quarter.next.months[0])
    #expect(state.figures.silentSince(lookingBack: 8) == ["shelter": second, "silent": first])
    #expect(state.figures.silentSince(lookingBack: 1) == ["shelter": second, "silent": second])
  }

  @Test func smallCountsOfOrganisationsAreForNobodyElse() {
    func usage(_ connected: Int, _ silent: Int) -> Bool {
      OrganisationUsage(connected: connected, silent: (0..<silent).map { "\($0)" }).isShownToAll
    }
    #expect(usage(10, 5) && !usage(10, 4) && !usage(9, 5) && !usage(20, 0))
  }

  @Test func regionWithoutRegisterHasNoSilentOrganisation() throws {
    var state = state([])
    let at = Int(today.start.milliseconds)
    state.report(Samples.signal("a", youth: ["y"]), at: at)
    let quarter = Quarter(today.yearMonth)
    state.apply(.figures(.quarterEnded(quarter, openDays: 14, at: at)))
    let statistics = try #require(Statistics(.quarter(quarter), of: state.figures))
    #expect(statistics.usage == nil)
  }
}
