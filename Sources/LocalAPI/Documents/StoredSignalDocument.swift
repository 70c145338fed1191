public import PeerProtocol

/// A signal of this region as it is stored: without identities and birth date. An archived signal has its dates only.
public struct StoredSignalDocument: LocalDocument {
  /// How far it is.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case active
    /// Ended, and findable for its term.
    case left
    case archived
  }

  /// What peers learn of the professional.
  public enum Shielding: String, Hashable, Sendable, CaseIterable {
    case none, desk, withheld
  }

  /// Why a signal is shown to nobody else for now.
  public enum Suspension: String, Hashable, Sendable, CaseIterable {
    case refusedEnd = "refused-end"
    case reportedDeath = "reported-death"
    case awaitsSecondPerson = "awaits-second-person"
  }

  /// A region to which contact details went. The days are in UTC.
  public struct Disclosure: Codable, Hashable, Sendable {
    public var peer: String
    public var firstOn: CalendarDate
    public var lastOn: CalendarDate

    public init(peer: String, firstOn: CalendarDate, lastOn: CalendarDate) {
      self.peer = peer
      self.firstOn = firstOn
      self.lastOn = lastOn
    }
  }

  public var id: String
  public var status: Word<Status>
  /// Whether peers may find it.
  public var inFeed: Bool
  public var organisationId: String?
  public var organisation: String?
  public var sector: String?
  public var contactName: String?
  public var contactPhone: String?
  public var contactEmail: String?
  public var municipality: String?
  public var shielding: Word<Shielding>?
  public var involvement: Word<Involvement.Manner>?
  public var temporary: Bool?
  public var startedOn: CalendarDate
  public var termEndsOn: CalendarDate
  public var endedOn: CalendarDate?
  public var endReason: String?
  /// The day on which the family was informed.
  public var informedOn: CalendarDate?
  public var consent: Word<MatchView.Consent>?
  public var leftOn: CalendarDate?
  /// `lodged` while an objection is not decided on: the youth is in no feed.
  public var objection: String?
  public var objectedOn: CalendarDate?
  public var suspendedFor: [Word<Suspension>]?
  /// Whether another signal on the youth tells another birth date; missing where none does.
  public var birthDateConflict: Bool?
  /// The regions to which contact details of the youth's professionals went; for one signal only.
  public var disclosedTo: [Disclosure]?

  public init(
    id: String, status: Word<Status>, inFeed: Bool, organisationId: String? = nil, organisation: String? = nil,
    sector: String? = nil, contactName: String? = nil, contactPhone: String? = nil, contactEmail: String? = nil,
    municipality: String? = nil, shielding: Word<Shielding>? = nil, involvement: Word<Involvement.Manner>? = nil,
    temporary: Bool? = nil, startedOn: CalendarDate, termEndsOn: CalendarDate, endedOn: CalendarDate? = nil,
    endReason: String? = nil, informedOn: CalendarDate? = nil, consent: Word<MatchView.Consent>? = nil,
    leftOn: CalendarDate? = nil, objection: String? = nil, objectedOn: CalendarDate? = nil,
    suspendedFor: [Word<Suspension>]? = nil, birthDateConflict: Bool? = nil, disclosedTo: [Disclosure]? = nil
  ) {
    self.id = id
    self.status = status
    self.inFeed = inFeed
    self.organisationId = organisationId
    self.organisation = organisation
    self.sector = sector
    self.contactName = contactName
    self.contactPhone = contactPhone
    self.contactEmail = contactEmail
    self.municipality = municipality
    self.shielding = shielding
    self.involvement = involvement
    self.temporary = temporary
    self.startedOn = startedOn
    self.termEndsOn = termEndsOn
    self.endedOn = endedOn
    self.endReason = endReason
    self.informedOn = informedOn
    self.consent = consent
    self.leftOn = leftOn
    self.objection = objection
    self.objectedOn = objectedOn
    self.suspendedFor = suspendedFor
    self.birthDateConflict = birthDateConflict
    self.disclosedTo = disclosedTo
  }
}
