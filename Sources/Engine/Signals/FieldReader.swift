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
  private let fields: SignalFields
  private(set) var faults: [FieldFault] = []

  init(_ fields: SignalFields) { self.fields = fields }

  /// The field without blanks around it, no-break spaces of spreadsheets among them.
  func trimmed(_ column: SignalColumn) -> Substring { Self.trimmed(fields.text(column)) }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Notes a fault; the first of a field counts.
  mutating func fault(_ column: SignalColumn, _ reason: String, isByClock: Bool = false) {
    fault(column, at: "", reason, isByClock: isByClock)
  }

  /// `place` is that within the field, such as `[1]` for the second item of a list.
  private mutating func fault(
    _ column: SignalColumn, at place: String, _ reason: String, isByClock: Bool = false
  ) {
    let path = column.rawValue + place
    if !faults.contains(where: { $0.field == path }) {
      faults.append(FieldFault(field: path, reason: reason, isByClock: isByClock))
    }
  }

  /// The field's text where a spreadsheet left nothing else in it; empty with a fault.
  private mutating func plain(_ column: SignalColumn) -> Substring {
    let value = trimmed(column)
    guard let reason = SpreadsheetRemains.fault(in: value, isId: column.isId) else { return value }
    fault(column, reason)
    return ""
  }

  mutating func text(_ column: SignalColumn, _ bytes: ClosedRange<Int>) -> String {
    let value = String(plain(column))
    if value.utf8.count < bytes.lowerBound { fault(column, "is missing") }
    if value.utf8.count > bytes.upperBound { fault(column, "is longer than \(bytes.upperBound) bytes") }
    if !isPrintable(value) { fault(column, "holds a control character") }
    return value
  }

  /// One of `names`, read without regard to case, blanks and hyphens.
  mutating func choice(_ column: SignalColumn, _ names: [String]) -> String? {
    let value = plain(column)
    if value.isEmpty { return nil }
    let found = Self.choice(of: value, among: names)
    if found == nil { fault(column, "must be one of: \(names.joined(separator: ", "))") }
    return found
  }

  static func choice(of value: some StringProtocol, among names: [String]) -> String? {
    let key = Words.key(value)
    return names.first { Words.key($0) == key }
  }

  mutating func flag(_ column: SignalColumn) -> Bool {
    if case .flag(let flag) = fields[column] { return flag }
    // A Dutch spreadsheet writes a truth value in Dutch.
    return ["true", "waar"].contains(choice(column, ["false", "true", "onwaar", "waar"]))
  }

  /// A date between the first of January of `earliest` and `latest`.
  mutating func date(_ column: SignalColumn, from earliest: Int, to latest: CalendarDate) -> CalendarDate? {
    let value = plain(column)
    if value.isEmpty { return nil }
    guard let date = CalendarDate(iso: String(value)) else {
      fault(column, "is no date as YYYY-MM-DD, such as 2025-12-31" + Self.hint(value))
      return nil
    }
    if date.year < earliest { fault(column, "lies before the year \(earliest): is the year right?") }
    if date > latest {
      fault(column, "lies in the future: at most one day ahead is accepted. Is the year right?", isByClock: true)
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

  mutating func identities(_ column: SignalColumn, required: Bool) -> [Identity] {
    let parts = identityTexts(column)
    if parts.isEmpty && required { fault(column, "is missing: give bsn: and 9 digits, or vnr: and 10 digits") }
    guard parts.count <= ReportedSignal.identitiesPerSubject else {
      fault(column, "holds more than \(ReportedSignal.identitiesPerSubject) identities")
      return []
    }
    var found: [Identity] = []
    for (place, part) in parts {
      let text = Self.trimmed(part)
      let number = text.split(separator: ":", maxSplits: 1).last ?? ""
      if let reason = SpreadsheetRemains.fault(in: number) {
        fault(column, at: place, reason)
        continue
      }
      do {
        let identity = try Identity(String(text))
        if !found.contains(identity) { found.append(identity) }
      } catch {
        fault(column, at: place, "\(error)")
      }
    }
    return found
  }

  /// The texts of identities, each with its place: items of a list, or parts of a text between semicolons.
  private mutating func identityTexts(_ column: SignalColumn) -> [(place: String, text: Substring)] {
    guard case .list(let items) = fields[column] else {
      return plain(column).split(separator: ";").map { ("", $0) }
    }
    for (index, item) in items.enumerated() {
      guard let reason = SpreadsheetRemains.fault(in: Self.trimmed(item)) else { continue }
      fault(column, at: "[\(index)]", reason)
      return []
    }
    return items.enumerated().flatMap { index, item in item.split(separator: ";").map { ("[\(index)]", $0) } }
  }

  /// A number that somebody can call, in any way of writing; empty with a fault for a word such as `onbekend`, or `0`.
  mutating func telephone(_ column: SignalColumn) -> String {
    let value = text(column, 0...ProtocolLimits.phone)
    let isNumber = value.utf8.contains { (0x31...0x39).contains($0) }
    guard value.isEmpty || isNumber else {
      fault(
        column,
        "is no telephone number: write one such as +31 592 123456. Leave it empty where there is none, and give an "
          + "e-mail address")
      return ""
    }
    return value
  }

  mutating func municipality(_ column: SignalColumn) -> String {
    let value = plain(column)
    if value.isEmpty { return "" }
    guard let code = MunicipalityCode(value) else {
      fault(column, "is no municipality's code: write \(MunicipalityCode.form). Leave it empty where there is none")
      return ""
    }
    return code.text
  }

  mutating func sector(_ column: SignalColumn, _ sectors: SectorList) -> Sector? {
    let value = plain(column)
    if value.isEmpty {
      fault(column, "is missing")
      return nil
    }
    if let sector = sectors.sector(value) { return sector }
    fault(
      column,
      "is not in the list of sectors; a region adds its own in node.json, sectors. Write one of: "
        + sectors.names(nearestTo: value).joined(separator: ", "))
    return nil
  }
}

extension SignalColumn {
  /// Whether the field is an id, which may look like the negative of a spreadsheet's cell.
  fileprivate var isId: Bool { self == .signalId || self == .organisationId }
}
