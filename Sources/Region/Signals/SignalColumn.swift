/// What a report says of a signal: the columns of an import file, in their order.
///
/// The mark of a report is made of its fields in this order.
public enum SignalColumn: String, Hashable, Sendable, CaseIterable {
  case signalId = "signal_id"
  case subject
  case birthDate = "birth_date"
  case guardians
  case municipality
  case organisationId = "organisation_id"
  case organisation
  case sector
  case shielding
  case contactName = "contact_name"
  case contactPhone = "contact_phone"
  case contactEmail = "contact_email"
  case involvement
  case temporary
  case startedOn = "started_on"
  case endedOn = "ended_on"
  case endReason = "end_reason"
  case informedOn = "informed_on"
  case consent
  case objection

  /// The member of a JSON document that says the same, such as `organisationId`.
  public var member: String {
    let words = rawValue.split(separator: "_")
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return (words.first.map(String.init) ?? "") + rest.joined()
  }

  /// The place in the order of the columns, from 0.
  public var place: Int { Self.places[self] ?? 0 }

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
