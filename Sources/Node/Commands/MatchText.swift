import PeerProtocol

/// Matches as a person reads them.
enum MatchText {
  /// The whole page: the match, and below it the others of the same family.
  static func page(_ match: JSONValue) -> String {
    var lines = one(match)
    let related = match["related"]?.arrayValue ?? []
    if !related.isEmpty { lines += ["", "the same family"] }
    for (index, other) in related.enumerated() {
      if index > 0 { lines.append("") }
      lines += one(other).map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  /// The organisations involved there.
  static func organisations(_ match: JSONValue) -> String {
    let names = (match["involvements"]?.arrayValue ?? []).compactMap { $0["organisation"]?["name"]?.stringValue }
    return names.isEmpty ? "-" : names.joined(separator: ", ")
  }

  /// A side's follow-up: `contacted 2026-11-21 (better-fit, earlier)`.
  static func followUp(_ side: JSONValue?) -> String {
    guard let followUp = side?["followUp"] else { return "-" }
    let details = [followUp["reason"]?.stringValue] + (followUp["outcome"]?.arrayValue ?? []).map(\.stringValue)
    return dated(followUp, details.compactMap(\.self))
  }

  /// Who leads, as a side says: `gooi, agreed 2026-11-21`.
  static func leader(_ side: JSONValue?) -> String {
    guard let coordination = side?["coordination"] else { return "-" }
    guard let holder = coordination["holder"]?.stringValue else { return "nobody yet" }
    return "\(holder), \(dated(coordination))"
  }

  /// A side's handover after a move: `wanted 2026-11-21`.
  static func handover(_ side: JSONValue?) -> String { side?["handover"].map { dated($0) } ?? "-" }

  private static func dated(_ part: JSONValue, _ details: [String] = []) -> String {
    let date = part["at"]?.stringValue.map { " " + $0.prefix(10) } ?? ""
    return part.text(of: "state") + date + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
  }

  private static func one(_ match: JSONValue) -> [String] {
    let isWithin = match["scope"] == "within"
    var members = [
      ("matchId", "match"), ("kind", "kind"), ("peer", isWithin ? "within" : "peer"), ("status", "status"),
      ("signals", "our signals"), ("detectedAt", "detected"),
    ]
    if match["endedAt"] != nil { members.append(("endedAt", "ended")) }
    var rows = members.map { [$0.1, match.text(of: $0.0)] }
    switch match["release"] {
    case "awaiting":
      rows.append([
        "our contacts", "not given yet of \(match.text(of: "awaitingRelease")); a coordinator has to release them",
      ])
    case "released": rows.append(["our contacts", "released"])
    default: break
    }
    var lines = TextTable.lines(rows)
    lines.append(isWithin ? "involved" : "involved there")
    let contacts = (match["involvements"]?.arrayValue ?? []).map(involvement)
    lines += contacts.isEmpty ? ["  nothing was received yet"] : TextTable.lines(contacts)
    let archived = (match["archived"]?.arrayValue ?? []).map(involvement)
    if !archived.isEmpty { lines += ["involved here before"] + TextTable.lines(archived) }
    return lines + sides(match)
  }

  private static func involvement(_ one: JSONValue) -> [String] {
    let contact = one["contact"] ?? [:]
    return ["  " + (one["organisation"]?.text(of: "name") ?? "-")]
      + ["name", "phone", "email"].map { contact.text(of: $0) }
      + [one.text(of: "involvement"), "since \(one.text(of: "since"))"]
      + (one["left"]?.stringValue.map { ["left \($0)"] } ?? one["until"]?.stringValue.map { ["until \($0)"] } ?? [])
  }

  /// Both sides beside each other; what nobody said has no line, but for follow-up and who leads.
  private static func sides(_ match: JSONValue) -> [String] {
    let (own, theirs) = (match["own"], match["theirs"])
    guard own?.objectValue?.isEmpty == false || theirs?.objectValue?.isEmpty == false else { return [] }
    var rows = [["", "our side", "their side"]]
    for (title, text) in [("follow-up", followUp), ("leads", leader), ("handover", handover), ("consent", consent)] {
      let row = [text(own), text(theirs)]
      if row != ["-", "-"] { rows.append(["  " + title] + row) }
    }
    return TextTable.lines(rows)
  }

  private static func consent(_ side: JSONValue?) -> String { side?.text(of: "consent") ?? "-" }
}
