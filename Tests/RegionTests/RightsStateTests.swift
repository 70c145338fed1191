import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// Requests of people in the pure core.
@Suite(.timeLimit(.minutes(30))) struct RightsStateTests {
  private static let now = Samples.today.start
  private static let subject = Subject(capacity: .youth, youth: [Samples.person("a")], parent: [])

  private func opened(_ kind: RightsKind, _ region: inout RegionState, _ subject: Subject = subject) throws
    -> RightsRequest
  {
    let (request, events) =
      kind == .access
      ? try HoldDecisions(region).decideAccess(subject, reason: "file 1", receivedOn: Samples.today, at: Self.now)
      : try HoldDecisions(region).decideErasure(
        subject, reason: "file 1", receivedOn: Samples.today, today: Samples.today, by: Samples.officer, at: 5_000)
    for event in events { region.apply(event) }
    return try #require(region.rights.requests[request.number])
  }

  private func replayed(_ events: [RegionEvent]) throws -> [RegionEvent] {
    try RegionEvent.events(record: RegionEvent.record(events))
  }

  @Test func eventsAndSnapshotsComeBack() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    _ = try opened(.access, &region)
    let erasure = try opened(.erasure, &region)
    region.apply(.rights(try region.rights.decideExtension(of: "request-1", for: .manyRequests, at: Self.now)))
    for event in try HoldDecisions(region).decideInforming(Self.subject, on: Samples.today, at: 6_000) {
      region.apply(event)
    }
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(region).write { try reader.read($0) }
    let restored = try reader.finish()
    #expect(difference(canonical(restored), canonical(region)) == [])
    #expect(restored.signals.informedApart == ["s1": Samples.today.daysSince1970])
    #expect(restored.rights.requests[erasure.number]?.hold == 1)
    let closing = try HoldDecisions(region).decideErasureConfirmation(of: "request-2", by: Samples.index, at: 7_000)
    let events = closing + [.rights(.forgotten([1], at: Self.now))]
    let read = try replayed(events)
    #expect(RegionEvent.record(read) == RegionEvent.record(events))
    for event in read { region.apply(event) }
    #expect(region.rights.all.map(\.outcome) == [.erased] && region.signals.count == 0)
    #expect(region.signals.allHolds.isEmpty && region.signals.informedApart.isEmpty)
  }

  /// The regions that a report to the youth names, after contact details went out in a match of this kind.
  private func named(_ kind: FeedKind) throws -> [RegionName] {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"]))
    let id = Samples.sure(MatchId([UInt8](repeating: 5, count: 16)))
    let handle = Samples.sure(Handle([UInt8](repeating: 5, count: 16)))
    let agreement = Samples.sure(AgreementId([UInt8](repeating: 1, count: 32)))
    let person = Samples.person(kind == .youth ? "a" : "g")
    let youth = try #require(region.signals.youths.reference(of: Samples.person("a")))
    region.matches.store(
      MatchRecord(
        id: id, key: FeedKey(agreement: agreement, kind: kind), peer: Samples.drenthe,
        identity: try #require(region.signals.identities(kind).reference(of: person)), ownHandle: handle,
        peerHandle: handle, revision: 1))
    let at = Samples.today.start.milliseconds
    region.apply(.matches(.proven(id, peerProof: [UInt8](repeating: 1, count: 64), at: at)))
    region.matches.disclosures.note([youth], to: Samples.drenthe, kind, at: at)
    return SubjectReader(region).view(of: Self.subject, profile: .jeugdwet).recipients.map(\.peer)
  }

  @Test func regionThatIsKnownThroughTheFamilyOnlyIsNotNamed() throws {
    #expect(try named(.youth) == [Samples.drenthe])
    #expect(try named(.guardian) == [])
  }

  /// What a peer still had to confirm when the agreement ended is named by nothing any more.
  @Test func entriesOfAnEndedAgreementAreForgotten() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    let request = try opened(.erasure, &region)
    let handle = Samples.sure(Handle([UInt8](repeating: 5, count: 16)))
    let agreements = [1, 2].map { Samples.sure(AgreementId([UInt8](repeating: $0, count: 32))) }
    region.rights.requests[request.number]?.withdrawals = agreements.map { agreement in
      RightsWithdrawal(feed: FeedKey(agreement: agreement, kind: .youth), peer: Samples.drenthe, handle: handle)
    }
    region.apply(
      .agreements(.closed(agreements[0], .revoked, ending: nil, reason: "x", delivered: true, at: 9_000)))
    let rows = try #require(region.rights.requests[request.number]?.withdrawals)
    #expect(rows.map(\.handle) == [nil, handle])
    #expect(RequestWithdrawals(region).standing(of: rows[0]) == .agreementEnded)
  }

  @Test func sameQuestionIsOneRequestAndAnotherCapacityAnother() throws {
    var region = RegionState()
    let first = try opened(.access, &region)
    #expect(try opened(.access, &region).number == first.number)
    var other = Self.subject
    other.capacity = .representative
    #expect(try opened(.access, &region, other).number == first.number + 1)
    for event in try HoldDecisions(region).decideClosing(of: first.id, .answered, reason: nil, at: 9_000) {
      region.apply(event)
    }
    #expect(try opened(.access, &region).number == first.number + 2)
    #expect(region.rights.requests[first.number]?.youth == [])
  }

  @Test func openRequestsAreBounded() throws {
    var region = RegionState()
    for number in 0..<RightsState.openLimit {
      var subject = Self.subject
      subject.youth = [Samples.person("p\(number)")]
      _ = try opened(.access, &region, subject)
    }
    #expect(throws: Refusal.rights(.tooMany(RightsState.openLimit))) {
      try HoldDecisions(region).decideAccess(
        Subject(capacity: .youth, youth: [Samples.person("more")], parent: []), reason: "x", receivedOn: Samples.today,
        at: Self.now)
    }
  }

  @Test func closedRequestsGoAfterFourHundredDays() throws {
    var region = RegionState()
    _ = try opened(.access, &region)
    let at = Int(Self.now.seconds) * 1000
    for event in try HoldDecisions(region).decideClosing(of: "request-1", .answered, reason: nil, at: at) {
      region.apply(event)
    }
    #expect(region.rights.decideForgetting(at: Self.now.adding(days: 400)) == nil)
    let event = try #require(region.rights.decideForgetting(at: Self.now.adding(days: 401)))
    region.apply(.rights(event))
    #expect(region.rights.all.isEmpty)
    // Numbers are not given out again.
    #expect(try opened(.access, &region).number == 2)
  }

  @Test func secondWordIsThatOfTheIndex() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    _ = try opened(.erasure, &region)
    let other = Approval(role: "privacy-officer", credential: [9], name: "Other", at: Self.now)
    for approval in [Samples.officer, other] {
      #expect(throws: Refusal.self) {
        try HoldDecisions(region).decideErasureConfirmation(of: "request-1", by: approval, at: 7_000)
      }
    }
    #expect(
      try HoldDecisions(region).decideErasureConfirmation(of: "erasure-1", by: Samples.index, at: 7_000).count == 3)
  }

  private func lodged(_ region: inout RegionState) throws {
    let (_, decision) = try HoldDecisions(region).decideObjection(
      .lodged, by: Self.subject, reason: "file 1", receivedOn: Samples.today, today: Samples.today,
      by: Samples.officer, at: 5_000)
    for event in decision.events { region.apply(event) }
  }

  @Test func rowDoesNotEndTheObjectionOfAPerson() throws {
    var region = RegionState()
    var row = Samples.signal("s1", youth: ["a"])
    row.objection = .lodged
    region.report(row)
    try lodged(&region)
    #expect(region.rights.requests[1]?.hold == 1)
    var later = Samples.signal("s1", youth: ["a"], note: "later")
    later.objection = .rejected
    region.report(later)
    #expect(region.signals.allHolds.count == 1 && region.rights.open.count == 1)
    #expect(region.signals.summary("s1")?.isInFeed == false)
  }

  @Test func requestWhoseHoldIsGoneIsBoundToANewOne() throws {
    var region = RegionState()
    try lodged(&region)
    let erasure = try opened(.erasure, &region)
    // An earlier version ended holds without the requests for them.
    region.apply(.signals(.released(holds: [1, 2], at: 6_000)))
    try lodged(&region)
    #expect(try opened(.erasure, &region).number == erasure.number)
    #expect(region.rights.open.map(\.hold) == [3, 4] && region.signals.allHolds.map(\.number) == [3, 4])
    try lodged(&region)
    _ = try opened(.erasure, &region)
    #expect(region.signals.allHolds.map(\.number) == [3, 4])
  }

  @Test func requestsEndWithHoldsThatNobodyDecidedOn() throws {
    var region = RegionState()
    try lodged(&region)
    _ = try opened(.erasure, &region)
    region.endHolds(Samples.today.adding(years: 6))
    #expect(region.signals.allHolds.isEmpty && region.rights.all.map(\.outcome) == [.rejected, .refused])
  }

  @Test func dayOfInformingDoesNotGoOverToAnotherYouth() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    for event in try HoldDecisions(region).decideInforming(Self.subject, on: Samples.today, at: 6_000) {
      region.apply(event)
    }
    region.report(Samples.signal("s1", youth: ["a", "b"], note: "same"))
    region.report(Samples.signal("s1", youth: ["b"], note: "same, too"))
    #expect(region.signals.summary("s1")?.informedOn == Samples.today)
    region.report(Samples.signal("s1", youth: ["c"], note: "another"))
    #expect(region.signals.summary("s1")?.informedOn == nil && region.signals.informedApart.isEmpty)
  }

  @Test func objectionThatASignalBeganWhichIsNotToldOfIsNotTold() throws {
    func day(_ shielding: Shielding, isAsked: Bool = false) throws -> CalendarDate? {
      var region = RegionState()
      var row = Samples.signal("s1", youth: ["a"], shielding: shielding)
      row.objection = .lodged
      region.report(row)
      region.report(Samples.signal("s2", youth: ["a"]))
      if isAsked { try lodged(&region) }
      let view = SubjectReader(region).view(of: Self.subject, profile: .jeugdwet)
      return view.signals.first { $0.summary.id == "s2" }?.summary.objectedOn
    }
    #expect(try day(.none) == Samples.today)
    #expect(try day(.withheld) == nil)
    #expect(try day(.withheld, isAsked: true) == Samples.today)
  }

  @Test func viewLeavesOutWhatIsWithheld() throws {
    var region = RegionState()
    region.report(Samples.signal("open", youth: ["a"], guardians: ["g"]))
    region.report(Samples.signal("shelter", youth: ["a"], guardians: ["g"], shielding: .withheld))
    let youth = SubjectReader(region).view(of: Self.subject, profile: .jeugdwet)
    #expect(youth.signals.map(\.summary.id) == ["open"] && youth.things == [.signal("open")])
    // 24 months of term from 10 January 2026, and five years of archive.
    #expect(youth.signals.first?.keptUntil.iso == "2033-01-10")
    let parent = Subject(capacity: .parent, youth: [], parent: [Samples.person("g")])
    let named = SubjectReader(region).view(of: parent, profile: .jeugdwet)
    #expect(named.signals.map(\.isAsParent) == [true] && named.signals.map(\.summary.id) == ["open"])
    try region.withdraw("open", .mistaken)
    #expect(SubjectReader(region).view(of: Self.subject, profile: .jeugdwet).isEmpty)
    #expect(SubjectReader(region).view(of: parent, profile: .jeugdwet).isEmpty)
  }
}
