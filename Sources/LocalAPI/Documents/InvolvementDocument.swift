public import PeerProtocol

/// A professional's involvement with a youth.
public struct InvolvementDocument: LocalDocument {
  /// The party that a professional works for.
  public struct Organisation: Codable, Hashable, Sendable {
    public var id: String
    public var name: String
    public var sector: String?

    public init(id: String, name: String, sector: String? = nil) {
      self.id = id
      self.name = name
      self.sector = sector
    }
  }

  public var organisation: Organisation
  public var contact: ContactDocument
  public var since: YearMonth
  public var involvement: Word<Involvement.Manner>
  public var temporary: Bool
  /// The last month, only under an agreement with history.
  public var until: YearMonth?
  /// The month in which the family moved away.
  public var left: YearMonth?
  /// In a family match: the id of the youth match in which the same youth stands.
  public var youthMatch: String?

  public init(
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
