/// Body of PUT /v1/signals/{id}: one professional's statement of involvement with one youth. The members are the columns of
/// the import file, and texts as a source writes them: the node reads them leniently and names what is wrong.
public struct SignalRequest: LocalDocument {
  /// Identities of the youth. Never stored.
  public var subject: TextOrList
  public var organisationId: String
  public var organisation: String
  public var sector: String
  public var startedOn: String
  /// Never stored.
  public var birthDate: String?
  public var guardians: TextOrList?
  public var municipality: String?
  public var shielding: String?
  public var contactName: String?
  public var contactPhone: String?
  public var contactEmail: String?
  public var involvement: String?
  public var temporary: Bool?
  public var endedOn: String?
  public var endReason: String?
  public var informedOn: String?
  public var consent: String?
  public var objection: String?

  public init(
    subject: TextOrList, organisationId: String, organisation: String, sector: String, startedOn: String,
    birthDate: String? = nil, guardians: TextOrList? = nil, municipality: String? = nil, shielding: String? = nil,
    contactName: String? = nil, contactPhone: String? = nil, contactEmail: String? = nil, involvement: String? = nil,
    temporary: Bool? = nil, endedOn: String? = nil, endReason: String? = nil, informedOn: String? = nil,
    consent: String? = nil, objection: String? = nil
  ) {
    self.subject = subject
    self.organisationId = organisationId
    self.organisation = organisation
    self.sector = sector
    self.startedOn = startedOn
    self.birthDate = birthDate
    self.guardians = guardians
    self.municipality = municipality
    self.shielding = shielding
    self.contactName = contactName
    self.contactPhone = contactPhone
    self.contactEmail = contactEmail
    self.involvement = involvement
    self.temporary = temporary
    self.endedOn = endedOn
    self.endReason = endReason
    self.informedOn = informedOn
    self.consent = consent
    self.objection = objection
  }
}
