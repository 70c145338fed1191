/// Body of PUT /v1/signals/{id}: one professional's statement of involvement with one youth. The members are the columns of
/// the import file, and texts as a source writes them: the node reads them leniently and names what is wrong.
package struct SignalRequest: LocalDocument {
  /// Identities of the youth. Never stored.
  package var subject: TextOrList
  package var organisationId: String
  package var organisation: String
  package var sector: String
  package var startedOn: String
  /// Never stored.
  package var birthDate: String?
  package var guardians: TextOrList?
  package var municipality: String?
  package var shielding: String?
  package var contactName: String?
  package var contactPhone: String?
  package var contactEmail: String?
  package var involvement: String?
  package var temporary: Bool?
  package var endedOn: String?
  package var endReason: String?
  package var informedOn: String?
  package var consent: String?
  package var objection: String?

  package init(
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
