/// Records that stand behind a number on a page. The raw value is a part of the address.
package enum RecordKind: String, Sendable, CaseIterable {
  /// Entries of feeds that went to a peer or came from one.
  case sentEntries = "sent"
  case receivedEntries = "received"
  /// Views with contact details.
  case sentContacts = "contacts-sent"
  case receivedContacts = "contacts-received"
  /// Exchanges on which the audit logs of both sides differ.
  case differences
  /// Signals that have to be erased, and that were.
  case erasuresDue = "erasures-due"
  case erasuresDone = "erasures-done"
  /// Withdrawals that peers did not confirm.
  case unconfirmed
  /// What people did at this node: looks, decisions.
  case looks
  /// Requests of people about their data, objections and reports of death.
  case requests
  /// What waits for the privacy officer.
  case tasks
  case alarms, agreements, reviews, worklist, figures, organisations

  var phrase: Phrase {
    switch self {
    case .sentEntries: Phrase("Verzonden vermeldingen", "Entries sent")
    case .receivedEntries: Phrase("Ontvangen vermeldingen", "Entries received")
    case .sentContacts: Phrase("Verzonden contactgegevens", "Contact details sent")
    case .receivedContacts: Phrase("Ontvangen contactgegevens", "Contact details received")
    case .differences: Phrase("Verschillen tussen beide kanten", "Differences between both sides")
    case .erasuresDue: Phrase("Nog te wissen", "To be erased")
    case .erasuresDone: Phrase("Gewist", "Erased")
    case .unconfirmed: Phrase("Wissen dat nog niet is bevestigd", "Erasures not confirmed yet")
    case .looks: Phrase("Wie hier keek", "Who looked here")
    case .requests: Phrase("Verzoeken van betrokkenen", "Requests of the people concerned")
    case .tasks: Phrase("Wat u nu moet doen", "What to do now")
    case .alarms: Phrase("Meldingen", "Alarms")
    case .agreements: Phrase("Afspraken", "Agreements")
    case .reviews: Phrase("Controles van het logboek", "Reviews of the audit log")
    case .worklist: Phrase("Werklijst", "Worklist")
    case .figures: Phrase("Cijfers", "Figures")
    case .organisations: Phrase("Organisaties", "Organisations")
    }
  }
}
