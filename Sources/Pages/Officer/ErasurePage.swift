import LocalAPI

/// Begins the erasure of everything on a youth who asks for it: `POST /v1/subjects/erasure`. The number is typed on the page that
/// asks once more and nowhere else, so that it is never written into a page.
package struct ErasurePage: Page {
  /// What was said before the number is asked for.
  package struct Question: Hashable, Sendable {
    /// A word of ``LocalAPI/SubjectCapacity``.
    package var capacity: String
    package var reason: String
    /// A day, or nil for today.
    package var receivedOn: String?

    /// A question of these members.
    package init(capacity: String, reason: String, receivedOn: String?) {
      (self.capacity, self.reason, self.receivedOn) = (capacity, reason, receivedOn)
    }
  }

  /// Nil on the first page.
  package var question: Question?

  /// The first page, or the one that asks once more.
  package init(_ question: Question? = nil) { self.question = question }

  package var title: Phrase {
    question == nil
      ? Phrase("Verzoek om wissen", "Request for erasure")
      : Phrase("Alles over deze jeugdige wissen?", "Erase everything on this youth?")
  }
  package var section: PageSection? { .requests }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.p, .classes("links")) { element(.a, .href(.requests), phrase: .backToRequests) }
      element(.h1, phrase: title)
      if let question { confirmation(question, frame) } else { form(frame) }
    }
  }

  private func form(_ frame: PageFrame) -> HTML {
    .group([
      element(.p, phrase: .whatErasingDoes),
      Form.post(.erasure, frame.token) {
        Field.select(
          .capacity, id: ElementId("capacity"), label: .capacity,
          choices: LocalAPI.SubjectCapacity.allCases.map { Choice($0.rawValue, $0.phrase) })
        Field.text(
          .reason, id: ElementId("reason"), label: .erasureReason, hint: .searchReasonHint,
          maxLength: SearchPage.reasonLength)
        Field.text(
          .receivedOn, id: ElementId("received-on"), label: .receivedOn, hint: .receivedOnHint, isRequired: false,
          maxLength: 10)
        Form.actions { Form.button(Phrase("Bekijk eerst wat dat doet", "First see what that does"), .quiet) }
      },
    ])
  }

  private func confirmation(_ question: Question, _ frame: PageFrame) -> HTML {
    .group([
      Message.html(.attention) {
        element(.p) { element(.strong, phrase: .cannotBeUndone) }
        element(.p, phrase: .whatErasingDoes)
        element(.p, phrase: .secondPersonErases)
      },
      Form.post(
        .erasure, frame.token,
        hidden: [
          (.confirmed, "yes"), (.capacity, question.capacity), (.reason, question.reason),
          (.receivedOn, question.receivedOn ?? ""),
        ]
      ) {
        Field.text(.identity, id: ElementId("identity"), label: .identity, hint: .identityHint, maxLength: 14)
        Form.actions {
          Form.button(Phrase("Ja, vraag het wissen aan", "Yes, ask for the erasure"), .final)
          element(.a, .href(.erasure), phrase: .goBack)
        }
      },
    ])
  }
}

extension Phrase {
  static let backToRequests = Phrase("Terug naar de verzoeken", "Back to the requests")
  static let newErasure = Phrase("Nieuw verzoek om wissen", "New request for erasure")
  static let whatErasingDoes = Phrase(
    "Alle signalen over de jeugdige worden gewist, ook afgeschermde: hier en bij de andere regio’s, zonder archief. De uitwisseling ligt vanaf nu stil.",
    "All signals on the youth are erased, shielded ones too: here and in the other regions, without an archive. Exchange is suspended from now on."
  )
  static let secondPersonErases = Phrase(
    "Er wordt pas gewist als een tweede persoon het bevestigt, bij de besluiten. Tot dan kunt u het intrekken.",
    "Nothing is erased before a second person confirms it, on the page of decisions. Until then you can take it back.")
  static let erasureReason = Phrase("Waarom wilt u wissen?", "Why do you erase?")
}
