import PeerProtocol
import PrivateMatching
import Region

/// One fault in a reported signal: the field, and what to do.
struct FieldFault: Error, Equatable {
  var field: String
  var reason: String
}

/// A reported signal whose fields were checked, with identities still as such: it lives during one request only.
struct ReportedSignal: Sendable {
  var id: String
  var youth: [Identity]
  var guardians: [Identity]
  var reporter: Reporter
  var municipality: String
  var shielding: Shielding
  var isIndirect: Bool
  var isTemporary: Bool
  var startedOn: CalendarDate
  var endedOn: CalendarDate?
  var endReason: EndReason?
  /// The day from which nothing is kept on the youth: all that outlives this request of a birth date.
  var eraseOn: CalendarDate?
  var objection: ObjectionStep?
  var informedOn: CalendarDate?
  var consent: String
  /// Everything that was reported, for the mark; the day of erasure in place of the birth date.
  var canonical: [UInt8]

  /// The fields of a row, by the column names of the import.
  static let columns = [
    "signal_id", "subject", "birth_date", "guardians", "municipality", "organisation_id", "organisation", "sector",
    "shielding", "contact_name", "contact_phone", "contact_email", "involvement", "temporary", "started_on",
    "ended_on", "end_reason", "informed_on", "consent", "objection",
  ]

  static let identitiesPerSubject = 8

  /// The signal that a row is about, also where the row is not in order otherwise.
  static func id(in fields: [String: String]) -> String? { try? FieldReader(fields).text("signal_id", 1...64) }

  init(_ fields: [String: String], today: CalendarDate, profile: RetentionProfile) throws(FieldFault) {
    let field = FieldReader(fields)
    id = try field.text("signal_id", 1...64)
    youth = try field.identities("subject", required: true)
    guardians = try field.identities("guardians", required: false)
    if let birth = try field.date("birth_date") {
      guard birth <= today else { throw FieldFault(field: "birth_date", reason: "lies in the future") }
      let day = profile.eraseOn(birth: birth)
      guard day > today else {
        throw FieldFault(
          field: "birth_date", reason: "the youth is \(profile.ageLimitYears) or older: leave the signal out")
      }
      eraseOn = day
    }
    municipality = try field.text("municipality", 0...16)
    reporter = Reporter(
      organisationId: try field.text("organisation_id", 1...ProtocolLimits.organisationId),
      organisation: try field.text("organisation", 1...ProtocolLimits.name),
      sector: try field.text("sector", 1...ProtocolLimits.sector),
      name: try field.text("contact_name", 0...ProtocolLimits.name),
      phone: try field.text("contact_phone", 0...ProtocolLimits.phone),
      email: try field.text("contact_email", 0...ProtocolLimits.email))
    guard !(reporter.phone.isEmpty && reporter.email.isEmpty) else {
      throw FieldFault(field: "contact_phone", reason: "a telephone number or an e-mail address is needed")
    }
    shielding = try field.shielding(sector: reporter.sector)
    isIndirect = try field.choice("involvement", ["direct", "indirect"], default: "direct") == "indirect"
    isTemporary = try field.choice("temporary", ["false", "true"], default: "false") == "true"
    guard let started = try field.date("started_on") else {
      throw FieldFault(field: "started_on", reason: "is missing: give the date as YYYY-MM-DD")
    }
    // A day of grace: the region's clock may be ahead of UTC.
    guard started <= today.adding(days: 1) else {
      throw FieldFault(field: "started_on", reason: "lies in the future")
    }
    startedOn = started
    endedOn = try field.date("ended_on")
    endReason = try field.endReason()
    if endedOn != nil && endReason == nil {
      throw FieldFault(
        field: "end_reason", reason: "is missing: give one of \(EndReason.reportedNames.joined(separator: ", "))")
    }
    if endReason != nil && endedOn == nil { throw FieldFault(field: "ended_on", reason: "is missing: give the date") }
    if let endedOn, endedOn < started { throw FieldFault(field: "ended_on", reason: "lies before started_on") }
    if let endedOn, endedOn > today.adding(days: 1) {
      throw FieldFault(field: "ended_on", reason: "lies in the future: report the end when it has come")
    }
    informedOn = try field.date("informed_on")
    consent = try field.choice("consent", SignalsState.consents, default: "")
    objection = ObjectionStep(
      rawValue: try field.choice("objection", [""] + ObjectionStep.allCases.map(\.rawValue), default: ""))
    canonical = field.canonical(eraseOn: eraseOn)
  }
}

