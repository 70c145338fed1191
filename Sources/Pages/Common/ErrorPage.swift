package import LocalAPI
import PeerProtocol

/// Why the node refused a request, and what to do next.
package struct ErrorPage: Page {
  /// What the node would answer to a program.
  package var problem: ProblemDocument

  /// The page of this problem. Nothing that somebody typed comes back in it.
  package init(_ problem: ProblemDocument) { self.problem = problem }

  private var code: ProblemCode { problem.code?.known ?? .internalError }

  package var title: Phrase { code.phrase }
  package var section: PageSection? { nil }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      Message.html(.trouble) {
        if let status = problem.status {
          element(.p, .classes("muted")) { Phrase("Fout \(String(status))", "Error \(String(status))") }
        }
        element(.p, phrase: code.nextStep)
      }
      if let roles = problem.roles, !roles.isEmpty {
        element(.p) {
          let names = Phrase.list(roles.map { Role(rawValue: $0)?.phrase ?? .name($0) })
          Phrase("Dit mag wel met de rol: \(names).", "Roles that may do this: \(names).")
        }
      }
      if let detail = problem.detail {
        element(.div) {
          element(.h2, phrase: .whatNodeSays)
          element(.p) { Values.said(detail) }
        }
      }
      if let faults = problem.faults, !faults.isEmpty {
        element(.div) {
          element(.h2, phrase: .whatToCorrect)
          element(.ul) { for fault in faults { element(.li) { Values.english(fault) } } }
        }
      }
      element(.p) { element(.a, .href(.home), phrase: .toStart) }
    }
  }
}

extension Phrase {
  static let whatNodeSays = Phrase("Wat het knooppunt zegt", "What the node says")
  static let whatToCorrect = Phrase("Wat er niet klopt (Engels)", "What has to be corrected")
  static let toStart = Phrase("Naar het begin", "To the start")
}
