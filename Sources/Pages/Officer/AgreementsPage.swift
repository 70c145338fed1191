package import LocalAPI
import PeerProtocol

/// All agreements, those that wait first.
package struct AgreementsPage: Page {
  /// `GET /v1/agreements`.
  package var agreements: [AgreementDocument]
  /// The names of regions by their ids.
  package var regionNames: [String: String]

  /// A page of these members.
  package init(agreements: [AgreementDocument], regionNames: [String: String]) {
    self.agreements = agreements
    self.regionNames = regionNames
  }

  package var title: Phrase { PageSection.agreements.phrase }
  package var section: PageSection? { .agreements }

  package func content(_ frame: PageFrame) -> HTML {
    let waiting = agreements.filter { !$0.inForce && isOpen($0) }
    let inForce = agreements.filter(\.inForce)
    let over = agreements.filter { !$0.inForce && !isOpen($0) }
    return element(.div, .classes("stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) { CSVLink.html(.agreements) }
      }
      if agreements.isEmpty { element(.p, .classes("muted"), phrase: .noAgreements) }
      table(.agreementsWaiting, ElementId("waiting"), waiting)
      table(.agreementsInForce, ElementId("in-force"), inForce)
      table(.agreementsOver, ElementId("over"), over)
    }
  }

  private func isOpen(_ agreement: AgreementDocument) -> Bool {
    switch agreement.status.known {
    case .draft, .proposed, .received, .concluded: true
    case .rejected, .revoked, .lapsed, .ended, nil: false
    }
  }

  private func table(_ heading: Phrase, _ id: ElementId, _ agreements: [AgreementDocument]) -> HTML {
    guard !agreements.isEmpty else { return .nothing }
    return Panel.html(heading, id: id) {
      DataTable.html(
        caption: heading,
        columns: [
          .init(.region), .init(.status), .init(.aboutWhom), .init(.holdsFrom), .init(.holdsUntil), .init(.approvedBy),
        ],
        rows: agreements.map { one in
          [
            element(.a, .href(.agreement(one.agreementId)), text: regionNames[one.peer] ?? one.peer),
            .phrase(one.inForce ? .inForce : one.status.phrase(\.phrase)),
            .phrase(.list(one.kinds.map(KindWords.phrase))), Values.day(one.validFrom),
            Values.day(one.endsAt ?? one.validUntil), .text(one.approvals.map(\.name).joined(separator: ", ")),
          ]
        }, id: ElementId("table", id.text))
    }
  }
}

extension Phrase {
  static let noAgreements = Phrase("Er zijn nog geen afspraken.", "There are no agreements yet.")
  static let agreementsWaiting = Phrase("Wachten op een besluit", "Await a decision")
  static let agreementsInForce = Phrase("Nu van kracht", "In force now")
  static let agreementsOver = Phrase("Voorbij", "Over")
}
