package import LocalAPI

extension Role {
  package var phrase: Phrase {
    switch self {
    case .index: Phrase("verwijsindex", "regional index")
    case .operator: Phrase("beheerder", "operator")
    case .privacyOfficer: Phrase("functionaris gegevensbescherming", "privacy officer")
    case .coordinator: Phrase("procesregisseur", "process director")
    case .agreementKeeper: Phrase("convenantbeheerder", "agreement keeper")
    case .observer: Phrase("waarnemer", "observer")
    }
  }
}
