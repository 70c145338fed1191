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
    let decision = decideReport(content, today: today, profile: .jeugdwet, at: at)
    for event in decision.events { apply(event) }
    return decision.outcome
  }

  mutating func withdraw(_ id: String, _ reason: EndReason, at: Int = 2_000) throws {
    for event in try decideWithdrawal(id, reason: reason, today: Samples.today, profile: .jeugdwet, at: at) {
      apply(event)
    }
  }

  /// Does what a sweep finds due on a day, in pieces of a few rows.
  mutating func sweep(_ day: CalendarDate, _ profile: RetentionProfile = .jeugdwet, rows: Int = 3, endings: Int = 2) {
    var next: Int? = 0
    while let start = next {
      let step = decideSweep(from: start, rows: rows, endings: endings, today: day, profile: profile, at: 9)
      for event in step.events { apply(event) }
      next = step.next
    }
  }

  /// Every youth with two or more signals that are shown within the region.
  var matchesWithin: [WithinMatch] {
    signals.youths.references.compactMap { match(within: $0, municipality: nil) }
  }

  /// Whether the youth known as `name` belongs in the feeds.
  func isFound(_ name: String) -> Bool {
    signals.youths.reference(of: Samples.person(name)).map { belongsInFeed($0, .youth) } ?? false
  }
}
