/// A professional's involvement, as a view tells it to the other region (Schemas/peer-protocol.md, section 6).
public struct Involvement: Hashable, Sendable {
  /// The party that a professional works for.
  public struct Organisation: Hashable, Sendable {
    /// Its identifier in its region, at most 64 bytes.
    public var id: String
    /// Its name, at most 200 bytes.
    public var name: String
    /// Which kind of party, at most 60 bytes.
    public var sector: String

    /// An organisation of these texts.
    public init(id: String, name: String, sector: String) {
      self.id = id
      self.name = name
      self.sector = sector
    }
  }

  /// How somebody is involved with the youth.
  public enum Manner: String, Sendable, Hashable, CaseIterable {
    /// With the youth.
    case direct
    /// Through a parent.
    case indirect
  }

  /// The party.
  public var organisation: Organisation
  /// The professional or the coordination desk.
  public var contact: Contact
  /// The first month.
  public var since: YearMonth
  /// The last month, only under an agreement with history.
  public var until: YearMonth?
  /// Direct or through a parent (`involvement`).
  public var involvement: Manner
  /// Whether it is for a while only.
  public var temporary: Bool
  /// The month in which the family moved away.
  public var left: YearMonth?
  /// In a family match: the youth match in which the same youth stands.
  public var youthMatch: MatchId?

  /// An involvement of these members.
  public init(
    organisation: Organisation, contact: Contact, since: YearMonth, until: YearMonth?, involvement: Manner,
    temporary: Bool, left: YearMonth?, youthMatch: MatchId?
  ) {
    self.organisation = organisation
    self.contact = contact
    self.since = since
    self.until = until
    self.involvement = involvement
    self.temporary = temporary
    self.left = left
    self.youthMatch = youthMatch
  }
}
