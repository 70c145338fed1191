package import LocalAPI
import PeerProtocol

/// Finds what the node holds about one person, for that person (GDPR art. 15): `POST /v1/subjects/report`. It goes by POST, so that
/// the number stands in no address; the number is never written into a page; and each search is a request with a term and an
/// entry of the audit log.
package struct SearchPage: Page {
  /// What was found; nil before the first search.
  package var found: SubjectReportDocument?
  /// The names of regions by their ids.
  package var regionNames: [String: String]

  /// A page of these members.
  package init(found: SubjectReportDocument? = nil, regionNames: [String: String] = [:]) {
    self.found = found
    self.regionNames = regionNames
  }

  /// Characters of the reason.
  static let reasonLength = 100

  package var title: Phrase { PageSection.search.phrase }
  package var section: PageSection? { .search }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      if let found { SubjectReportView(report: found, regionNames: regionNames).html }
      element(.p, phrase: .searchIsRecorded)
      Form.post(.search, frame.token) {
        Field.text(
          .identity, id: ElementId("identity"), label: .identity, hint: .identityHint, maxLength: 14)
        Field.select(
          .capacity, id: ElementId("capacity"), label: .capacity,
          choices: LocalAPI.SubjectCapacity.allCases.map { Choice($0.rawValue, $0.phrase) })
        Field.text(
          .reason, id: ElementId("reason"), label: .searchReason, hint: .searchReasonHint, maxLength: Self.reasonLength)
        Field.text(
          .receivedOn, id: ElementId("received-on"), label: .receivedOn, hint: .receivedOnHint, isRequired: false,
          maxLength: 10)
        Form.actions { Form.button(Phrase("Zoek en leg vast dat u zocht", "Search, and record that you did")) }
      }
    }
  }
}

extension Phrase {
  static let searchIsRecorded = Phrase(
    "Zoek alleen als iemand naar zijn gegevens vraagt. Uw zoekactie wordt een verzoek met een termijn, en staat met uw reden in het logboek. Het nummer staat er niet in.",
    "Search only where somebody asks about their data. Your search becomes a request with a term, and stands in the audit log with your reason. The number does not."
  )
  static let identity = Phrase("Burgerservicenummer of vreemdelingennummer", "Citizen service number or aliens number")
  static let identityHint = Phrase(
    "Negen cijfers voor een burgerservicenummer, tien voor een vreemdelingennummer. Het nummer wordt niet bewaard.",
    "Nine digits for a citizen service number, ten for an aliens number. The number is not kept.")
  static let searchReason = Phrase("Waarom zoekt u?", "Why do you search?")
  static let searchReasonHint = Phrase("Zoals een zaaknummer; geen naam.", "Such as a case number; not a name.")
  static let receivedOnHint = Phrase(
    "Als JJJJ-MM-DD. Leeg betekent vandaag.", "As YYYY-MM-DD. Empty means today.")
}
