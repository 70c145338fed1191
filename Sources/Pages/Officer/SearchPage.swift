package import LocalAPI
import PeerProtocol

/// Finds what the node holds about one person, for somebody who asks about their data. It is a form that goes by POST, so that
/// the number stands in no address; the number is never written into a page; and each search is an entry of the audit log.
package struct SearchPage: Page {
  /// Why somebody searches. There is no other reason.
  package enum Reason: String, Sendable, CaseIterable {
    /// The person, or a parent, asks which data there is (GDPR art. 15).
    case access
    /// They object (GDPR art. 21).
    case objection
    /// They say that something is wrong (GDPR art. 16).
    case correction
    /// Something went wrong with data.
    case incident

    var phrase: Phrase {
      switch self {
      case .access: Phrase("Verzoek om inzage", "Request for access")
      case .objection: Phrase("Bezwaar", "Objection")
      case .correction: Phrase("Verzoek om verbetering", "Request for correction")
      case .incident: Phrase("Incident met gegevens", "Incident with data")
      }
    }
  }

  /// What was found; nil before the first search.
  package var found: [StoredSignalDocument]?
  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// Whether what was typed was no valid number, or a member was missing. It does not come back in the page.
  package var isRefused: Bool

  /// A page of these members.
  package init(found: [StoredSignalDocument]? = nil, regionNames: [String: String] = [:], isRefused: Bool = false) {
    self.found = found
    self.regionNames = regionNames
    self.isRefused = isRefused
  }

  package var title: Phrase { PageSection.search.phrase }
  package var section: PageSection? { .search }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      if isRefused {
        Message.html(.trouble, role: "alert") { element(.p, phrase: .searchRefused) }
      }
      if let found { results(found) }
      element(.p, phrase: .searchIsRecorded)
      Form.post(.search, frame.token) {
        Field.text(
          .identity, id: ElementId("identity"), label: .identity, hint: .identityHint, maxLength: 12, isNumeric: true)
        Field.select(
          .reason, id: ElementId("reason"), label: .searchReason,
          choices: Reason.allCases.map { Choice($0.rawValue, $0.phrase) })
        Field.text(.reference, id: ElementId("reference"), label: .reference, hint: .referenceHint, maxLength: 60)
        Form.actions { Form.button(Phrase("Zoek en leg vast dat u zocht", "Search, and record that you did")) }
      }
    }
  }

  private func results(_ found: [StoredSignalDocument]) -> HTML {
    Panel.html(.found, id: ElementId("found")) {
      if found.isEmpty { element(.p, phrase: .nothingFound) }
      for signal in found {
        element(.div, .classes("card")) {
          element(.h3) { Phrase("Signaal \(signal.id)", "Signal \(signal.id)") }
          Terms.html([
            .init(.organisation, text: signal.organisation),
            .init(.sector, signal.sector.map { .phrase(SectorWords.phrase($0)) } ?? .nothing),
            .init(.since, Values.day(signal.startedOn)),
            .init(.endsOn, Values.day(signal.endedOn ?? signal.termEndsOn)),
            .init(.familyInformed, signal.informedOn.map(Values.day) ?? .phrase(.notInformed)),
            .init(.shielding, signal.shielding.map { .phrase($0.phrase(\.phrase)) } ?? .nothing),
            .init(.isExchanged, signal.inFeed ? .yes : .no),
            .init(.objectionStanding, text: signal.objection),
            .init(.wentTo, wentTo(signal)),
          ])
        }
      }
    }
  }

  private func wentTo(_ signal: StoredSignalDocument) -> HTML {
    let all = signal.disclosedTo ?? []
    guard !all.isEmpty else { return .phrase(.nobody) }
    return element(.ul, .classes("plain")) {
      for one in all {
        element(.li) {
          regionNames[one.peer] ?? one.peer
          ": "
          Values.day(one.firstOn)
          if one.lastOn != one.firstOn {
            " – "
            Values.day(one.lastOn)
          }
        }
      }
    }
  }
}

extension Phrase {
  static let searchRefused = Phrase(
    "Er is niet gezocht. Vul een geldig nummer, een reden en een kenmerk in.",
    "Nothing was searched. Fill in a valid number, a reason and a reference.")
  static let searchIsRecorded = Phrase(
    "Zoek alleen als iemand naar zijn gegevens vraagt. Uw zoekactie en uw reden staan daarna in het logboek; het nummer niet.",
    "Search only where somebody asks about their data. Your search and your reason then stand in the audit log; the number does not."
  )
  static let identity = Phrase("Burgerservicenummer of vreemdelingennummer", "Citizen service number or aliens number")
  static let identityHint = Phrase(
    "Van de jeugdige. Het nummer wordt niet bewaard.", "The youth’s. The number is not kept.")
  static let searchReason = Phrase("Waarom zoekt u?", "Why do you search?")
  static let reference = Phrase("Kenmerk van de zaak", "Reference of the case")
  static let referenceHint = Phrase("Een zaaknummer, geen naam.", "A case number, not a name.")
  static let found = Phrase("Gevonden", "Found")
  static let nothingFound = Phrase(
    "Dit knooppunt heeft geen gegevens over deze persoon.", "This node holds no data about this person.")
  static let since = Phrase("Vanaf", "From")
  static let endsOn = Phrase("Eindigt", "Ends")
  static let familyInformed = Phrase("Gezin ingelicht", "Family informed")
  static let notInformed = Phrase("Niet vastgelegd", "Not recorded")
  static let isExchanged = Phrase("In de uitwisseling", "In the exchange")
  static let yes = Phrase("Ja", "Yes")
  static let no = Phrase("Nee", "No")
  static let objectionStanding = Phrase("Bezwaar", "Objection")
  static let wentTo = Phrase("Contactgegevens gingen naar", "Contact details went to")
}
