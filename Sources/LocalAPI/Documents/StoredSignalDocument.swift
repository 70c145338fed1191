package import PeerProtocol

/// A signal of this region as it is stored: without identities and birth date. An archived signal has its dates only.
package struct StoredSignalDocument: LocalDocument {
  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case active
    /// Ended, and findable for its term.
    case left
    case archived
  }

  /// What peers learn of the professional.
  package enum Shielding: String, Hashable, Sendable, CaseIterable {
    case none, desk, withheld
  }

  /// Why a signal is shown to nobody else for now.
  package enum Suspension: String, Hashable, Sendable, CaseIterable {
    case refusedEnd = "refused-end"
    case reportedDeath = "reported-death"
    case awaitsSecondPerson = "awaits-second-person"
    /// Peers do not learn of it before the organisation is registered.
    case unregisteredOrganisation = "unregistered-organisation"
  }

  /// A region to which contact details went. The days are in UTC.
  package struct Disclosure: Codable, Hashable, Sendable {
    package var peer: String
    package var firstOn: CalendarDate
    package var lastOn: CalendarDate

    package init(peer: String, firstOn: CalendarDate, lastOn: CalendarDate) {
      self.peer = peer
      self.firstOn = firstOn
      self.lastOn = lastOn
    }
  }

  package var id: String
  package var status: Word<Status>
  /// Whether peers may find it.
  package var inFeed: Bool
  package var organisationId: String?
  package var organisation: String?
  package var sector: String?
  package var contactName: String?
  package var contactPhone: String?
  package var contactEmail: String?
  package var municipality: String?
  package var shielding: Word<Shielding>?
  package var involvement: Word<Involvement.Manner>?
  package var temporary: Bool?
  package var startedOn: CalendarDate
  package var termEndsOn: CalendarDate
  package var endedOn: CalendarDate?
  package var endReason: String?
  /// The day on which the family was informed.
  package var informedOn: CalendarDate?
  package var consent: Word<MatchView.Consent>?
  package var leftOn: CalendarDate?
  /// `lodged` while an objection is not decided on: the youth is in no feed.
  package var objection: String?
  package var objectedOn: CalendarDate?
  package var suspendedFor: [Word<Suspension>]?
  /// Why its organisation is flagged; for one signal only, missing where it is not.
  package var organisationStanding: Word<OrganisationDocument.Standing>?
  /// Whether another signal on the youth tells another birth date; missing where none does.
  package var birthDateConflict: Bool?
  /// The regions to which contact details of the youth's professionals went; for one signal only.
  package var disclosedTo: [Disclosure]?

  package init(
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
