import Cryptography
import PeerProtocol
import Region

extension IndexModel {
  /// Everything that signals name together with any of `identities`.
  func component(of identities: Set<String>) -> Set<String> {
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
  var youths: Set<Set<String>> { Set(held.values.map { component(of: Set($0.report.youth)) }) }

  static func isVisible(_ signal: Held) -> Bool {
    !signal.isArchived && !signal.isObjected && !signal.isSuspended && signal.shielding != "withheld"
  }

  static func identities(_ report: Report, _ kind: FeedKind) -> [String] {
    kind == .youth ? report.youth : report.guardians
  }

  /// Identities that peers may learn of.
  func feed(_ kind: FeedKind) -> Set<String> {
    Set(held.values.filter(Self.isVisible).flatMap { Self.identities($0.report, kind) })
  }

  /// Identities that some stored signal names, or by which a youth is held back.
  func named(_ kind: FeedKind) -> Set<String> {
    let named = Set(held.values.flatMap { Self.identities($0.report, kind) })
    return kind == .youth ? holds.reduce(named) { $0.union($1.youth) } : named
  }

  /// Identities that were ever reported.
  func reported(_ kind: FeedKind) -> Set<String> {
    let reported = Set(last.values.flatMap { Self.identities($0, kind) })
    return kind == .youth ? everNamed.values.reduce(reported) { $0.union($1) } : reported
  }

  func visible(in youth: Set<String>) -> [Held] {
    held.values.filter { Self.isVisible($0) && !youth.isDisjoint(with: $0.report.youth) }
  }

  /// The visible signals on all youths of a guardian.
  func family(of guardian: String) -> [Held] {
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