/// Reads the fields of one row, with a fault that names the field and never shows its contents.
private struct FieldReader {
  private let fields: [String: String]

  init(_ fields: [String: String]) { self.fields = fields }

  /// All fields in the order of the columns, each behind its length, so that no two rows look alike.
  ///
  /// The mark of them is stored: it must not tell more of a birth date than the day of erasure does.
  func canonical(eraseOn: CalendarDate?) -> [UInt8] {
    var bytes: [UInt8] = []
    for column in ReportedSignal.columns {
      let value = column == "birth_date" ? (eraseOn?.iso ?? "")[...] : trimmed(column)
      bytes.append(contentsOf: "\(value.utf8.count):".utf8)
      bytes.append(contentsOf: value.utf8)
    }
    return bytes
  }

  private func trimmed(_ name: String) -> Substring {
    var text = (fields[name] ?? "")[...]
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }

  func text(_ name: String, _ bytes: ClosedRange<Int>) throws(FieldFault) -> String {
    let value = trimmed(name)
    guard value.utf8.count >= bytes.lowerBound else { throw FieldFault(field: name, reason: "is missing") }
    guard value.utf8.count <= bytes.upperBound else {
      throw FieldFault(field: name, reason: "is longer than \(bytes.upperBound) bytes")
    }
    guard isPrintable(String(value)) else {
      throw FieldFault(field: name, reason: "holds a control character")
    }
    return String(value)
  }

  func choice(_ name: String, _ names: [String], default fallback: String) throws(FieldFault) -> String {
    let value = String(trimmed(name))
    if value.isEmpty { return fallback }
    guard names.contains(value) else {
      let known = names.filter { !$0.isEmpty }.joined(separator: ", ")
      throw FieldFault(field: name, reason: "must be one of: \(known)")
    }
    return value
  }

  func date(_ name: String) throws(FieldFault) -> CalendarDate? {
    let value = String(trimmed(name))
    if value.isEmpty { return nil }
    guard let date = CalendarDate(iso: value) else {
      throw FieldFault(field: name, reason: "is no date: write YYYY-MM-DD")
    }
    return date
  }

  func identities(_ name: String, required: Bool) throws(FieldFault) -> [Identity] {
    let parts = trimmed(name).split(separator: ";", omittingEmptySubsequences: true)
    guard !parts.isEmpty || !required else {
      throw FieldFault(field: name, reason: "is missing: give bsn: and 9 digits, or vnr: and 10 digits")
    }
    guard parts.count <= ReportedSignal.identitiesPerSubject else {
      throw FieldFault(field: name, reason: "holds more than \(ReportedSignal.identitiesPerSubject) identities")
    }
    var found: [Identity] = []
    for part in parts {
      do {
        let identity = try Identity(part.trimmingSpaces)
        if !found.contains(identity) { found.append(identity) }
      } catch {
        throw FieldFault(field: name, reason: "\(error)")
      }
    }
    return found
  }

  func shielding(sector: String) throws(FieldFault) -> Shielding {
    // Families hide in shelters: withheld unless the reporter says otherwise (DOMAIN).
    let fallback = sector == "opvang" || sector == "vrouwenopvang" ? "withheld" : "none"
    let name = try choice("shielding", ["none", "desk", "withheld"], default: fallback)
    return Shielding(name: name) ?? .withheld
  }

  func endReason() throws(FieldFault) -> EndReason? {
    let name = try choice("end_reason", EndReason.reportedNames, default: "")
    return EndReason(reported: name)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
