import PeerProtocol
import PrivateMatching
import Region

/// A reported signal whose fields were checked, with identities still as such: it lives during one request only.
struct ReportedSignal: Sendable {
  var id: String
  var youth: [Identity]
  var guardians: [Identity]
  var reporter: Reporter
  var municipality: String
  var shielding: Shielding
  /// True where the report says nothing of shielding.
  var leavesShielding: Bool
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

  static let identitiesPerSubject = 8
  /// The first year of a birth date, and of the other dates.
  static let firstYears = (birth: 1900, others: 1990)

  /// Why everything on the youth is to be erased, where the report says so.
  var erasesYouth: EndReason? {
    if endReason == .deceased { return .deceased }
    return objection == .upheld ? .objection : nil
  }

  /// The signal of a row; nil where the reader found a fault.
  init?(_ field: inout FieldReader, rules: ReportRules) {
    id = field.text(.signalId, 1...64)
    youth = field.identities(.subject, required: true)
    guardians = field.identities(.guardians, required: false)
    if let birth = field.date(.birthDate, from: Self.firstYears.birth, to: rules.latest) {
      let day = rules.profile.eraseOn(birth: birth)
      if day <= rules.today {
        field.fault(
          .birthDate, "the youth is \(rules.profile.ageLimitYears) or older: leave the signal out", isByClock: true)
      }
      eraseOn = day
    }
    municipality = field.municipality(.municipality)
    let sector = field.sector(.sector, rules.sectors)
    reporter = Reporter(
      organisationId: field.text(.organisationId, 1...ProtocolLimits.organisationId),
      organisation: field.text(.organisation, 1...ProtocolLimits.name), sector: sector?.name ?? "",
      name: field.text(.contactName, 0...ProtocolLimits.name),
      phone: field.telephone(.contactPhone),
      email: field.text(.contactEmail, 0...ProtocolLimits.email))
    if reporter.phone.isEmpty && reporter.email.isEmpty {
      field.fault(.contactPhone, "a telephone number or an e-mail address is needed")
    }
    // Families hide in shelters: withheld unless the reporter says otherwise (DOMAIN).
    let fallback = sector.map { $0.isShelter } ?? true ? Shielding.withheld : .none
    leavesShielding = field.trimmed(.shielding).isEmpty
    shielding = field.choice(.shielding, Shielding.names).flatMap(Shielding.init(name:)) ?? fallback
    isIndirect = field.choice(.involvement, ["direct", "indirect"]) == "indirect"
    isTemporary = field.flag(.temporary)
    let started = field.date(.startedOn, from: Self.firstYears.others, to: rules.latest)
    if started == nil { field.fault(.startedOn, "is missing: give the date as YYYY-MM-DD") }
    startedOn = started ?? rules.today
    endedOn = field.date(.endedOn, from: Self.firstYears.others, to: rules.latest)
    endReason = field.choice(.endReason, EndReason.reportedNames).flatMap(EndReason.init(reported:))
    if endedOn != nil && endReason == nil {
      field.fault(.endReason, "is missing: give one of \(EndReason.reportedNames.joined(separator: ", "))")
    }
    if endReason != nil && endedOn == nil { field.fault(.endedOn, "is missing: give the date") }
    if let endedOn, let started, endedOn < started { field.fault(.endedOn, "lies before started_on") }
    informedOn = field.date(.informedOn, from: Self.firstYears.others, to: rules.latest)
    consent = field.choice(.consent, SignalsState.consents.filter { !$0.isEmpty }) ?? ""
    objection = field.choice(.objection, ObjectionStep.allCases.map(\.rawValue)).flatMap(ObjectionStep.init(rawValue:))
    canonical = []
    guard field.faults.isEmpty else { return nil }
    canonical = mark(field)
  }

  /// All fields in the order of the columns, each behind its length, so that no two rows look alike.
  ///
  /// The mark of them is stored: it must not tell more of a birth date than the day of erasure does.
  private func mark(_ field: FieldReader) -> [UInt8] {
    var bytes: [UInt8] = []
    for column in SignalColumn.allCases {
      let value =
        switch column {
        case .birthDate: (eraseOn?.iso ?? "")[...]
        // Their one form, so that another way to write them is no other report, but one that is stored anew.
        case .sector: reporter.sector[...]
        case .municipality: municipality[...]
        default: field.trimmed(column)
        }
      bytes.append(contentsOf: "\(value.utf8.count):".utf8)
      bytes.append(contentsOf: value.utf8)
    }
    return bytes
  }
}
