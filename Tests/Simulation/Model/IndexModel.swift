import Cryptography
import PeerProtocol
import Region

/// A model of one region's index: its signals by rules of its own, so that the engine can be checked against it.
struct IndexModel: Sendable {
  /// A signal that is still stored.
  struct Held: Equatable, Sendable {
    var report: Report
    var isArchived = false
    /// True where its term archived it, not a person.
    var ranOut = false
    var leftOn: CalendarDate?
    /// True where an objection or a death that was reported holds back its youth.
    var isObjected = false
    /// What a refused row said that protects, until a good one comes.
    var raised = "none"
    var isSuspended = false

    /// True where it did not end.
    var isCurrent: Bool { !isArchived && leftOn == nil }

    /// Who may see what.
    var shielding: String {
      let own = report.shielding.isEmpty ? (report.sector == "opvang" ? "withheld" : "none") : report.shielding
      return ["withheld", "desk"].first { [own, raised].contains($0) } ?? "none"
    }
  }

  /// Why a signal is gone.
  struct Gone: Sendable {
    enum Cause { case reporter, ownDeath, othersDeath, upheld, deathConfirmed }
    var cause: Cause
    /// Whose reports it stands on.
    var sources: Set<String> = []
    var isLifted = false
    var was: Held?
  }

  /// What holds back a youth.
  struct Hold: Sendable {
    var isDeath = false
    var youth: Set<String>
    var signals: [String]
    /// Who reported the death, with the organisation, and when first.
    var reports: [String: String] = [:]
    var since: CalendarDate
    /// The role that gave the first word.
    var firstWord: String?
  }

  var held: [String: Held] = [:]
  var last: [String: Report] = [:]
  var gone: [String: Gone] = [:]
  var holds: [Hold] = []
  /// How often something was said of a signal.
  var touches: [String: Int] = [:]
  /// Every identity of a youth that a signal ever named.
  var everNamed: [String: Set<String>] = [:]
  /// Refused rows that wait for a good one, and whether they told of an objection.
  var refused: [String: Bool] = [:]

  /// Takes a report in that the node took in on `today`.
  mutating func put(_ report: Report, today: CalendarDate) {
    touches[report.id, default: 0] += 1
    touchYouth(component(of: Set(report.youth)), but: report.id)
    everNamed[report.id, default: []].formUnion(report.youth)
    defer { flag() }
    let wasRefused = refused.removeValue(forKey: report.id) != nil
    let isAwaited = wasRefused && held[report.id]?.isArchived == false
    // A report that says nothing of shielding lowers nothing.
    let kept = report.shielding.isEmpty && !wasRefused ? held[report.id]?.shielding ?? "none" : "none"
    defer { if held[report.id]?.report == report, kept != "none" { held[report.id]?.raised = kept } }
    let mark = gone[report.id]
    var revived: Held?
    if last[report.id] == report, !isAwaited {
      if let signal = held[report.id] {
        held[report.id]?.isSuspended = false
        if signal.ranOut, termEnd(report) > today { held[report.id] = Held(report: report, leftOn: signal.leftOn) }
        return
      }
      guard let mark else { return }
      if ["mistaken", "objection"].contains(report.endReason) { return }
      if report.endReason == "deceased" {
        if mark.cause == .ownDeath { recordDeath(report, today: today, isNew: false) }
        return
      }
      guard mark.isLifted || mark.cause == .ownDeath else { return }
      revived = report.endReason == nil ? mark.was : nil
    } else if let mark, !mark.isLifted, mark.cause == .upheld || mark.cause == .deathConfirmed {
      return
    }
    let isSameDeath =
      report.endReason == "deceased"
      && holds.contains {
        $0.reports[report.id] != nil && $0.youth.isSubset(of: component(of: Set(report.youth)))
      }
    if !isSameDeath { correct(report.id) }
    let before = Set(held[report.id]?.report.youth ?? [])
    last[report.id] = report
    if report.endReason == "deceased" {
      let youth = component(of: Set(report.youth))
      held[report.id] = nil
      gone[report.id] = Gone(cause: .ownDeath)
      return recordDeath(report, youth: youth, today: today, isNew: true)
    }
    gone[report.id] = nil
    switch report.endReason {
    case "mistaken", "objection":
      held[report.id] = nil
      gone[report.id] = Gone(cause: .reporter)
      return
    case "risk-gone": held[report.id] = Held(report: report, isArchived: true)
    case "moved-away": held[report.id] = Held(report: report, leftOn: report.endedOn)
    default: held[report.id] = Held(report: report, isArchived: revived?.isArchived ?? false, leftOn: revived?.leftOn)
    }
    if termEnd(report) <= today, held[report.id]?.isArchived == false {
      held[report.id]?.isArchived = true
      held[report.id]?.ranOut = true
    }
    let youth = component(of: Set(report.youth))
    for number in holds.indices
    where !holds[number].youth.isDisjoint(with: youth) {
      holds[number].youth.formUnion(youth)
      if !holds[number].signals.contains(report.id) { holds[number].signals.append(report.id) }
    }
    // An objection against the youth that it named before may have meant this one: each is held by itself.
    let earlier = holds.filter { !$0.isDeath && !$0.youth.isDisjoint(with: before) && $0.youth.isDisjoint(with: youth) }
    if let since = earlier.map(\.since).min(),
      !holds.contains(where: { !$0.isDeath && !$0.youth.isDisjoint(with: youth) })
    {
      beginHold(Hold(youth: youth, signals: [report.id], since: since))
    }
  }

