/// Makes an archive of what the audit log proves about a period: `POST /v1/evidence/exports`.
package struct EvidencePage: Page {
  /// The names of regions by their ids; without the own region.
  package var peers: [String: String]

  /// A page of these members.
  package init(peers: [String: String]) { self.peers = peers }

  package var title: Phrase { Phrase("Bewijs uitgeven", "Export evidence") }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.p, .classes("links")) { element(.a, .href(.overview), phrase: .backToOverview) }
      element(.h1, phrase: title)
      element(.p, phrase: .whatEvidenceIs)
      element(.p) {
        Phrase("Controleren kan overal, met: ", "It can be checked anywhere, with: ")
        Values.command("samenloop evidence verify FILE --trust CARD")
      }
      Form.post(.evidence, frame.token) {
        Field.day(.firstDay, .firstDay)
        Field.day(.lastDay, .lastDay)
        Field.select(
          .peer, id: ElementId("peer"), label: .region,
          choices: [Choice("", .all)] + peers.sorted { $0.key < $1.key }.map { Choice($0.key, .name($0.value)) })
        Field.check(.open, id: ElementId("open"), label: .openEvidence)
        Form.actions { Form.button(Phrase("Bekijk eerst wat dat doet", "First see what that does"), .quiet) }
      }
    }
  }
}

extension Phrase {
  static let whatEvidenceIs = Phrase(
    "Een archief met de regels van het logboek, hun bewijzen en de bevestigingen van andere regio’s. Het bevat geen nummers of namen van jeugdigen.",
    "An archive with the entries of the audit log, their proofs and the confirmations of other regions. It holds no numbers or names of youths."
  )
  static let openEvidence = Phrase(
    "Zeg erbij waar de regels over gaan: kenmerken van signalen en matches, en wie keek",
    "Say what entries are about: ids of signals and matches, and who looked")
}
