public import PeerProtocol

/// An organisation that joined the region's index, as an agreement keeper registers it. It holds no person.
public struct Organisation: Hashable, Sendable {
  /// The id that signals name. An organisation of several regions has the same one in each.
  public var id: String
  /// Its name.
  public var name: String
  /// Its sector, by the name in the region's list.
  public var sector: String
  /// The codes of the municipalities that it works for, sorted.
  public var municipalities: [String]
  /// The host names of its e-mail addresses, in lower case, sorted.
  public var domains: [String]
  /// The mailbox of its team; empty where none is known.
  public var contact: String
  /// The first day on which it takes part.
  public var since: CalendarDate
  /// The first day on which it no longer takes part; nil while no end is known.
  public var ends: CalendarDate?

  /// An organisation of these particulars.
  public init(
    id: String, name: String, sector: String, municipalities: [String] = [], domains: [String] = [],
    contact: String = "", since: CalendarDate, ends: CalendarDate? = nil
  ) {
    (self.id, self.name, self.sector) = (id, name, sector)
    self.municipalities = Set(municipalities).sorted()
    self.domains = Set(domains).sorted()
    (self.contact, self.since, self.ends) = (contact, since, ends)
  }

  /// What its profile lacks, by the names of the columns; nothing where it is complete.
  public var missing: [OrganisationColumn] {
    var missing: [OrganisationColumn] = []
    if municipalities.isEmpty { missing.append(.municipalities) }
    if domains.isEmpty { missing.append(.domains) }
    if contact.isEmpty { missing.append(.contact) }
    return missing
  }

  /// How it takes part on a day.
  public func standing(on day: CalendarDate) -> OrganisationStanding {
    if let ends, ends <= day { return .ended }
    return since <= day ? .active : .notYet
  }

  func write(to writer: inout ByteWriter) {
    for text in [id, name, sector, contact] { writer.string(text) }
    writer.list(municipalities) { $0.string($1) }
    writer.list(domains) { $0.string($1) }
    writer.int(Int(since.daysSince1970))
    writer.optional(ends) { $0.int(Int($1.daysSince1970)) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.string()
    name = try reader.string()
    sector = try reader.string()
    contact = try reader.string()
    municipalities = try reader.list { (reader) throws(CodecError) in try reader.string() }
    domains = try reader.list { (reader) throws(CodecError) in try reader.string() }
    since = CalendarDate(daysSince1970: Int(try reader.day()))
    ends = try reader.optional { (reader) throws(CodecError) in CalendarDate(daysSince1970: Int(try reader.day())) }
  }
}

/// How an organisation takes part. The raw value is the word in documents.
public enum OrganisationStanding: String, Hashable, Sendable, CaseIterable {
  /// It takes part.
  case active
  /// Its first day is still to come.
  case notYet = "not-yet"
  /// It takes part no longer.
  case ended
  /// The register does not have it.
  case unknown
}

/// The columns of a file of organisations, in their order.
public enum OrganisationColumn: String, Hashable, Sendable, CaseIterable {
  case organisationId = "organisation_id"
  case name, sector, municipalities, domains, contact, since, ends

  /// Whether a file or a row without it is refused.
  public var isRequired: Bool {
    switch self {
    case .organisationId, .name, .sector, .since: true
    case .municipalities, .domains, .contact, .ends: false
    }
  }

  /// The member of a line of JSON that says the same.
  public var member: String { self == .organisationId ? "organisationId" : rawValue }
}