  /// Ends a signal that the node ended; `leftOn` is the day that the node noted.
  mutating func withdraw(_ id: String, reason: String, leftOn: CalendarDate, today: CalendarDate) {
    touches[id, default: 0] += 1
    if reason != "moved-away" || held[id] == nil { refused[id] = nil }
    defer { flag() }
    guard let signal = held[id] else {
      if reason == "mistaken", gone[id]?.cause == .ownDeath {
        gone[id] = Gone(cause: .reporter)
        correct(id)
      }
      return
    }
    touchYouth(component(of: Set(signal.report.youth)), but: id)
    switch reason {
    case "deceased":
      let youth = component(of: Set(signal.report.youth))
      held[id] = nil
      gone[id] = Gone(cause: .ownDeath, was: Self.ended(signal))
      recordDeath(signal.report, youth: youth, today: today, isNew: true)
    case "mistaken", "objection":
      held[id] = nil
      gone[id] = Gone(cause: .reporter)
    case "risk-gone": held[id]?.isArchived = true
    default: if !signal.isArchived && signal.leftOn == nil { held[id]?.leftOn = leftOn }
    }
  }

  /// Takes what protects from a row that the node refused on `today`.
  mutating func refuse(_ report: Report, _ fault: RowFault, today: CalendarDate) {
    touches[report.id, default: 0] += 1
    defer { flag() }
    var isProtected = held[report.id] != nil && (fault.shielding != "none" || fault.lodgesObjection || fault.suspends)
    if fault.shielding == "withheld" || held[report.id]?.raised == "none" { held[report.id]?.raised = fault.shielding }
    if fault.suspends { held[report.id]?.isSuspended = true }
    if fault.lodgesObjection {
      isProtected = true
      // The youth that the row names, and that of the signal where nobody is known by those names.
      let isKnown = held.values.contains { !Set(report.youth).isDisjoint(with: $0.report.youth) }
      let own = isKnown ? nil : held[report.id]?.report.youth
      for youth in [report.youth, own ?? []].map({ component(of: Set($0)) }) where !youth.isEmpty {
        if refused[report.id] != true, !holds.contains(where: { !$0.isDeath && !$0.youth.isDisjoint(with: youth) }) {
          beginHold(Hold(youth: youth, signals: [report.id], since: today))
        }
      }
    }
    if isProtected || fault.isRemembered { refused[report.id] = fault.lodgesObjection }
  }

  /// The whole index was imported: rows that were refused are done with.
  mutating func forgetRefused() { refused = [:] }

  /// A good row came for a signal after a restore.
  mutating func noteGoodRow(_ id: String) {
    held[id]?.isSuspended = false
    refused[id] = nil
  }

  /// How a signal comes back that people had ended: what its term ended is judged anew.
  static func ended(_ signal: Held) -> Held {
    var was = signal
    if was.ranOut {
      was.isArchived = false
      was.ranOut = false
    } else if was.isArchived {
      was.leftOn = nil
    }
    return was
  }

  /// The day on which a family left, where it was noted anew after a restore.
  mutating func correct(_ id: String, leftOn: CalendarDate) { held[id]?.leftOn = leftOn }

  /// Ends what ran out by `today`.
  mutating func expire(today: CalendarDate) {
    while let place = holds.firstIndex(where: { $0.isDeath && !$0.reports.isEmpty && $0.since.adding(days: 3) <= today }
    ) {
      erase(holds[place].youth, .othersDeath, sources: Set(holds[place].reports.keys), ending: [place])
    }
    for (id, signal) in held where termEnd(signal.report) <= today && !signal.isArchived {
      held[id]?.isArchived = true
      held[id]?.ranOut = true
    }
    flag()
  }

  func termEnd(_ report: Report) -> CalendarDate {
    let start = report.startedOn
    return CalendarDate(year: start.year + 2, month: start.month, day: start.day)
      ?? CalendarDate(year: start.year + 2, month: start.month, day: 28) ?? start
  }
}
