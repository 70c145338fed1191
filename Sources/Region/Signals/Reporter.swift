/// Who made a signal: the organisation and the professional to reach.
public struct Reporter: Hashable, Sendable {
  /// The organisation's id within the region.
  public var organisationId: String
  /// The organisation's name.
  public var organisation: String
  /// Which kind of organisation it is.
  public var sector: String
  /// The professional's name.
  public var name: String
  /// The professional's telephone number.
  public var phone: String
  /// The professional's e-mail address.
  public var email: String

  /// A reporter of these particulars.
  public init(organisationId: String, organisation: String, sector: String, name: String, phone: String, email: String)
  {
    self.organisationId = organisationId
    self.organisation = organisation
    self.sector = sector
    self.name = name
    self.phone = phone
    self.email = email
  }

  func write(to writer: inout ByteWriter) {
    for text in [organisationId, organisation, sector, name, phone, email] { writer.string(text) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    organisationId = try reader.string()
    organisation = try reader.string()
    sector = try reader.string()
    name = try reader.string()
    phone = try reader.string()
    email = try reader.string()
  }
}

/// A reporter as a row keeps it. Hundreds of signals share an organisation, a name or an address, but often not all
/// of them at once; the telephone number is often a row's own.
struct StoredReporter: Sendable {
  /// The reference of the organisation's id among the texts.
  fileprivate(set) var organisationId: UInt32 = 0
  fileprivate var organisation: UInt32 = 0
  fileprivate var sector: UInt32 = 0
  fileprivate var name: UInt32 = 0
  fileprivate var email: UInt32 = 0
  fileprivate var phone = ""
}

extension InternTable<String> {
  /// Keeps the texts of a reporter, each once.
  mutating func retain(_ reporter: Reporter) -> StoredReporter {
    StoredReporter(
      organisationId: retain(reporter.organisationId), organisation: retain(reporter.organisation),
      sector: retain(reporter.sector), name: retain(reporter.name), email: retain(reporter.email),
      phone: reporter.phone)
  }

  /// Lets go of what ``retain(_:)-(Reporter)`` kept.
  mutating func release(_ stored: StoredReporter) {
    for text in [stored.organisationId, stored.organisation, stored.sector, stored.name, stored.email] { release(text) }
  }

  /// The reporter's sector.
  func sector(of stored: StoredReporter) -> String { self[stored.sector] ?? "" }

  /// The id of the reporter's organisation.
  func organisationId(of stored: StoredReporter) -> String { self[stored.organisationId] ?? "" }

  /// The reporter in full.
  func reporter(_ stored: StoredReporter) -> Reporter {
    Reporter(
      organisationId: self[stored.organisationId] ?? "", organisation: self[stored.organisation] ?? "",
      sector: self[stored.sector] ?? "", name: self[stored.name] ?? "", phone: stored.phone,
      email: self[stored.email] ?? "")
  }
}

/// Values that many rows share, each kept once and dropped with the last row that uses it.
struct InternTable<Value: Hashable & Sendable>: Sendable {
  private var values: [Value?] = []
  private var uses: [Int32] = []
  private var free: [UInt32] = []
  private var index: [Value: UInt32] = [:]

  /// The value in a row that is in use.
  subscript(reference: UInt32) -> Value? { Int(reference) < values.count ? values[Int(reference)] : nil }

  mutating func retain(_ value: Value) -> UInt32 {
    if let row = index[value] {
      uses[Int(row)] += 1
      return row
    }
    let row: UInt32
    if let reused = free.popLast() {
      row = reused
      values[Int(row)] = value
      uses[Int(row)] = 1
    } else {
      row = UInt32(values.count)
      values.append(value)
      uses.append(1)
    }
    index[value] = row
    return row
  }

  mutating func release(_ reference: UInt32) {
    uses[Int(reference)] -= 1
    guard uses[Int(reference)] == 0, let value = values[Int(reference)] else { return }
    index[value] = nil
    values[Int(reference)] = nil
    free.append(reference)
  }
}
