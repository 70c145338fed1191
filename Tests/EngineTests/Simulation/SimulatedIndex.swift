import PeerProtocol
import TestSupport

/// What a region's own index reports about one signal.
struct Report: Equatable {
  var id: String
  var youth: [String]
  var sector = "jeugdhulp"
  var shielding = ""
  var person: String
  var startedOn: CalendarDate
  var endedOn: CalendarDate?
  var endReason: String?
  var isIndirect = false
  var isTemporary = false

  /// The document of `PUT /v1/signals/{id}`.
  var document: JSONValue {
    JSONValue(present: [
      "subject": .array(youth.map { .string($0) }), "organisationId": "org-\(sector)",
      "organisation": .string("Organisation \(sector)"), "sector": .string(sector), "shielding": .string(shielding),
      "contactName": .string(person), "contactEmail": .string("\(person)@mail.test"),
      "startedOn": .string(startedOn.iso), "endedOn": (endedOn?.iso).map(JSONValue.string),
      "endReason": endReason.map(JSONValue.string), "involvement": isIndirect ? "indirect" : "direct",
      "temporary": .bool(isTemporary),
    ])
  }
}

/// The truth about one region's signals, kept by rules of its own so that the engine can be held against it.
struct SimulatedIndex {
  struct Held: Equatable {
    var report: Report
    var isArchived = false
    var leftOn: CalendarDate?
    /// What an earlier report said of shielding, where this one says nothing.
    var kept = "none"

    var shielding: String {
      let own = report.shielding.isEmpty ? (report.sector == "opvang" ? "withheld" : "none") : report.shielding
      return ["withheld", "desk"].first { [own, kept].contains($0) } ?? "none"
    }
  }

  private(set) var held: [String: Held] = [:]
  private(set) var last: [String: Report] = [:]
  /// Every identity that was ever reported.
  private(set) var seen: Set<String> = []

  /// Takes a report in and says what the engine should answer.
  mutating func put(_ report: Report, today: CalendarDate) -> String {
    seen.formUnion(report.youth)
    let isEnd = ["mistaken", "objection"].contains(report.endReason)
    if last[report.id] == report { return held[report.id] == nil && !isEnd ? "keptErased" : "unchanged" }
    let outcome =
      last[report.id] == nil ? "added" : held[report.id] == nil && !isEnd ? "restored" : "updated"
    last[report.id] = report
    let kept = report.shielding.isEmpty ? held[report.id]?.shielding ?? "none" : "none"
    defer { held[report.id]?.kept = kept }
    switch report.endReason {
    case "mistaken", "objection": held[report.id] = nil
    case "risk-gone": held[report.id] = Held(report: report, isArchived: true)
    case "moved-away": held[report.id] = Held(report: report, leftOn: report.endedOn)
    default: held[report.id] = Held(report: report)
    }
    expire(today: today)
    return outcome == "added" && held[report.id] == nil ? "notKept" : outcome
  }

  mutating func withdraw(_ id: String, reason: String, today: CalendarDate) {
    guard let signal = held[id] else { return }
    switch reason {
    case "mistaken", "objection": held[id] = nil
    case "risk-gone": held[id]?.isArchived = true
    default: if !signal.isArchived && signal.leftOn == nil { held[id]?.leftOn = today }
    }
  }

  mutating func expire(today: CalendarDate) {
    for (id, signal) in held where termEnd(signal.report) <= today { held[id]?.isArchived = true }
  }

  func termEnd(_ report: Report) -> CalendarDate {
    let start = report.startedOn
    return CalendarDate(year: start.year + 2, month: start.month, day: start.day)
      ?? CalendarDate(year: start.year + 2, month: start.month, day: 28) ?? start
  }

  /// Everything that signals name together with any of `identities`.
  func component(of identities: Set<String>) -> Set<String> {
    var found = identities
    while true {
      let more = held.values.map(\.report.youth).filter { !found.isDisjoint(with: $0) }
      let next = found.union(more.joined())
      if next == found { return found }
      found = next
    }
  }

  /// Identities of each youth.
  var youths: Set<Set<String>> { Set(held.values.map { component(of: Set($0.report.youth)) }) }

  static func isVisible(_ signal: Held) -> Bool {
    !signal.isArchived && signal.shielding != "withheld"
  }

  /// Identities that peers may learn of.
  var feed: Set<String> { Set(held.values.filter(Self.isVisible).flatMap(\.report.youth)) }

  /// Identities that some stored signal names.
  var named: Set<String> { Set(held.values.flatMap(\.report.youth)) }

  func visible(in youth: Set<String>) -> [Held] {
    held.values.filter { Self.isVisible($0) && !youth.isDisjoint(with: $0.report.youth) }
  }

  /// What a peer should see of the youth known by `identity`, as JSON.
  func involvements(of identity: String, region: RegionName) -> Set<String> {
    Set(visible(in: component(of: [identity])).map { Self.involvement($0, region: region) })
  }

  private static func involvement(_ signal: Held, region: RegionName) -> String {
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
      : ["name": .string(report.person), "phone": "", "email": .string("\(report.person)@mail.test")]
    return JSONValue(present: [
      "organisation": organisation, "contact": contact, "since": .string(report.startedOn.yearMonth.iso),
      "involvement": report.isIndirect ? "indirect" : "direct", "temporary": .bool(report.isTemporary),
      "left": (signal.leftOn?.yearMonth.iso).map(JSONValue.string),
    ]).text
  }
}
