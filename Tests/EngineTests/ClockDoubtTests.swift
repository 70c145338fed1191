import Journal
import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A clock that is wrong destroys nothing: what cannot be taken back waits until the clock is trusted.
@Suite(.timeLimit(.minutes(30))) struct ClockDoubtTests {
  private static let minute = 60_000
  private static let hour = 3_600_000
  private static let day = 86_400_000
  private static let shared = "vnr:1000000000"

  private let world: World

  init() throws { world = try World(seed: 1, regions: 2, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }
  private var trust: ClockTrust { node.state.clock }

  private func report(_ id: String, startedOn: CalendarDate? = nil, _ subject: String = shared) -> JSONValue {
    [
      "subject": .string(subject), "organisationId": "o", "organisation": "Organisation", "sector": "jgz",
      "contactEmail": .string("\(id)@mail.test"), "birthDate": "2015-05-01",
      "startedOn": .string((startedOn ?? node.today.adding(days: -10)).iso),
    ]
  }

  private func match() throws {
    try world.connectAll()
    _ = try node.engine.putSignal(id: "ours", document: report("ours"))
    _ = try world.nodes[1].engine.putSignal(id: "theirs", document: report("theirs"))
    try world.settle()
    try requireAll()
  }

  /// Everything stands as it was: signals, matches and agreements, on both sides.
  private func requireAll(_ comment: Comment? = nil) throws {
    for node in world.nodes {
      #expect(node.state.signals.ids.compactMap { node.state.signals.summary($0)?.status } == [.active], comment)
      #expect(node.state.matches.shown.values.count { $0.isOpen } == 1, comment)
      #expect(node.state.agreements.records.values.map(\.status) == [.concluded], comment)
      #expect(node.state.exchange.outgoing.values.map(\.count).reduce(0, +) == 1, comment)
    }
  }

  /// Time passes in steps of half a minute, with everything that is due.
  private func pass(_ milliseconds: Int, alone: Bool = false) throws {
    for _ in 0..<milliseconds / 30_000 {
      world.time.advance(30_000)
      if alone { node.engine.tick() } else { try world.pass() }
    }
  }

  private func problem(_ body: () throws -> Void) -> Refusal? {
    do { try body() } catch { return error as? Refusal }
    return nil
  }

  // MARK: - Nothing is destroyed

  @Test(arguments: [73 * 366, 3 * 365, 1, -1, -60 * 365], [false, true])
  func aLeapingClockEndsNothing(days: Int, atStart: Bool) throws {
    try match()
    node.clock.set(by: days * Self.day)
    if atStart { try node.restart() }
    // The very first request after a leap is decided before any tick.
    _ = problem { _ = try node.engine.putSignal(id: "new", document: report("new", startedOn: node.engine.clockDay)) }
    _ = problem { _ = try node.engine.withdrawSignal(id: "new", reason: "mistaken") }
    for _ in 0..<4 {
      node.engine.tick()
      try pass(2 * Self.minute)
    }
    #expect(trust.isInDoubt && trust.doubt?.cause == (atStart ? .start : .leap))
    try requireAll("in doubt")
    node.clock.set(by: -days * Self.day)
    try node.restart()
    #expect(trust.isInDoubt, "the doubt outlives the process")
    try pass(11 * Self.minute)
    #expect(!trust.isInDoubt)
    let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms())
    try file.add(
      row: 2,
      fields: [
        "signal_id": "ours", "subject": Self.shared, "organisation_id": "o", "organisation": "Organisation",
        "sector": "jgz", "contact_email": "ours@mail.test", "birth_date": "2015-05-01",
        "started_on": node.today.adding(days: -10).iso,
      ])
    #expect(try file.finish().document()["removed"]?.integerValue == 0)
    try world.settle()
    try requireAll("after the doubt")
    try world.checkReplay(0)
  }

  /// Schedules, revisions and silences of a wrong year do not hold the exchange up afterwards.
  @Test func exchangeGoesOnAfterALeap() throws {
    try match()
    node.clock.set(by: 73 * 366 * Self.day)
    node.engine.tick()
    #expect(trust.isInDoubt)
    _ = node.engine.outboxes.nextDeliveries(to: world.nodes[1].name).map {
      node.engine.outboxes.complete($0, .failure(.timedOut))
    }
    node.clock.set(by: -73 * 366 * Self.day)
    try pass(12 * Self.minute)
    _ = try node.engine.putSignal(id: "more", document: report("more", "vnr:1000007919"))
    _ = try world.nodes[1].engine.putSignal(id: "too", document: report("too", "vnr:1000007919"))
    try world.settle()
    #expect(node.state.matches.shown.values.count { $0.isOpen } == 2)
    let revisions = node.state.matches.records.values.map(\.revision)
    #expect(revisions.allSatisfy { $0 < world.time.milliseconds + Self.day })
  }

  /// A clock that is set back stops no retry.
  @Test func aClockSetBackStopsNoRetry() throws {
    try match()
    node.clock.set(by: -50 * Self.minute)
    _ = try node.engine.putSignal(id: "more", document: report("more", "vnr:1000007919"))
    let failed = node.engine.outboxes.nextDeliveries(to: world.nodes[1].name)
    #expect(!failed.isEmpty)
    for delivery in failed { node.engine.outboxes.complete(delivery, .failure(.timedOut)) }
    #expect(node.engine.outboxes.nextDeliveries(to: world.nodes[1].name).isEmpty)
    node.clock.set(by: -5 * Self.hour)
    world.time.advance(1_000)
    #expect(!node.engine.outboxes.nextDeliveries(to: world.nodes[1].name).isEmpty)
  }

  // MARK: - The end of a doubt

  @Test func agreementWithPeersEndsADoubtAfterTenMinutes() throws {
    try match()
    world.time.advance(100 * Self.day)
    try node.restart()
    try pass(9 * Self.minute)
    #expect(trust.isInDoubt)
    try pass(3 * Self.minute)
    #expect(!trust.isInDoubt && abs(trust.newestMoment - node.clock.milliseconds) < Self.hour)
  }

  @Test func sixSteadyHoursEndADoubtWithoutPeers() throws {
    try match()
    world.nodes[1].setReachable(false)
    world.time.advance(2 * Self.day)
    try node.restart()
    try pass(5 * Self.hour, alone: true)
    // A clock that is set meanwhile begins anew.
    node.clock.set(by: 20 * Self.minute)
    try pass(5 * Self.hour, alone: true)
    #expect(trust.isInDoubt)
    try pass(2 * Self.hour, alone: true)
    #expect(!trust.isInDoubt)
  }

  @Test func onePeerThatLiesHoldsNoDoubtForEverAndOnlyAlarmsAfterwards() throws {
    try match()
    world.nodes[1].clock.set(by: 3 * Self.day)
    try pass(70 * Self.minute)
    #expect(trust.doubt?.cause == .peers)
    try pass(7 * Self.hour)
    #expect(!trust.isInDoubt && trust.differing == [world.nodes[1].name])
    try pass(3 * Self.hour)
    #expect(!trust.isInDoubt)
    #expect(node.state.peering.alarms[world.nodes[1].name]?.map(\.code) == ["clock-differs"])
  }

  /// A peer that says otherwise keeps a clock that leapt in doubt, however long it runs.
  @Test func aLeapIsNotForgottenWhilePeersContradict() throws {
    try match()
    node.clock.set(by: 1_000 * Self.day)
    try pass(8 * Self.hour)
    #expect(trust.isInDoubt)
    try requireAll()
  }

  @Test func anOperatorConfirmsTheClockByNamingItsDate() throws {
    try match()
    world.time.advance(100 * Self.day)
    try node.restart()
    let engine = node.engine
    let wrong = problem { _ = try engine.confirmClock(date: "2020-01-01", approver: node.operatorRole) }
    #expect(wrong?.code == .conflict && trust.isInDoubt)
    let clock = try engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
    #expect(clock["state"] == "trusted" && !trust.isInDoubt)
    _ = try engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
  }

  /// A journal that was written in a wrong year is a base no longer once a doubt has ended.
  @Test func aJournalOfAWrongYearHoldsNoDoubtForEver() throws {
    node.clock.set(by: 70 * 366 * Self.day)
    _ = try node.engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
    node.engine.tick()
    node.clock.set(by: -70 * 366 * Self.day)
    try node.restart()
    #expect(trust.isInDoubt)
    _ = try node.engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
    try node.restart()
    node.engine.tick()
    #expect(!trust.isInDoubt)
  }

  @Test func anIdleNodeIsNotInDoubtWhenItStartsAgain() throws {
    node.engine.tick()
    for _ in 0..<30 {
      world.time.advance(20 * Self.minute)
      node.engine.tick()
    }
    world.time.advance(25 * Self.minute)
    try node.restart()
    #expect(!trust.isInDoubt)
  }

  @Test func statusNamesBothClocks() throws {
    try match()
    let expected = CalendarDate(node.engine.clockNow)
    node.clock.set(by: 1_000 * Self.day)
    node.engine.tick()
    let clock = try #require(node.engine.statusDocument()["clock"])
    #expect(clock["state"] == "in-doubt" && clock["cause"] == "leap")
    #expect(clock["machine"]?.stringValue?.hasPrefix(expected.adding(days: 1_000).iso) == true)
    #expect(clock["expected"]?.stringValue?.hasPrefix(expected.iso) == true)
    #expect(clock["detail"]?.stringValue?.contains("samenloop clock confirm --date") == true)
  }

  // MARK: - Reports

  @Test func aReportThatCannotBeJudgedIsTriedAgain() throws {
    try match()
    node.clock.set(by: 73 * 366 * Self.day)
    let refused = problem { _ = try node.engine.putSignal(id: "new", document: report("new")) }
    #expect(refused?.status == 503 && refused?.retryAfter == EngineLimits.clockRetrySeconds)
    // The same report as before needs no judgement.
    let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: 100))
    try file.add(
      row: 2,
      fields: [
        "signal_id": "new", "subject": "vnr:1000007919", "organisation_id": "o", "organisation": "Organisation",
        "sector": "jgz", "contact_email": "a@mail.test", "started_on": node.today.iso,
      ])
    let result = try file.finish().document()
    #expect(result["removed"]?.integerValue == 0 && result["removalsHeld"]?["count"]?.integerValue == 1)
    #expect(result["refused"]?.arrayValue?.first?["reason"]?.stringValue?.contains("clock is in doubt") == true)
    try requireAll()
  }

  /// People go on: a withdrawal takes effect, and neither archives nor erases by the doubtful day.
  @Test func peopleWithdrawWhileTheClockIsInDoubt() throws {
    try match()
    node.clock.set(by: 73 * 366 * Self.day)
    #expect(node.engine.isClockInDoubt)
    _ = try node.engine.withdrawSignal(id: "ours", reason: "moved-away")
    #expect(node.state.signals.summary("ours")?.status == .left)
    _ = try node.engine.withdrawSignal(id: "ours", reason: "risk-gone")
    #expect(node.state.signals.summary("ours")?.status == .archived)
  }

  /// What ended by the doubtful clock is held: nothing new of it leaves.
  @Test func nothingNewLeavesOfWhatADoubtfulClockEnded() throws {
    try match()
    _ = try node.engine.putSignal(
      id: "old", document: report("old", startedOn: node.today.adding(days: -720), "vnr:1000007919"))
    // Ten days ahead its term is over; the agreement is in force by both clocks.
    node.clock.set(by: 15 * Self.day)
    try pass(5 * Self.minute)
    #expect(trust.isInDoubt)
    let sent = node.state.exchange.outgoing.values.map(\.count).reduce(0, +)
    #expect(sent == 1, "the first signal stands, the second is not added")
    node.clock.set(by: -15 * Self.day)
    try pass(12 * Self.minute)
    #expect(node.state.exchange.outgoing.values.map(\.count).reduce(0, +) == 2)
  }

  @Test func smallStepsOfTheClockAddUpToALeap() {
    for step in 1...2 {
      node.clock.set(by: 3_500_000)
      node.engine.tick()
      #expect(node.engine.isClockInDoubt == (step == 2))
    }
  }
}
