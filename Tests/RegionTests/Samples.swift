import Cryptography
import PeerProtocol
import TestSupport

@testable import Region

/// Made-up values for tests of the pure core, where a point is any 64 bytes.
enum Samples {
  static let nhn = sure(RegionName("nhn"))
  static let drenthe = sure(RegionName("drenthe"))
  static let today = sure(CalendarDate(iso: "2026-06-15"))

  /// The value of a sample that cannot be missing.
  static func sure<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a sample of the tests is not valid") }
    return value
  }

  /// The pseudonym that stands for the person `name`.
  static func person(_ name: String) -> Pseudonym {
    let half = SHA256.hash(Array(name.utf8))
    return sure(Pseudonym(point: [4] + half + SHA256.hash(half)))
  }

  static func mark(_ text: String) -> SignalMark {
    sure(SignalMark(SHA256.hash(Array(text.utf8)).prefix(16)))
  }

  /// The index and a privacy officer, each with a certificate of their own.
  static let index = Approval(role: "index", credential: [1], name: "Index", at: Timestamp(seconds: 1_000))
  static let officer = Approval(
    role: "privacy-officer", credential: [2], name: "Officer", at: Timestamp(seconds: 2_000))

  /// A death that one organisation reported and one person confirmed.
  static var hold: YouthHold {
    var hold = YouthHold(.death, youth: [person("a"), person("b")], signals: ["s1", "s2"], since: 20_000)
    hold.reports = [DeathReport(signal: "s1", organisation: "org", on: 20_000)]
    hold.firstWord = officer
    return hold
  }

  /// What is left of a signal that was erased on another's word.
  static var erased: ErasedSignal {
    var erased = ErasedSignal(id: "é", mark: mark("x"), cause: .ageLimit, sources: ["s1"])
    erased.eraseOn = 20_001
    erased.end = EndReason.riskGone.rawValue
    erased.endedOn = 19_000
    erased.told = 2
    return erased
  }

  /// A signal on a youth known as `youth`; its mark follows from everything given.
  static func signal(
    _ id: String, youth: [String], guardians: [String] = [], shielding: Shielding = .none, ended: EndReason? = nil,
    started: String = "2026-01-10", note: String = ""
  ) -> SignalContent {
    let startedOn = sure(CalendarDate(iso: started))
    let parts: [String] = [id, note, started, ended?.name ?? "", shielding.name] + youth + guardians
    return SignalContent(
      id: id, youth: youth.map { person($0) }, guardians: guardians.map { person($0) },
      reporter: Reporter(
        organisationId: "org", organisation: "Organisation", sector: "wijkteam", name: "N " + id, phone: "1",
        email: "n@example.test"), municipality: "GM0363", shielding: shielding, isIndirect: false, isTemporary: false,
      startedOn: startedOn, termEndsOn: startedOn.adding(months: 24), endedOn: ended == nil ? nil : today,
      endReason: ended, informedOn: nil, consent: "given", mark: mark(parts.joined(separator: "|")))
  }
}

extension RegionState {
  /// Reports a signal and applies what is decided.
  @discardableResult
  mutating func report(_ content: SignalContent, at: Int = 1_000, today: CalendarDate = Samples.today) -> SignalOutcome
  {
    let decision = SignalDecisions(self).decideReport(content, today: today, profile: .jeugdwet, at: at)
    for event in decision.events { apply(event) }
    return decision.outcome
  }

  /// A person decides on an objection.
  @discardableResult
  mutating func object(
    _ step: ObjectionStep, _ id: String, by approval: Approval = Samples.index
  ) throws -> HoldDecision {
    let decision = try HoldDecisions(self).decideObjection(step, on: id, today: Samples.today, by: approval, at: 3)
    for event in decision.events { apply(event) }
    return decision
  }

  /// What a day does to marks of erased signals.
  mutating func forgetMarks(_ day: CalendarDate) {
    for event in MarkDecisions(self).decideMarkRetention(today: day, profile: .jeugdwet, at: 9) { apply(event) }
  }

  /// What a day does to holds.
  mutating func endHolds(_ day: CalendarDate, _ profile: RetentionProfile = .jeugdwet) {
    while case let due = HoldDecisions(self).decideDeathsDue(today: day, profile: profile, at: 9), !due.isEmpty {
      for event in due { apply(event) }
    }
    for event in HoldDecisions(self).decideHoldRetention(today: day, at: 9) { apply(event) }
  }

  mutating func withdraw(_ id: String, _ reason: EndReason, at: Int = 2_000) throws {
    for event in try SignalDecisions(self).decideWithdrawal(
      id, reason: reason, today: Samples.today, profile: .jeugdwet, at: at)
    {
      apply(event)
    }
  }

  /// Does what a sweep finds due on a day, in pieces of a few rows.
  mutating func sweep(_ day: CalendarDate, _ profile: RetentionProfile = .jeugdwet, rows: Int = 3, endings: Int = 2) {
    var next: Int? = 0
    while let start = next {
      let step = RetentionDecisions(self).decideSweep(
        from: start, rows: rows, endings: endings, today: day, profile: profile, at: 9)
      for event in step.events { apply(event) }
      next = step.next
    }
  }

  /// Every youth with two or more signals that are shown within the region.
  var matchesWithin: [WithinMatch] {
    let within = WithinRegion(self)
    return signals.youths.references.compactMap { within.match(of: $0, municipality: nil) }
  }

  /// Whether the youth known as `name` belongs in the feeds.
  func isFound(_ name: String) -> Bool {
    signals.youths.reference(of: Samples.person(name)).map { belongsInFeed($0, .youth) } ?? false
  }
}
