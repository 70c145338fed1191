import Cryptography
import PeerProtocol
import Region

/// The truth about one region's signals, kept by rules of its own so that the engine can be held against it.
struct Truth: Sendable {
  /// A signal that is still stored.
  struct Held: Equatable, Sendable {
    var report: Report
    var isArchived = false
    var leftOn: CalendarDate?
    var isObjected = false
    /// What a refused row said that protects, until a good one comes.
    var raised = "none"
    var isSuspended = false

    /// Who may see what.
    var shielding: String {
      let own = report.shielding.isEmpty ? (report.sector == "opvang" ? "withheld" : "none") : report.shielding
      return ["withheld", "desk"].first { [own, raised].contains($0) } ?? "none"
    }
  }

  private(set) var held: [String: Held] = [:]
  private(set) var last: [String: Report] = [:]
  /// How often something was said of a signal.
  private(set) var touches: [String: Int] = [:]
  /// Every identity of a youth that a signal ever named.
  private(set) var everNamed: [String: Set<Int>] = [:]
  /// Refused rows that wait for a good one, and whether they told of an objection.
  private var refused: [String: Bool] = [:]

  /// Takes a report in that the node took in on `today`.
  mutating func put(_ report: Report, today: CalendarDate) {
    touches[report.id, default: 0] += 1
    // A death ends all signals on the youth, also those that were reported since it was told first.
    if report.endReason == "deceased" {
      let youth = component(of: Set(report.youth))
      erase(youth)
    }
    everNamed[report.id, default: []].formUnion(report.youth)
    let isAwaited = refused.removeValue(forKey: report.id) != nil && held[report.id]?.isArchived == false
    guard last[report.id] != report || isAwaited else { return }
    last[report.id] = report
    let wasObjected = held[report.id]?.isObjected ?? false
    switch report.endReason {
    case "deceased", "mistaken", "objection": held[report.id] = nil
    case "risk-gone": held[report.id] = Held(report: report, isArchived: true)
    case "moved-away": held[report.id] = Held(report: report, leftOn: report.endedOn)
    default: held[report.id] = Held(report: report)
    }
    if termEnd(report) <= today { held[report.id]?.isArchived = true }
    // An objection concerns the youth, also in what is said later.
    guard held[report.id] != nil else { return }
    held[report.id]?.isObjected = wasObjected
    let youth = component(of: Set(report.youth))
    if held.values.contains(where: { $0.isObjected && !youth.isDisjoint(with: $0.report.youth) }) {
      setObjected(true, youth)
    }
  }

  /// Ends a signal that the node ended; `leftOn` is the day that the node noted.
  mutating func withdraw(_ id: String, reason: String, leftOn: CalendarDate) {
    touches[id, default: 0] += 1
    if reason != "moved-away" || held[id] == nil { refused[id] = nil }
    guard let signal = held[id] else { return }
    switch reason {
    case "deceased":
      let youth = component(of: Set(signal.report.youth))
      erase(youth)
    case "mistaken", "objection": held[id] = nil
    case "risk-gone": held[id]?.isArchived = true
    default: if !signal.isArchived && signal.leftOn == nil { held[id]?.leftOn = leftOn }
    }
  }

  /// Takes what protects from a row that the node refused.
  mutating func refuse(_ report: Report, _ slip: Slip) {
    touches[report.id, default: 0] += 1
    var isProtected = held[report.id] != nil && (slip.shielding != "none" || slip.lodgesObjection || slip.suspends)
    if slip.shielding == "withheld" || held[report.id]?.raised == "none" { held[report.id]?.raised = slip.shielding }
    if slip.suspends { held[report.id]?.isSuspended = true }
    if slip.lodgesObjection {
      // The youth that the row names, else that of the signal.
      let isNamed = held.values.contains { !Set(report.youth).isDisjoint(with: $0.report.youth) }
      let youth = component(of: Set(isNamed ? report.youth : held[report.id]?.report.youth ?? []))
      let reached = held.keys.filter { !youth.isDisjoint(with: held[$0]?.report.youth ?? []) }
      isProtected = isProtected || !reached.isEmpty
      if refused[report.id] != true {
        for id in reached { touches[id, default: 0] += 1 }
        setObjected(true, youth)
      }
    }
    if isProtected || slip.isRemembered { refused[report.id] = slip.lodgesObjection }
  }

  private mutating func erase(_ youth: Set<Int>) {
    for id in held.keys where !youth.isDisjoint(with: held[id]?.report.youth ?? []) {
      held[id] = nil
      refused[id] = nil
    }
  }

