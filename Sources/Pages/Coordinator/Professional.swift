package import LocalAPI
package import PeerProtocol

/// Somebody who is involved with a youth, on either side of a match, as the coordinator has to reach them.
package struct Professional: Hashable, Sendable {
  /// The organisation's name.
  package var organisation: String
  /// A word of Schemas/sectors.json or of the region's own.
  package var sector: String?
  /// Name, telephone and mail address; of a shielded signal those of the region's desk.
  package var contact: ContactDocument
  /// Whether the contact is the region's coordination desk: `shielding` of the own signal is `desk`.
  package var isDesk: Bool
  /// Directly or through a parent.
  package var involvement: Word<Involvement.Manner>?
  /// The first month.
  package var since: YearMonth?
  /// The last month of an involvement that ended.
  package var until: YearMonth?
  /// The month in which the family moved away.
  package var left: YearMonth?
  /// Of an own professional whose organisation is not registered or takes no part: which of these; nil where nothing is wrong.
  package var standing: Word<OrganisationDocument.Standing>?

  /// A professional of these members.
  package init(
    organisation: String, sector: String?, contact: ContactDocument, isDesk: Bool = false,
    involvement: Word<Involvement.Manner>? = nil, since: YearMonth? = nil, until: YearMonth? = nil,
    left: YearMonth? = nil
  ) {
    self.organisation = organisation
    self.sector = sector
    self.contact = contact
    self.isDesk = isDesk
    self.involvement = involvement
    self.since = since
    self.until = until
    self.left = left
  }

  /// The other region's professional, from an involvement of the match.
  package init(_ involvement: InvolvementDocument) {
    self.init(
      organisation: involvement.organisation.name, sector: involvement.organisation.sector,
      contact: involvement.contact, involvement: involvement.involvement, since: involvement.since,
      until: involvement.until, left: involvement.left)
  }

  /// This region's professional, from one of its signals. An archived signal has no organisation and gives nil.
  package init?(_ signal: StoredSignalDocument) {
    guard let organisation = signal.organisation else { return nil }
    self.init(
      organisation: organisation, sector: signal.sector,
      contact: ContactDocument(
        name: signal.contactName, phone: signal.contactPhone, email: signal.contactEmail),
      isDesk: signal.shielding == .desk, involvement: signal.involvement, since: signal.startedOn.yearMonth,
      until: signal.endedOn?.yearMonth, left: signal.leftOn?.yearMonth)
    standing = signal.organisationStanding
  }
}
