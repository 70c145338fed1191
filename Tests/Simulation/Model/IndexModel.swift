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
    var youth: Set<Int>
    var signals: [String]
    /// Who reported the death, with the organisation, and when first.
    var reports: [String: String] = [:]
    var since: CalendarDate
    /// The role that gave the first word.
    var firstWord: String?
  }

  private(set) var held: [String: Held] = [:]
  private(set) var last: [String: Report] = [:]
  private(set) var gone: [String: Gone] = [:]
  private(set) var holds: [Hold] = []
  /// How often something was said of a signal.
  private(set) var touches: [String: Int] = [:]
  /// Every identity of a youth that a signal ever named.
  private(set) var everNamed: [String: Set<Int>] = [:]
  /// Refused rows that wait for a good one, and whether they told of an objection.
  private var refused: [String: Bool] = [:]

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
        if mark.cause == .ownDeath { die(report, today: today, isNew: false) }
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
      return die(report, youth: youth, today: today, isNew: true)
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
      begin(Hold(youth: youth, signals: [report.id], since: since))
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
      die(signal.report, youth: youth, today: today, isNew: true)
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
          begin(Hold(youth: youth, signals: [report.id], since: today))
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
  private static func ended(_ signal: Held) -> Held {
    var was = signal
    if was.ranOut {
      was.isArchived = false
      was.ranOut = false
    } else if was.isArchived {
      was.leftOn = nil
    }
    return was
  }

  // MARK: - Deaths

  private mutating func die(_ report: Report, youth: Set<Int>? = nil, today: CalendarDate, isNew: Bool) {
    let youth = youth ?? component(of: Set(report.youth))
    let places = holds.indices.filter { holds[$0].isDeath && !holds[$0].youth.isDisjoint(with: youth) }
    let others = places.flatMap { holds[$0].reports }.filter { $0.key != report.id }
    if others.contains(where: { $0.value != report.sector }) {
      erase(youth, .othersDeath, sources: Set(others.map(\.key) + [report.id]), ending: places)
      return
    }
    if places.contains(where: { holds[$0].reports[report.id] != nil }) { return }
    guard isNew || held.values.contains(where: { !youth.isDisjoint(with: $0.report.youth) }) else { return }
    var hold = Hold(isDeath: true, youth: youth, signals: [report.id], since: today)
    hold.reports = [report.id: report.sector]
    begin(hold)
  }

  private mutating func begin(_ hold: Hold) {
    if let place = holds.firstIndex(where: { $0.isDeath == hold.isDeath && !$0.youth.isDisjoint(with: hold.youth) }) {
      holds[place].youth.formUnion(hold.youth)
      if !hold.reports.isEmpty, holds[place].reports.isEmpty { holds[place].since = hold.since }
      holds[place].reports.merge(hold.reports) { old, _ in old }
      holds[place].firstWord = holds[place].firstWord ?? hold.firstWord
      note(hold.signals, place)
    } else {
      holds.append(hold)
      note([], holds.count - 1)
    }
  }

  private mutating func note(_ ids: [String], _ place: Int) {
    let present = held.filter { !component(of: holds[place].youth).isDisjoint(with: $0.value.report.youth) }.keys
      .sorted()
    for id in ids + present where !holds[place].signals.contains(id) { holds[place].signals.append(id) }
  }

  private mutating func erase(_ youth: Set<Int>, _ cause: Gone.Cause, sources: Set<String> = [], ending: [Int]) {
    let youth = component(of: youth)
    for (id, signal) in held where !youth.isDisjoint(with: signal.report.youth) && !sources.contains(id) {
      touches[id, default: 0] += 1
      held[id] = nil
      refused[id] = nil
      gone[id] = Gone(cause: cause, sources: sources, was: Self.ended(signal))
    }
    if cause == .deathConfirmed {
      for id in ending.flatMap({ holds[$0].reports.keys }) where gone[id]?.cause == .ownDeath {
        gone[id]?.cause = .deathConfirmed
      }
    }
    holds = holds.enumerated().filter { place, hold in
      !(ending.contains(place) || cause == .upheld && !hold.youth.isDisjoint(with: youth))
    }.map(\.element)
  }

  private mutating func correct(_ id: String) {
    for number in holds.indices { holds[number].reports[id] = nil }
    holds.removeAll { $0.isDeath && $0.reports.isEmpty && $0.firstWord == nil }
    for (other, mark) in gone where mark.sources.contains(id) {
      gone[other]?.sources.remove(id)
      if mark.sources.count == 1 { gone[other]?.isLifted = true }
    }
  }

  // MARK: - What people decide

  /// The place of the hold that an id names, and the youth.
  private func target(_ id: String, isDeath: Bool) -> (youth: Set<Int>, places: [Int])? {
    var youth: Set<Int>
    if let signal = held[id] {
      youth = component(of: Set(signal.report.youth))
    } else if let hold = holds.first(where: { $0.isDeath == isDeath && $0.signals.contains(id) }) {
      youth = component(of: hold.youth)
    } else {
      return nil
    }
    for hold in holds where hold.isDeath == isDeath && !hold.youth.isDisjoint(with: youth) {
      youth.formUnion(component(of: hold.youth))
    }
    return (youth, holds.indices.filter { holds[$0].isDeath == isDeath && !holds[$0].youth.isDisjoint(with: youth) })
  }

  /// Who gave the first word on the youth of a signal, where a second has to.
  func firstWord(_ id: String, isDeath: Bool) -> String? {
    target(id, isDeath: isDeath)?.places.compactMap { holds[$0].firstWord }.first
  }

  /// An objection against the exchange of the youth of a signal.
  mutating func object(_ id: String, step: String, by role: String, today: CalendarDate) {
    guard let (youth, places) = target(id, isDeath: false) else { return }
    touchYouth(youth, but: nil)
    defer { flag() }
    switch step {
    case "upheld":
      let first = places.compactMap { holds[$0].firstWord }.first
      if first == nil {
        begin(Hold(youth: youth, signals: [id], since: today, firstWord: role))
      } else if first != role {
        erase(youth, .upheld, ending: places)
      }
    case "lodged":
      for place in places { holds[place].firstWord = nil }
      if places.isEmpty { begin(Hold(youth: youth, signals: [id], since: today)) }
    default: holds = holds.enumerated().filter { !places.contains($0.offset) }.map(\.element)
    }
  }

  /// A person confirms the death of the youth of a signal.
  mutating func confirmDeath(_ id: String, by role: String, today: CalendarDate) {
    guard let (youth, places) = target(id, isDeath: true) else { return }
    touchYouth(youth, but: nil)
    defer { flag() }
    let first = places.compactMap { holds[$0].firstWord }.first
    if first == nil {
      begin(Hold(isDeath: true, youth: youth, signals: [id], since: today, firstWord: role))
    } else if first != role {
      erase(youth, .deathConfirmed, ending: places)
    }
  }

  /// Two people lift the mark of a signal.
  mutating func lift(_ id: String) {
    gone[id]?.isLifted = true
    gone[id]?.sources = []
  }

  /// After a restore only what the index says is known: who is under an objection, by the signals that there are.
  mutating func forgetDecisions() {
    holds.removeAll { hold in
      hold.isDeath || !held.values.contains { !hold.youth.isDisjoint(with: $0.report.youth) }
    }
    for number in holds.indices { holds[number].firstWord = nil }
    flag()
  }

  private mutating func touchYouth(_ youth: Set<Int>, but id: String?) {
    for other in held.keys where other != id && !youth.isDisjoint(with: held[other]?.report.youth ?? []) {
      if holds.contains(where: { !$0.youth.isDisjoint(with: youth) }) || id == nil { touches[other, default: 0] += 1 }
    }
  }

  private mutating func flag() {
    for (id, signal) in held {
      held[id]?.isObjected = holds.contains { !$0.youth.isDisjoint(with: signal.report.youth) }
      if held[id]?.isObjected != signal.isObjected { touches[id, default: 0] += 1 }
    }
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

  /// Identities that some stored signal names, or by which a youth is held back.
  func named(_ kind: FeedKind) -> Set<Int> {
    let named = Set(held.values.flatMap { Self.identities($0.report, kind) })
    return kind == .youth ? holds.reduce(named) { $0.union($1.youth) } : named
  }

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
