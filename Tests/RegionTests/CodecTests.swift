import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// The journal's records and the snapshot: the same again, and never a crash on damage that slipped through.
@Suite(.timeLimit(.minutes(30))) struct CodecTests {
  private func events() throws -> [RegionEvent] {
    let handle = try #require(Handle(hex("000102030405060708090a0b0c0d0e0f") ?? []))
    let other = try #require(Handle(hex("f00102030405060708090a0b0c0d0e0f") ?? []))
    let token = try #require(MatchToken(hex("0f0e0d0c0b0a09080706050403020100") ?? []))
    let match = try #require(MatchId(hex("aa0e0d0c0b0a09080706050403020100") ?? []))
    let disclosure = try #require(DisclosureId(hex("bb0e0d0c0b0a09080706050403020100") ?? []))
    let agreement = try #require(DocumentId(SHA256.hash(Array("agreement".utf8))))
    let key = FeedKey(agreement: agreement, kind: .guardian)
    let receipt = SignedDocument(
      payload: Array("{}".utf8), signatures: [.init(protectedHeader: [1, 2], signature: [3])])
    let detected = DetectedMatch(identity: 7, ownHandle: handle, peerHandle: other, matchId: match)
    let batch = PendingBatch(
      body: [1, 2, 3], receiptId: agreement, generation: 2, sequence: 9, complete: true,
      additions: [.init(identity: 1, handle: handle)], withdrawals: [.init(identity: .max, handle: other)])
    var work = MatchWork()
    work.followUp = FollowUp(state: .contacted, reason: nil, outcome: [.earlier], at: Timestamp(seconds: 5))
    work.coordination = (Samples.nhn, Timestamp(seconds: 6))
    work.handover = Handover(state: .wanted, at: Timestamp(seconds: 7))
    work.consent = .refused
    work.released = ["s1", "s2"]
    let signals: [RegionEvent] = [
      .signals(.recorded(Samples.signal("s1", youth: ["a", "b"], guardians: ["g"], ended: .movedAway), at: 12)),
      .signals(.ended(ids: ["s1", "s2"], reason: .term, on: -4, at: 13)),
      .signals(.erased([ErasedSignal(id: "é", mark: Samples.mark("x"))], reason: .sourceRemoved, at: 14)),
      .signals(.held(Samples.hold, at: 15)), .signals(.objectionRejected("s1", at: 16)),
      .signals(.erased([Samples.erased], reason: .ageLimit, at: 17)), .signals(.released(holds: [1, 2], at: 18)),
      .signals(.wordTaken(hold: 3, at: 19)), .signals(.corrected(sources: ["s1"], at: 20)),
      .signals(.liftApproved("s1", Samples.officer)), .signals(.liftApproved(nil, Samples.officer)),
      .signals(.lifted(ids: ["s1"], at: 21)), .signals(.marksForgotten(ids: ["s1"], at: 22)),
      .signals(.marksDated(on: 20_000, at: 23)),
      .signals(.rulesChanged(ExchangeRules(holdsUninformed: true, hasEnded: false), at: 17)),
      .signals(.suspended(ids: ["s1"], reason: .reportedDeath, at: 18)),
      .signals(.suspensionEnded(ids: ["s1"], reason: [.reportedDeath, .refusedEnd], at: 19)),
      .signals(.shieldingRaised(ids: ["s1", "s2"], to: .withheld, at: 20)),
      .signals(.rowsRefused([RefusedRow(id: "s1", field: "sector", toldObjection: true)], at: 21)),
      .signals(.refusalsResolved(ids: ["s1"], at: 22)),
    ]
    let peering: [RegionEvent] = [
      .peering(.invitationCreated(Invitation(id: [1], secret: [2, 3], expiresAt: Timestamp(seconds: 99)))),
      .peering(.accepted(Samples.drenthe)), .peering(.removed(Samples.drenthe, at: Timestamp(seconds: 7))),
      .peering(.cardConfirmed(Samples.drenthe, version: 4)),
      .peering(.rejected(Samples.drenthe, reason: "nee", at: Timestamp(seconds: -1))),
      .peering(.deliveryDeferred(Samples.drenthe, failures: 3, retryAt: 1 << 52)),
      .peering(.contactMade(Samples.drenthe, at: Timestamp(seconds: 3))),
      .peering(.alarmRaised(Samples.drenthe, code: "x", count: 2, at: Timestamp(seconds: 3))),
    ]
    let exchange: [RegionEvent] = [
      .exchange(.batchPrepared(key, batch)), .exchange(.batchRefused(key)), .exchange(.batchGivenUp(key)),
      .exchange(.batchAnswered(key, receipt: receipt, tokens: [token], detected: [detected], at: 5)),
      .exchange(.disagreementFound(key, highest: 1 << 53)),
      .exchange(.generationStarted(key, generation: 3, previous: receipt, at: 8)),
      .exchange(
        .batchReceived(
          key, receipt: receipt,
          facts: BatchFacts(
            generation: 1 << 52, sequence: 1, complete: true, newAdditions: 1,
            excepted: [ExceptionDraw(exception: agreement, additions: 1)], fillsGap: true),
          additions: [ReceivedAddition(handle: handle, point: Samples.person("p"), token: token)],
          withdrawals: [other], detected: [detected], at: 77)),
    ]
    let matches: [RegionEvent] = [
      .matches(.proofMade(match, [9])), .matches(.proven(match, peerProof: [8], at: 1)),
      .matches(.viewReceived(match, nil, seen: 4, at: 2)), .matches(.resendAsked(match)),
      .matches(.unknownAtPeer(match, at: 3)), .matches(.read(match, at: 4)), .matches(.worked(match, work, at: 5)),
      .matches(.forgotten([match, match], sumsBefore: YearMonth(months: 24_300))),
      .matches(.releasesNamed(match, signals: ["s1"])),
      .matches(.disclosureSent(match, disclosure, revision: 1 << 50, at: 6)),
      .matches(.disclosureConfirmed(match, disclosure, at: 7)),
      .matches(.disclosureReceived(match, disclosure, revision: 2, at: 8)),
      .matches(.disclosureReceived(match, nil, revision: 3, at: 9)),
      .matches(.assigned(match, MatchAssignment(assignee: "J. de Vries", remindedAt: 1 << 41))),
      .matches(.assigned(match, MatchAssignment())),
    ]
    let terms = LimitException(
      agreement: agreement, region: Samples.nhn, additions: 6_000, from: Timestamp(seconds: 10),
      until: Timestamp(seconds: 20), reason: "announced")
    let exception = SignedDocument(payload: terms.bytes, signatures: receipt.signatures)
    let approval = Approval(
      role: "privacy-officer", credential: [1], name: "n", key: [2], at: Timestamp(seconds: 4))
    let limits: [RegionEvent] = [
      .limits(
        .exceptionProposed(
          LimitExceptionRecord(
            document: exception, terms: terms, peer: Samples.drenthe, standing: .proposed, approvals: [approval]))),
      .limits(
        .exceptionReceived(
          LimitExceptionRecord(
            document: exception, terms: terms, peer: Samples.drenthe, standing: .received, approvals: []))),
      .limits(.exceptionApproved(exception.documentId, approval, exception)),
      .limits(.exceptionConcluded(exception.documentId, exception)),
      .limits(.exceptionDelivered(exception.documentId, signatures: 2, at: Timestamp(seconds: 9))),
      .limits(.exceptionClosed(exception.documentId, .lapsed, reason: "late")),
      .limits(.clockStepped(wall: 1 << 40, limit: 1 << 41)),
      .limits(
        .suspicionRaised(
          Samples.drenthe, Suspicion(sign: .haste, seen: 5, compared: 9, at: Timestamp(seconds: 8)))),
      .limits(.suspicionCleared(Samples.drenthe, .rate)),
    ]
    let certificate = OfficerCertificate(
      der: [1, 2], fingerprint: [UInt8](repeating: 3, count: 32), key: [4], name: "B. Smit",
      validFrom: Timestamp(seconds: 1), validUntil: Timestamp(seconds: 1 << 33))
    var officer = RegisteredOfficer(
      certificate, ground: .consent, approvals: [approval, approval], registeredAt: Timestamp(seconds: 3))
    officer.revokedAt = Timestamp(seconds: 4)
    var proposal = OfficerProposal(certificate, by: approval)
    proposal.alarms = 3
    proposal.lastAlarmAt = Timestamp(seconds: 5)
    let credentials: [RegionEvent] = [
      .credentials(.begun([officer], isTraining: true)), .credentials(.registered(officer)),
      .credentials(.proposed(proposal)), .credentials(.declined([3], approval)),
      .credentials(.revoked([3], at: Timestamp(seconds: 6))),
      .credentials(.alarmRaised([3], at: Timestamp(seconds: 7))),
    ]
    let clock: [RegionEvent] = [
      .clock(.observed(at: 1 << 41)),
      .clock(.doubtBegan(ClockTrust.Doubt(cause: .leap, clock: 1 << 42, expected: 1 << 41))),
      .clock(.doubtEnded(.confirmed, at: 1 << 41, differing: [Samples.drenthe])),
    ]
    let organisation = Organisation(
      id: "org", name: "Náme", sector: "ggd", municipalities: ["GM0439", "GM0363"], domains: ["example.nl"],
      contact: "team@example.nl", since: Samples.today, ends: Samples.today.adding(days: 3))
    let merge = MunicipalityMerge(old: "GM0363", new: "GM0439", from: Samples.today)
    let organisations: [RegionEvent] = [
      .organisations(.registered([organisation], at: 5)), .organisations(.mergePlanned(merge, at: 6)),
      .organisations(.merged([merge, merge], at: 7)),
      .signals(.suspended(ids: ["s1"], reason: .unregistered, at: 8)),
    ]
    let at = Timestamp(seconds: 1 << 33)
    let webhooks: [RegionEvent] = [
      .webhooks(.added(1, url: "https://index.example.nl/é", cursor: 1 << 50, at: at)), .webhooks(.removed(2, at: at)),
      .webhooks(.prepared(3, message: [UInt8](repeating: 7, count: 16), cursor: 5, at: at)),
      .webhooks(.failed(4, .status(503), nextTryAt: at, at: at)),
      .webhooks(.failed(4, .notReachable, nextTryAt: at, at: at)),
      .webhooks(.failed(4, .timedOut, nextTryAt: at, at: at)), .webhooks(.failed(4, .untrusted, nextTryAt: at, at: at)),
      .webhooks(.failed(4, .addressRefused, nextTryAt: at, at: at)), .webhooks(.delivered(5, at: at)),
      .webhooks(.disabled(6, .gone, at: at)), .webhooks(.disabled(6, .triesUsed, at: at)),
      .webhooks(.restarted(7, at: at)),
    ]
    let mail: [RegionEvent] = [
      .mail(.alarmsTold(.operator, [MailAlarm("x", about: Samples.drenthe, at: at)], at: at)),
      .mail(.alarmsTold(.privacyOfficer, [MailAlarm("y", about: nil, at: at)], at: at)),
      .mail(.digestSettled(on: CalendarDate(daysSince1970: 20_000), at: at)),
    ]
    let onboarding: [RegionEvent] = [
      .onboarding(.invitationTerms([1, 2], [3])), .onboarding(.peerTerms(Samples.drenthe, [])),
    ]
    return signals + peering + exchange + matches + limits + credentials + clock + organisations + webhooks + mail
      + onboarding
  }

  @Test func everyEventReadsAsItWasWritten() throws {
    for event in try events() {
      let record = event.record
      #expect(try RegionEvent.record(RegionEvent.events(record: record)) == record)
    }
  }

  @Test func eventsThatHoldTogetherStandInOneRecord() throws {
    let events = try events()
    let read = try RegionEvent.events(record: RegionEvent.record(events))
    #expect(read.map(\.record) == events.map(\.record))
  }

  @Test func aRecordThatIsCutOrLongerIsRefused() throws {
    for event in try events() {
      let record = event.record
      for end in 0..<record.count {
        #expect(throws: CodecError.self) { try RegionEvent.events(record: Array(record[..<end])) }
      }
      #expect(throws: CodecError.self) { try RegionEvent.events(record: record + [0]) }
    }
  }

  /// Events whose form changed since the first format: they have tests of their own.
  private func hasNewForm(_ event: RegionEvent) -> Bool {
    switch event {
    case .credentials, .signals(.erased), .signals(.held), .signals(.liftApproved), .matches(.worked),
      .limits(.exceptionProposed), .limits(.exceptionApproved):
      true
    default: false
    }
  }

  @Test func recordWithoutNumberIsReadAsFirstFormat() throws {
    for event in try events() where !hasNewForm(event) {
      // The first stores had no mark and no number before the event.
      let first = Array(event.record.dropFirst(2))
      #expect(try RegionEvent.record(RegionEvent.events(record: first)) == event.record)
    }
  }

  @Test func recordOfNewerFormatIsToldFromDamage() throws {
    var record = try #require(try events().first).record
    record[1] = UInt8(StoreFormat.current + 1)
    let error = #expect(throws: CodecError.self) { try RegionEvent.events(record: record) }
    #expect(error?.isNewer == true)
    var reader = RegionSnapshotReader()
    let format = SnapshotItem.format.rawValue
    let newer = #expect(throws: CodecError.self) { try reader.read([format, UInt8((StoreFormat.current + 1) << 1)]) }
    #expect(newer?.isNewer == true)
  }

  @Test func aGarbledRecordNeverCrashes() throws {
    let random = SeededRandom(seed: 20)
    for event in try events() {
      for _ in 0..<200 {
        var record = event.record
        record[Int(random.next() % UInt64(record.count))] ^= UInt8(truncatingIfNeeded: random.next() | 1)
        // Either a fault or another event; both are fine here, the seal of the journal tells damage from data.
        if let events = try? RegionEvent.events(record: record) { _ = RegionEvent.record(events) }
      }
    }
  }

  @Test func approvalAtTheEndOfTimeIsWrittenAgain() throws {
    var approval = Samples.officer
    for seconds in [Int64.min, -1, 0, .max] {
      approval.at = Timestamp(seconds: seconds)
      let record = RegionEvent.signals(.liftApproved("s1", approval)).record
      let again = try #require(try RegionEvent.events(record: record).first)
      #expect(again.record == record)
    }
  }

  @Test func numbersKeepTheirValue() throws {
    var writer = ByteWriter()
    let numbers = [0, 1, -1, 63, 64, -64, -65, 1 << 52, Int.max, Int.min]
    for number in numbers { writer.int(number) }
    var reader = ByteReader(writer.bytes)
    for number in numbers { #expect(try reader.int() == number) }
    #expect(reader.isAtEnd)
  }

  @Test func aSnapshotMakesTheSameState() throws {
    var region = RegionState()
    let random = SeededRandom(seed: 7)
    for number in 0..<300 {
      let youth = "y\(random.next() % 90)"
      let both = random.next() % 5 == 0 ? [youth, "z" + youth] : [youth]
      region.report(
        Samples.signal(
          "s\(random.next() % 200)", youth: both, guardians: ["g\(random.next() % 40)"], note: "\(number)"))
      if random.next() % 4 == 0 { try? region.withdraw("s\(random.next() % 200)", .mistaken) }
    }
    let items = try items(of: region)
    var reader = RegionSnapshotReader()
    for item in items { try reader.read(item) }
    var copy = try reader.finish()
    // Order of unordered parts may differ; what follows must not: the same events have the same effect on both.
    #expect(copy.signals.ids == region.signals.ids)
    #expect(copy.signals.marks.byId == region.signals.marks.byId)
    #expect(copy.signals.youths.references == region.signals.youths.references)
    for number in 0..<50 {
      let next = Samples.signal("n\(number)", youth: ["n\(number)"])
      region.report(next)
      copy.report(next)
      #expect(
        copy.signals.youths.reference(of: Samples.person("n\(number)"))
          == region.signals.youths.reference(of: Samples.person("n\(number)")), "rows are given out alike")
    }
  }

  @Test func aSnapshotThatEndsEarlyIsRefused() throws {
    var region = RegionState()
    region.report(Samples.signal("s", youth: ["a"]))
    let items = try items(of: region)
    for end in 1..<items.count {
      #expect(throws: CodecError.self) {
        var reader = RegionSnapshotReader()
        for item in items[..<end] { try reader.read(item) }
        _ = try reader.finish()
      }
    }
  }

  private func items(of region: RegionState) throws -> [[UInt8]] {
    var items: [[UInt8]] = []
    RegionSnapshotWriter(region).write { items.append($0) }
    return items
  }
}
