package import PeerProtocol

/// A professional's involvement with a youth.
package struct InvolvementDocument: LocalDocument {
  /// The party that a professional works for.
  package struct Organisation: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var sector: String?

    package init(id: String, name: String, sector: String? = nil) {
      self.id = id
      self.name = name
      self.sector = sector
    }
  }

  package var organisation: Organisation
  package var contact: ContactDocument
  package var since: YearMonth
  package var involvement: Word<Involvement.Manner>
  package var temporary: Bool
  /// The last month, only under an agreement with history.
  package var until: YearMonth?
  /// The month in which the family moved away.
  package var left: YearMonth?
  /// In a family match: the id of the youth match in which the same youth stands.
  package var youthMatch: String?

  package init(
    organisation: Organisation, contact: ContactDocument, since: YearMonth, involvement: Word<Involvement.Manner>,
    temporary: Bool, until: YearMonth? = nil, left: YearMonth? = nil, youthMatch: String? = nil
  ) {
    self.organisation = organisation
    self.contact = contact
    self.since = since
    self.involvement = involvement
    self.temporary = temporary
    self.until = until
    self.left = left
    self.youthMatch = youthMatch
  }
}
