/// The columns of a file of signals.
package enum SignalColumn: String, CaseIterable {
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

  /// Whether a file without this column is refused.
  var isRequired: Bool {
    switch self {
    case .signalId, .subject, .birthDate, .organisationId, .organisation, .sector, .startedOn: true
    default: false
    }
  }

  /// Whether a row may end before this column: a word that protects could have stood there.
  var mayBeCutOff: Bool {
    switch self {
    case .shielding, .endReason, .objection: false
    default: !isRequired
    }
  }
}
