import PeerProtocol
import Testing

@testable import Region

/// Which privacy officers count, and on whose word.
@Suite(.timeLimit(.minutes(30))) struct CredentialRegistryTests {
  private static let start = Timestamp(seconds: 1_790_000_000)

  private func certificate(_ number: UInt8, _ name: String, until: Timestamp = start.adding(days: 3_650))
    -> OfficerCertificate
  {
    OfficerCertificate(
      der: [number], fingerprint: [UInt8](repeating: number, count: 32), key: [number, 1], name: name,
      validFrom: Self.start, validUntil: until)
  }

  private func approval(_ role: String, _ number: UInt8, _ name: String, at: Timestamp = start) -> Approval {
    Approval(
      role: role, credential: [UInt8](repeating: number, count: 32), name: name, key: [number, 1], at: at)
  }

  private var operatorsWord: Approval { approval("operator", 200, "O. Operator") }

  /// A registry that has one officer, number 1.
  private func registry(until: Timestamp = start.adding(days: 3_650)) throws -> CredentialsState {
    var state = CredentialsState()
    state.take(state.registerFoundOfficers([], isTraining: false, at: Self.start))
    state.take(try state.decideProposal(certificate(1, "A. First", until: until), by: operatorsWord))
    return state
  }

  private func usable(_ state: CredentialsState, at: Timestamp = start) -> [String] {
    state.officers.filter { $0.isUsable(at: at) }.map(\.certificate.name)
  }

  @Test func operatorRegistersTheFirstAndOnlyTheFirst() throws {
    var state = try registry()
    #expect(usable(state) == ["A. First"] && state.officers[0].ground == .first)
    let second = certificate(2, "B. Second")
    state.take(try state.decideProposal(second, by: operatorsWord))
    #expect(usable(state) == ["A. First"] && state.proposals.map(\.certificate.name) == ["B. Second"])
    // The same twice is once.
    #expect(try state.decideProposal(second, by: operatorsWord).isEmpty)
    state.take(try state.decideConsent(to: second.fingerprint, by: approval("privacy-officer", 1, "A. First")))
    #expect(usable(state) == ["A. First", "B. Second"] && state.proposals.isEmpty)
    #expect(state.officers[1].approvals.map(\.name) == ["O. Operator", "A. First"])
  }

  @Test func officerRegistersAnotherAlone() throws {
    var state = try registry()
    state.take(try state.decideProposal(certificate(2, "B. Second"), by: approval("privacy-officer", 1, "A. First")))
    #expect(usable(state) == ["A. First", "B. Second"])
  }

  @Test func unregisteredRevokedOrExpiredOfficerDecidesNothing() throws {
    var state = try registry(until: Self.start.adding(days: 5))
    state.take(try state.decideProposal(certificate(2, "B. Second"), by: operatorsWord))
    let id = certificate(2, "").fingerprint
    #expect(throws: Refusal.credentials(.notRegisteredOfficer)) {
      try state.decideConsent(to: id, by: approval("privacy-officer", 9, "X"))
    }
    // Nor does the one that waits consent to itself.
    #expect(throws: Refusal.credentials(.notRegisteredOfficer)) {
      try state.decideConsent(to: id, by: approval("privacy-officer", 2, "B. Second"))
    }
    let late = approval("privacy-officer", 1, "A. First", at: Self.start.adding(days: 6))
    #expect(throws: Refusal.credentials(.notRegisteredOfficer)) { try state.decideConsent(to: id, by: late) }
    state.take(state.decideRevocations(at: Self.start) { $0.name == "A. First" })
    #expect(throws: Refusal.credentials(.notRegisteredOfficer)) {
      try state.decideConsent(to: id, by: approval("privacy-officer", 1, "A. First"))
    }
    #expect(throws: Refusal.credentials(.notRegisteredOfficer)) {
      try state.decideProposal(certificate(3, "C."), by: approval("privacy-officer", 1, "A. First"))
    }
    #expect(usable(state) == [])
  }

  @Test func operatorBecomesNoOfficer() throws {
    var state = CredentialsState()
    state.take(state.registerFoundOfficers([], isTraining: false, at: Self.start))
    // Under the operator's own name, and with the operator's own key.
    #expect(throws: Refusal.credentials(.operatorAsOfficer)) {
      try state.decideProposal(certificate(2, "o.  operator"), by: operatorsWord)
    }
    #expect(throws: Refusal.credentials(.operatorAsOfficer)) {
      try state.decideProposal(certificate(200, "B. Second"), by: operatorsWord)
    }
    #expect(state.officers.isEmpty)
  }

  @Test func officerOfTheProposersNameDoesNotConsent() throws {
    var state = try registry()
    state.take(
      try state.decideProposal(certificate(2, "B. Second"), by: approval("operator", 201, "A. First")))
    #expect(throws: Refusal.credentials(.ownProposal(name: "A. First"))) {
      try state.decideConsent(to: certificate(2, "").fingerprint, by: approval("privacy-officer", 1, "A. First"))
    }
  }

  @Test func revocationIsForGoodAndLeavesNoRoomForAFirst() throws {
    var state = try registry()
    state.take(state.decideRevocations(at: Self.start) { _ in true })
    #expect(usable(state).isEmpty)
    #expect(throws: Refusal.credentials(.revoked)) {
      try state.decideProposal(certificate(1, "A. First"), by: operatorsWord)
    }
    state.take(try state.decideProposal(certificate(2, "B. Second"), by: operatorsWord))
    #expect(usable(state).isEmpty && state.proposals.count == 1)
  }

  @Test func withoutUsableOfficerProposalCountsAfterSevenDaysOfAlarms() throws {
    var state = try registry(until: Self.start.adding(days: 1))
    state.take(try state.decideProposal(certificate(2, "B. Second"), by: operatorsWord))
    #expect(state.decideAlarms(at: Self.start).isEmpty, "while an officer can decide, it waits for them")
    let first = Self.start.adding(days: 2)
    for day in 0..<7 {
      let now = first.adding(days: day)
      #expect(state.countsAt(state.proposals[0], now: now) == first.adding(days: 7))
      state.take(state.decideAlarms(at: now))
      #expect(state.decideAlarms(at: now.adding(seconds: 86_399)).isEmpty, "one alarm a day")
      #expect(state.proposals[0].alarms == day + 1 && usable(state, at: now).isEmpty)
    }
    state.take(state.decideAlarms(at: first.adding(days: 7)))
    #expect(usable(state, at: first.adding(days: 7)) == ["B. Second"] && state.proposals.isEmpty)
    #expect(state.officers[1].ground == .unopposed)
  }

  @Test func leapOfTheClockDoesNotReplaceDaysOfAlarms() throws {
    var state = try registry(until: Self.start.adding(days: 1))
    state.take(try state.decideProposal(certificate(2, "B. Second"), by: operatorsWord))
    let leapt = Self.start.adding(days: 1_000)
    for _ in 0..<20 { state.take(state.decideAlarms(at: leapt)) }
    #expect(state.proposals[0].alarms == 1 && usable(state, at: leapt).isEmpty)
  }

  @Test func oneUnopposedOfficerDecidesOnTheOthers() throws {
    var state = try registry(until: Self.start.adding(days: 1))
    for number in [2, 3] as [UInt8] {
      state.take(try state.decideProposal(certificate(number, "N\(number)"), by: operatorsWord))
    }
    for day in 2..<20 { state.take(state.decideAlarms(at: Self.start.adding(days: day))) }
    #expect(usable(state, at: Self.start.adding(days: 20)) == ["N2"] && state.proposals.count == 1)
  }

  @Test func declinedProposalNeverCounts() throws {
    var state = try registry(until: Self.start.adding(days: 1))
    let second = certificate(2, "B. Second")
    state.take(try state.decideProposal(second, by: operatorsWord))
    state.take(try state.decideDecline(of: second.fingerprint, by: operatorsWord))
    for day in 2..<20 { state.take(state.decideAlarms(at: Self.start.adding(days: day))) }
    #expect(usable(state, at: Self.start.adding(days: 20)).isEmpty)
    #expect(throws: Refusal.credentials(.registered)) {
      try state.decideDecline(of: certificate(1, "").fingerprint, by: operatorsWord)
    }
  }

  @Test func foundCertificatesCountAtTheBeginningAndInTraining() throws {
    for isTraining in [false, true] {
      var state = CredentialsState()
      state.take(state.registerFoundOfficers([certificate(1, "A. First")], isTraining: isTraining, at: Self.start))
      #expect(usable(state) == ["A. First"] && state.hasBegun)
      // A production node that is said to be training later takes none either.
      state.take(state.registerFoundOfficers([certificate(2, "B. Second")], isTraining: true, at: Self.start))
      #expect(usable(state).count == (isTraining ? 2 : 1))
    }
  }

  @Test func requestThatIsRepeatedGetsItsCertificateAgain() throws {
    var state = try registry()
    #expect(state.standing(forKey: [1, 1], name: "A. First", at: Self.start) == certificate(1, "A. First"))
    #expect(state.standing(forKey: [1, 1], name: "Another", at: Self.start) == nil)
    state.take(state.decideRevocations(at: Self.start) { _ in true })
    #expect(state.standing(forKey: [1, 1], name: "A. First", at: Self.start) == nil)
  }

  @Test func proposalsAndOfficersAreBounded() throws {
    var state = try registry()
    for number in 2..<UInt8(2 + CredentialsState.proposalLimit) {
      state.take(try state.decideProposal(certificate(number, "N\(number)"), by: operatorsWord))
    }
    #expect(throws: Refusal.credentials(.tooManyProposals(CredentialsState.proposalLimit))) {
      try state.decideProposal(certificate(99, "N99"), by: operatorsWord)
    }
  }

  @Test func snapshotKeepsTheRegistry() throws {
    var region = RegionState()
    region.credentials = try registry()
    region.credentials.take(try region.credentials.decideProposal(certificate(2, "B."), by: operatorsWord))
    var reader = RegionSnapshotReader()
    var items: [[UInt8]] = []
    RegionSnapshotWriter(region).write { items.append($0) }
    for item in items { try reader.read(item) }
    #expect(try reader.finish().credentials == region.credentials)
  }

  @Test func idIsReadInTheFormsPeopleCopy() throws {
    let fingerprint = (0..<32).map { UInt8($0 * 8) }
    let id = OfficerCertificate.id(of: fingerprint)
    let colons = stride(from: 0, to: 64, by: 2)
      .map { at in String(Array(id)[at...(at + 1)]).uppercased() }.joined(separator: ":")
    #expect(OfficerCertificate.fingerprint(ofId: id) == fingerprint)
    #expect(OfficerCertificate.fingerprint(ofId: colons) == fingerprint)
    for wrong in ["", String(id.dropLast()), id + "0", String(id.dropLast()) + "g", "é" + id.dropLast()] {
      #expect(OfficerCertificate.fingerprint(ofId: wrong) == nil)
    }
  }
}

extension CredentialsState {
  fileprivate mutating func take(_ events: [RegionEvent]) {
    for case .credentials(let event) in events { apply(event) }
  }
}
