import Region

extension SignalColumn {
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
