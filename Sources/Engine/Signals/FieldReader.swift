import PeerProtocol
import PrivateMatching
import Region

/// What the fields of a report are judged by.
struct ReportRules: Sendable {
  var today: CalendarDate
  var profile: RetentionProfile
  var sectors = SectorList()

  /// Midnight in the Netherlands comes before that of UTC: every date may lie a day ahead.
  var latest: CalendarDate { today.adding(days: 1) }
}

/// Reads the fields of one row and gathers every fault: each names its field and never shows its contents.
struct FieldReader {
  private let fields: [String: String]
  private(set) var faults: [FieldFault] = []

  init(_ fields: [String: String]) { self.fields = fields }

  /// The field without blanks around it, no-break spaces of spreadsheets among them.
  func trimmed(_ name: String) -> Substring {
    var text = (fields[name] ?? "")[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Notes a fault; the first of a field counts.
  mutating func fault(_ field: String, _ reason: String, isByClock: Bool = false) {
    if !faults.contains(where: { $0.field == field }) {
      faults.append(FieldFault(field: field, reason: reason, isByClock: isByClock))
    }
  }

  /// The field's text where a spreadsheet left nothing else in it; empty with a fault.
  private mutating func plain(_ name: String) -> Substring {
    let value = trimmed(name)
    guard let reason = SpreadsheetRemains.fault(in: value, isId: name.hasSuffix("_id")) else { return value }
    fault(name, reason)
    return ""
  }

  mutating func text(_ name: String, _ bytes: ClosedRange<Int>) -> String {
    let value = String(plain(name))
    if value.utf8.count < bytes.lowerBound { fault(name, "is missing") }
    if value.utf8.count > bytes.upperBound { fault(name, "is longer than \(bytes.upperBound) bytes") }
    if !isPrintable(value) { fault(name, "holds a control character") }
    return value
  }

  /// One of `names`, read without regard to case, blanks and hyphens.
  mutating func choice(_ name: String, _ names: [String]) -> String? {
    let value = plain(name)
    if value.isEmpty { return nil }
    let found = Self.choice(of: value, among: names)
    if found == nil { fault(name, "must be one of: \(names.joined(separator: ", "))") }
    return found
  }

  static func choice(of value: some StringProtocol, among names: [String]) -> String? {
    let key = Words.key(value)
    return names.first { Words.key($0) == key }
  }

  mutating func flag(_ name: String) -> Bool {
    // A Dutch spreadsheet writes a truth value in Dutch.
    ["true", "waar"].contains(choice(name, ["false", "true", "onwaar", "waar"]))
  }

  /// A date between the first of January of `earliest` and `latest`.
  mutating func date(_ name: String, from earliest: Int, to latest: CalendarDate) -> CalendarDate? {
    let value = plain(name)
    if value.isEmpty { return nil }
    guard let date = CalendarDate(iso: String(value)) else {
      fault(name, "is no date as YYYY-MM-DD, such as 2025-12-31" + Self.hint(value))
      return nil
    }
    if date.year < earliest { fault(name, "lies before the year \(earliest): is the year right?") }
    if date > latest {
      fault(name, "lies in the future: at most one day ahead is accepted. Is the year right?", isByClock: true)
    }
    return date
  }

  /// What a date in another form looks like.
  private static func hint(_ value: Substring) -> String {
    let parts = value.split(separator: " ").first?.split { "-/.".contains($0) } ?? []
    guard parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return "" }
    if parts.count == 1, (4...6).contains(value.utf8.count) {
      return ": a spreadsheet made a number of it. Format the column as text and type it again"
    }
    guard parts.count == 3 else { return "" }
    if parts[2].utf8.count == 4 { return ": the year comes first" }
    return parts[0].utf8.count == 4
      ? ": two digits for month and day, hyphens between, no time behind" : ": the year has four digits and comes first"
  }

  mutating func identities(_ name: String, required: Bool) -> [Identity] {
    let parts = plain(name).split(separator: ";", omittingEmptySubsequences: true)
    if parts.isEmpty && required { fault(name, "is missing: give bsn: and 9 digits, or vnr: and 10 digits") }
    guard parts.count <= ReportedSignal.identitiesPerSubject else {
      fault(name, "holds more than \(ReportedSignal.identitiesPerSubject) identities")
      return []
    }
    var found: [Identity] = []
    for part in parts {
      let text = FieldReader([name: String(part)]).trimmed(name)
      let number = text.split(separator: ":", maxSplits: 1).last ?? ""
      if let reason = SpreadsheetRemains.fault(in: number) {
        fault(name, reason)
        continue
      }
      do {
        let identity = try Identity(String(text))
        if !found.contains(identity) { found.append(identity) }
      } catch {
        fault(name, "\(error)")
      }
    }
    return found
  }

  mutating func municipality(_ name: String) -> String {
    let value = plain(name)
    if value.isEmpty { return "" }
    guard let code = MunicipalityCode(value) else {
      fault(name, "is no municipality's code: write \(MunicipalityCode.form). Leave it empty where there is none")
      return ""
    }
    return code.text
  }

  mutating func sector(_ name: String, _ sectors: SectorList) -> Sector? {
    let value = plain(name)
    if value.isEmpty {
      fault(name, "is missing")
      return nil
    }
    if let sector = sectors.sector(value) { return sector }
    fault(
      name,
      "is not in the list of sectors; a region adds its own in node.json, sectors. Write one of: "
        + sectors.names(nearestTo: value).joined(separator: ", "))
    return nil
  }
}
