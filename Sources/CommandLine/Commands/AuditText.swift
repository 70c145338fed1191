import LocalAPI
import PeerProtocol

/// Entries of the audit log as a person reads them.
enum AuditText {
  /// Members that have a column or a line of their own, or are of use to programs only.
  private static let placed: Set = [
    "kind", "at", "peer", "agreement", "role", "holder", "things", "salt", "receipt", "statement", "document",
  ]

  /// One line an entry.
  static func list(_ entries: [AuditEntryDocument]) -> String {
    if entries.isEmpty {
      return pick("Er is geen regel in het logboek die hierbij past.", "The audit log has no such entry.")
    }
    let rows = entries.map { document in
      let entry = document.entry
      return [
        document.id, cell(entry["at"]), cell(entry["kind"]), cell(entry["peer"]), actor(document), more(entry),
      ]
    }
    let header = pick(
      ["ID", "WANNEER", "SOORT", "REGIO", "DOOR", "MEER"], ["ID", "AT", "KIND", "PEER", "BY", "MORE"])
    return TextTable.text(header: header, rows)
  }

  /// All of one entry.
  static func entry(_ document: AuditEntryDocument) -> String {
    let entry = document.entry
    var lines = [
      ["id", document.id], [pick("soort", "kind"), cell(entry["kind"])], [pick("wanneer", "at"), cell(entry["at"])],
      [pick("door", "by"), actor(document)],
    ]
    let named = [
      ("peer", pick("regio", "peer")), ("agreement", pick("afspraak", "agreement")), ("document", "document"),
    ]
    for (name, title) in named {
      if let value = entry[name] { lines.append([title, cell(value)]) }
    }
    if entry["receipt"] != nil {
      lines.append([
        pick("ontvangstbewijs", "receipt"),
        pick("door beide regio's ondertekend; geheel met --json", "signed by both regions; whole with --json"),
      ])
    }
    if entry["statement"] != nil {
      lines.append([
        pick("verklaring", "statement"),
        pick(
          "ondertekend door de regio die antwoordde; geheel met --json",
          "signed by the region that answered; whole with --json"),
      ])
    }
    if case let members = more(entry), members != "-" { lines.append([pick("meer", "more"), members]) }
    let things = entry["things"]?.arrayValue?.count ?? 0
    let about = about(document)
    if things > 0 {
      lines.append([pick("over", "about"), about.isEmpty ? "-" : about.joined(separator: ", ")])
      if about.count < things {
        let lost = things - about.count
        lines.append(["", pick("\(lost) van \(things) gewist of onbekend", "\(lost) of \(things) erased or unknown")])
      }
    }
    let text = TextTable.lines(lines).joined(separator: "\n")
    return document.answered.map { text + "\n\n" + answered($0) } ?? text
  }

  /// What a peer was answered.
  private static func answered(_ answered: AuditEntryDocument.Answered) -> String {
    if answered.records.isEmpty { return pick("Er is geen uitwisseling beantwoord.", "No exchange was answered.") }
    let rows = answered.records.map { record in
      [
        cell(record["at"]), cell(record["record"]), cell(record["direction"]), cell(record["id"]),
        record["confirmed"] == true ? pick("ja", "yes") : pick("nee", "no"),
      ]
    }
    let header = pick(
      ["WANNEER", "BEANTWOORD", "RICHTING", "ID", "BEVESTIGD"], ["AT", "ANSWERED", "DIRECTION", "ID", "CONFIRMED"])
    let table = TextTable.text(header: header, rows)
    let left = answered.count - answered.records.count
    return left > 0 ? table + pick("\nen nog \(left)", "\nand \(left) more") : table
  }

  /// Who did it: the role, and the name or the beginning of the certificate's id where it is known.
  private static func actor(_ document: AuditEntryDocument) -> String {
    guard let role = document.entry["role"]?.stringValue else { return "-" }
    guard let holder = document.opened.first(where: { .string($0.commitment) == document.entry["holder"] }) else {
      return role
    }
    return "\(role) \(holder.name ?? String(holder.id.prefix(16)))"
  }

  private static func about(_ document: AuditEntryDocument) -> [String] {
    document.opened.filter { .string($0.commitment) != document.entry["holder"] }.map { thing in
      "\(thing.thing) \(thing.name ?? thing.id)" + (thing.text.map { ": \"\($0)\"" } ?? "")
    }
  }

  private static func more(_ entry: JSONValue) -> String {
    let members = (entry.objectValue ?? [:]).filter { !placed.contains($0.key) }.sorted { $0.key < $1.key }
    return TextTable.cell(members.map { "\($0.key)=\(cell($0.value))" })
  }

  /// A member in a cell.
  static func cell(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: "-"
    case .string(let text): text
    case .array(let items): TextTable.cell(items.map { cell($0) })
    case .some(let other): other.text
    }
  }
}