  /// The whole index was imported: rows that were refused are done with.
  mutating func forgetRefused() { refused = [:] }

  /// A good row came for a signal after a restore.
  mutating func correct(_ id: String) {
    held[id]?.raised = "none"
    held[id]?.isSuspended = false
    refused[id] = nil
  }

  /// An objection against the exchange of the youth of a signal.
  mutating func object(_ id: String, step: String) {
    guard let signal = held[id] else { return }
    let youth = component(of: Set(signal.report.youth))
    for other in held.keys where !youth.isDisjoint(with: held[other]?.report.youth ?? []) {
      touches[other, default: 0] += 1
    }
    switch step {
    case "upheld": erase(youth)
    default: if signal.isObjected != (step == "lodged") { setObjected(step == "lodged", youth) }
    }
  }

  private mutating func setObjected(_ isObjected: Bool, _ youth: Set<Int>) {
    for id in held.keys where !youth.isDisjoint(with: held[id]?.report.youth ?? []) {
      held[id]?.isObjected = isObjected
    }
  }

  /// The day on which a family left, where it was noted anew after a restore.
  mutating func correct(_ id: String, leftOn: CalendarDate) { held[id]?.leftOn = leftOn }

  /// Ends what ran out by `today`.
  mutating func expire(today: CalendarDate) {
    for (id, signal) in held where termEnd(signal.report) <= today { held[id]?.isArchived = true }
  }

  private func termEnd(_ report: Report) -> CalendarDate {
    let start = report.startedOn
    return CalendarDate(year: start.year + 2, month: start.month, day: start.day)
      ?? CalendarDate(year: start.year + 2, month: start.month, day: 28) ?? start
  }

  /// Everything that signals name together with any of `identities`.
  func component(of identities: Set<Int>) -> Set<Int> {
    var found = identities
    while true {
      var next = found
      for signal in held.values where !found.isDisjoint(with: signal.report.youth) {
        next.formUnion(signal.report.youth)
      }
      if next.count == found.count { return found }
      found = next
    }
  }

  /// Identities of each youth.
  var youths: Set<Set<Int>> { Set(held.values.map { component(of: Set($0.report.youth)) }) }

  static func isVisible(_ signal: Held) -> Bool {
    !signal.isArchived && !signal.isObjected && !signal.isSuspended && signal.shielding != "withheld"
  }

  static func identities(_ report: Report, _ kind: FeedKind) -> [Int] {
    kind == .youth ? report.youth : report.guardians
  }

  /// Identities that peers may learn of.
  func feed(_ kind: FeedKind) -> Set<Int> {
    Set(held.values.filter(Self.isVisible).flatMap { Self.identities($0.report, kind) })
  }

  /// Identities that some stored signal names.
  func named(_ kind: FeedKind) -> Set<Int> { Set(held.values.flatMap { Self.identities($0.report, kind) }) }

  /// Identities that were ever reported.
  func reported(_ kind: FeedKind) -> Set<Int> { Set(last.values.flatMap { Self.identities($0, kind) }) }

  func visible(in youth: Set<Int>) -> [Held] {
    held.values.filter { Self.isVisible($0) && !youth.isDisjoint(with: $0.report.youth) }
  }

  /// The visible signals on all youths of a guardian.
  func family(of guardian: Int) -> [Held] {
    let youths = held.values.filter { $0.report.guardians.contains(guardian) }.flatMap(\.report.youth)
    return visible(in: component(of: Set(youths)))
  }

  /// What a peer should see of a signal.
  static func involvement(_ signal: Held, region: RegionName, youthMatch: String? = nil) -> String {
    let report = signal.report
    let isDesk = signal.shielding == "desk"
    let organisation: JSONValue =
      isDesk
      ? ["id": "coordination-desk", "name": .string("Desk of \(region.text)"), "sector": "coordination-desk"]
      : [
        "id": .string("org-\(report.sector)"), "name": .string("Organisation \(report.sector)"),
        "sector": .string(report.sector),
      ]
    let contact: JSONValue =
      isDesk
      ? ["name": .string("Desk of \(region.text)"), "phone": "010", "email": .string("desk@\(region.text).test")]
      : ["name": .string(report.person), "phone": "", "email": .string(report.email)]
    return JSONValue(present: [
      "organisation": organisation, "contact": contact, "since": .string(report.startedOn.yearMonth.iso),
      "involvement": report.isIndirect ? "indirect" : "direct", "temporary": .bool(report.isTemporary),
      "left": (signal.leftOn?.yearMonth.iso).map(JSONValue.string), "youthMatch": youthMatch.map(JSONValue.string),
    ]).text
  }
}
