package import LocalAPI
import PeerProtocol

/// Requests of people about the data on them, with their terms, and what became of each.
package struct RequestsPage: Page {
  /// `GET /v1/subject-requests`: open ones first.
  package var requests: [SubjectRequestDocument]

  /// The page of these requests.
  package init(requests: [SubjectRequestDocument]) { self.requests = requests }

  /// Closed requests on the page; CSV has all of them.
  static let closedRequests = 50

  package var title: Phrase { RecordKind.requests.phrase }
  package var section: PageSection? { .requests }

  package func content(_ frame: PageFrame) -> HTML {
    let open = requests.filter { $0.outcome == nil }
    let closed = requests.filter { $0.outcome != nil }
    return element(.div, .classes("narrow stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) { CSVLink.html(.requests) }
      }
      element(.p, .classes("links")) {
        element(.a, .href(.search), phrase: .newRequest)
        element(.a, .href(.erasure), phrase: .newErasure)
      }
      if open.isEmpty { element(.p, .classes("muted"), phrase: .noOpenRequests) }
      for request in open { panel(request, frame) }
      if !closed.isEmpty { table(Array(closed.prefix(Self.closedRequests))) }
    }
  }

  private func panel(_ request: SubjectRequestDocument, _ frame: PageFrame) -> HTML {
    Panel.html(
      Phrase(both: "\(request.kind.phrase(\.phrase)): \(request.id)"), id: ElementId("request", request.id)
    ) {
      Terms.html([
        .init(.capacity, request.capacity.phrase(\.phrase)),
        .init(.receivedOn, Values.day(request.receivedOn)),
        .init(
          .answerBy,
          .group([
            Values.day(request.dueOn),
            .phrase(Phrase(both: " (\(Values.due(request.dueOn, today: frame.today)))")),
          ])),
        .init(.reason, text: request.reason),
        .init(
          .decision, request.decision.map { _ in element(.a, .href(.decisions), phrase: .allDecisions) } ?? .nothing),
      ])
      // An objection or an erasure is closed by the decision on it.
      if request.decision == nil {
        Form.post(.closing(ofRequest: request.id), frame.token) {
          Field.radios(
            .outcome, id: ElementId("outcome", request.id), legend: .whatBecameOfIt,
            choices: outcomes(request.kind).map { Choice($0.rawValue, $0.phrase) })
          if request.kind == .rectification {
            Field.lines(
              .reason, id: ElementId("reason", request.id), label: .refusalReason, isRequired: false, maxLength: 250)
          }
          Form.actions { Form.button(Phrase("Sluit dit verzoek af", "Close this request"), .quiet) }
        }
      }
    }
  }

  /// What can become of a request of this kind, where no decision on a youth ends it.
  private func outcomes(_ kind: Word<SubjectRequestDocument.Kind>) -> [SubjectRequestDocument.Outcome] {
    [kind == .rectification ? .corrected : .answered, .refused, .withdrawn]
  }

  private func table(_ closed: [SubjectRequestDocument]) -> HTML {
    Panel.html(.closedRequests, id: ElementId("closed")) {
      DataTable.html(
        caption: .closedRequests,
        columns: [.init(.request), .init(.what), .init(.receivedOn), .init(.outcome), .init(.closedOn)],
        rows: closed.map { one in
          [
            .text(one.id), .phrase(one.kind.phrase(\.phrase)), Values.day(one.receivedOn),
            .phrase(one.outcome?.phrase(\.phrase) ?? .open), one.closedAt.map { Values.day($0) } ?? .text("–"),
          ]
        }, id: ElementId("closed-table"))
    }
  }

  /// The same as a table of records, for CSV.
  package var table: RecordTable {
    RecordTable(
      columns: [
        .init(.request), .init(.what), .init(.capacity), .init(.receivedOn), .init(.answerBy), .init(.outcome),
        .init(.closedOn),
      ],
      rows: requests.map { one in
        [
          .text(one.id), .phrase(one.kind.phrase(\.phrase)), .phrase(one.capacity.phrase(\.phrase)),
          .day(one.receivedOn), .day(one.dueOn), one.outcome.map { .phrase($0.phrase(\.phrase)) } ?? .nothing,
          one.closedAt.map { .moment($0) } ?? .nothing,
        ]
      })
  }
}

extension SubjectRequestDocument.Kind {
  var phrase: Phrase {
    switch self {
    case .access: Phrase("Verzoek om inzage", "Request for access")
    case .objection: Phrase("Bezwaar", "Objection")
    case .erasure: Phrase("Verzoek om wissen", "Request for erasure")
    case .rectification: Phrase("Verzoek om verbetering", "Request for rectification")
    }
  }
}

extension SubjectRequestDocument.Outcome {
  var phrase: Phrase {
    switch self {
    case .answered: Phrase("Beantwoord", "Answered")
    case .refused: Phrase("Geweigerd, met reden", "Refused, with a reason")
    case .withdrawn: Phrase("Ingetrokken door de aanvrager", "Withdrawn by the person")
    case .rejected: Phrase("Afgewezen", "Rejected")
    case .erased: Phrase("Gewist", "Erased")
    case .corrected: Phrase("Verbeterd", "Corrected")
    }
  }
}

extension LocalAPI.SubjectCapacity {
  var phrase: Phrase {
    switch self {
    case .youth: Phrase("De jeugdige", "The youth")
    case .parent: Phrase("Een ouder of verzorger", "A parent or guardian")
    case .both: Phrase("De jeugdige en een ouder samen", "The youth and a parent together")
    case .representative: Phrase("Een vertegenwoordiger", "A representative")
    }
  }
}

extension Phrase {
  static let refusalReason = Phrase("Waarom u weigert", "Why you refuse")
  static let newRequest = Phrase("Nieuw verzoek om inzage: zoek de persoon", "New request for access: find the person")
  static let noOpenRequests = Phrase("Er zijn geen open verzoeken.", "There are no open requests.")
  static let capacity = Phrase("Wie vraagt het?", "Who asks?")
  static let receivedOn = Phrase("Ontvangen op", "Received on")
  static let answerBy = Phrase("Antwoord uiterlijk", "Answer by")
  static let decision = Phrase("Besluit", "Decision")
  static let whatBecameOfIt = Phrase("Wat is er met het verzoek gebeurd?", "What became of the request?")
  static let closedRequests = Phrase("Afgesloten verzoeken", "Closed requests")
  static let request = Phrase("Verzoek", "Request")
  static let what = Phrase("Wat", "What")
  static let closedOn = Phrase("Afgesloten op", "Closed on")
}
