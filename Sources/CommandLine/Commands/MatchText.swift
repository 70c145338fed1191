import LocalAPI
import Pages
import PeerProtocol

/// Matches as a person reads them.
enum MatchText {
  /// The whole page: the match, and below it the others of the same family.
  static func page(_ match: MatchDocument) -> String {
    var lines = one(match)
    let related = match.related ?? []
    if !related.isEmpty { lines += ["", pick("hetzelfde gezin", "the same family")] }
    for (index, other) in related.enumerated() {
      if index > 0 { lines.append("") }
      lines += one(other).map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  /// A line for each match.
  static func list(_ matches: [MatchDocument]) -> String {
    let rows = matches.map { match in
      [
        match.matchId, match.kind.shown(\.phrase), match.peer, match.status.shown(\.phrase),
        match.detectedAt.rfc3339, TextTable.cell(match.signals), organisations(match),
      ]
    }
    let header = pick(
      ["MATCH", "SOORT", "REGIO", "STAND", "GEVONDEN", "ONZE SIGNALEN", "DAAR BETROKKEN"],
      ["MATCH", "KIND", "PEER", "STATUS", "DETECTED", "OUR SIGNALS", "INVOLVED THERE"])
    return TextTable.text(header: header, rows, width: TextTable.terminalWidth, flexible: [5, 6])
  }

  /// The organisations involved at the peer.
  static func organisations(_ match: MatchDocument) -> String {
    TextTable.cell(match.involvements.map(\.organisation.name))
  }

  /// A side's follow-up: `contacted 2026-11-21 (better-fit, earlier)`.
  static func followUp(_ side: MatchSideDocument) -> String {
    guard let followUp = side.followUp else { return "-" }
    let details =
      [followUp.reason?.shown(\.phrase)].compactMap(\.self) + (followUp.outcome ?? []).map { $0.shown(\.phrase) }
    return dated(followUp.state.shown(\.phrase), followUp.at)
      + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
  }

  /// Which region leads, as a side says: `gooi, agreed 2026-11-21`.
  static func leader(_ side: MatchSideDocument) -> String {
    guard let coordination = side.coordination else { return "-" }
    guard let holder = coordination.holder else { return pick("nog niemand", "nobody yet") }
    return "\(holder), \(dated(coordination.state.shown(\.phrase), coordination.at))"
  }

  /// A side's handover after a move: `wanted 2026-11-21`.
  static func handover(_ side: MatchSideDocument) -> String {
    TextTable.cell(side.handover.map { dated($0.state.shown(\.phrase), $0.at) })
  }

  /// The family's consent, as a side recorded it.
  static func consent(_ side: MatchSideDocument) -> String { TextTable.cell(side.consent?.shown(\.phrase)) }

  private static func dated(_ state: String, _ at: Timestamp) -> String { "\(state) \(at.rfc3339.prefix(10))" }

  private static func one(_ match: MatchDocument) -> [String] {
    let isWithin = match.scope == .within
    var rows = [
      ["match", match.matchId], [pick("soort", "kind"), match.kind.shown(\.phrase)],
      [isWithin ? pick("binnen", "within") : pick("regio", "peer"), match.peer],
      [pick("stand", "status"), match.status.shown(\.phrase)],
      [pick("onze signalen", "our signals"), TextTable.cell(match.signals)],
      [pick("gevonden", "detected"), match.detectedAt.rfc3339],
    ]
    if let endedAt = match.endedAt { rows.append([pick("beëindigd", "ended"), endedAt.rfc3339]) }
    switch match.release?.known {
    case .awaiting:
      rows.append([
        pick("onze contacten", "our contacts"),
        pick(
          "nog niet gegeven van \(TextTable.cell(match.awaitingRelease)); een procesregisseur moet ze vrijgeven",
          "not given yet of \(TextTable.cell(match.awaitingRelease)); a coordinator has to release them"),
      ])
    case .released: rows.append([pick("onze contacten", "our contacts"), pick("vrijgegeven", "released")])
    case nil: break
    }
    var lines = TextTable.lines(rows)
    lines.append(isWithin ? pick("betrokken", "involved") : pick("daar betrokken", "involved there"))
    let contacts = match.involvements.map(involvement)
    lines += contacts.isEmpty ? ["  " + reasonForNoContacts(match)] : TextTable.lines(contacts)
    let archived = (match.archived ?? []).map(involvement)
    if !archived.isEmpty {
      lines += [pick("hier eerder betrokken", "involved here before")] + TextTable.lines(archived)
    }
    return lines + sides(match)
  }

  /// The contact details of an ended match are erased: all that is left is when they came.
  private static func reasonForNoContacts(_ match: MatchDocument) -> String {
    guard match.status == .ended else { return pick("er is nog niets ontvangen", "nothing was received yet") }
    guard let at = match.contactsReceivedAt else {
      return pick("er was niets ontvangen toen de match eindigde", "nothing had been received when it ended")
    }
    let day = at.rfc3339.prefix(10)
    return pick(
      "contactgegevens zijn ontvangen, het laatst op \(day); zij zijn gewist toen de match eindigde",
      "contact details were received, last on \(day); they were erased when the match ended")
  }

  private static func involvement(_ one: InvolvementDocument) -> [String] {
    ["  " + TextTable.cell(one.organisation.name)]
      + [one.contact.name, one.contact.phone, one.contact.email].map { TextTable.cell($0) }
      + [one.involvement.shown(\.phrase), pick("sinds \(one.since)", "since \(one.since)")]
      + (one.left.map { [pick("vertrokken \($0)", "left \($0)")] }
        ?? one.until.map { [pick("tot \($0)", "until \($0)")] } ?? [])
  }

  /// Both sides beside each other. A row that neither side filled is left out.
  private static func sides(_ match: MatchDocument) -> [String] {
    let (own, theirs) = (match.own, match.theirs)
    guard own != MatchSideDocument() || theirs != MatchSideDocument() else { return [] }
    var rows = [["", pick("onze kant", "our side"), pick("hun kant", "their side")]]
    let parts = [
      (pick("opvolging", "follow-up"), followUp), (pick("regie", "leads"), leader),
      (pick("overdracht", "handover"), handover), (pick("toestemming", "consent"), consent),
    ]
    for (title, text) in parts {
      let row = [text(own), text(theirs)]
      if row != ["-", "-"] { rows.append(["  " + title] + row) }
    }
    return TextTable.lines(rows)
  }
}
