import LocalAPI
import PeerProtocol

extension MatchHistoryEntry {
  var html: HTML {
    element(.li) {
      Values.moment(at)
      element(.p) {
        phrase
        if let person {
          Phrase(both: " "); element(.span, .classes("muted")) { Phrase("door \(person)", "by \(person)") }
        }
      }
    }
  }

  private var phrase: Phrase {
    switch event {
    case .detected: Phrase("De match is gevonden.", "The match was found.")
    case .ended: Phrase("De match is beëindigd.", "The match ended.")
    case .contactsReceived: Phrase("Contactgegevens ontvangen.", "Contact details received.")
    case .read: Phrase("Gelezen.", "Read.")
    case .followUp(let side, let state):
      Phrase(
        "Opvolging (\(side.phrase)): \(state.phrase(\.phrase)).",
        "Follow-up (\(side.phrase)): \(state.phrase(\.phrase)).")
    case .coordination(let side, let state, let holder):
      Phrase(
        "Regie (\(side.phrase)): \(state.phrase(\.phrase)), \(holder ?? "–").",
        "Who leads (\(side.phrase)): \(state.phrase(\.phrase)), \(holder ?? "–").")
    case .handover(let side, let state):
      Phrase(
        "Warme overdracht (\(side.phrase)): \(state.phrase(\.phrase)).",
        "Handover (\(side.phrase)): \(state.phrase(\.phrase)).")
    case .consent(let side, let consent):
      Phrase(
        "Toestemming (\(side.phrase)): \(consent.phrase(\.phrase)).",
        "Consent (\(side.phrase)): \(consent.phrase(\.phrase)).")
    case .released: Phrase("Contactgegevens vrijgegeven.", "Contact details released.")
    case .reminded: Phrase("Professional herinnerd.", "The professional was reminded.")
    case .assigned(let name):
      name.map { Phrase("Toegewezen aan \($0).", "Assigned to \($0).") }
        ?? Phrase("Niet meer toegewezen.", "Assigned to nobody any more.")
    }
  }
}

extension MatchHistoryEntry.Side {
  fileprivate var phrase: Phrase {
    switch self {
    case .own: Phrase("onze kant", "our side")
    case .theirs: Phrase("hun kant", "their side")
    }
  }
}
