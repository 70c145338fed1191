/// The privacy officer's one screen.
package struct OfficerPage: Page {
  /// What it shows.
  package var screen: OfficerScreen

  /// The page of this screen.
  package init(_ screen: OfficerScreen) { self.screen = screen }

  /// Rows of each list on the screen; all stand in its records.
  static let rows = 5

  package var title: Phrase { PageSection.overview.phrase }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    .group([
      verdict(frame),
      element(.div, .classes("board")) {
        tasks(frame)
        exchanges
        comparisons
        agreements(frame)
        erasure(frame)
        looks
      },
    ])
  }

  private func verdict(_ frame: PageFrame) -> HTML {
    let verdict = OfficerVerdict(screen, now: frame.now)
    return element(.div, .classes("message verdict \(verdict.level.styleClass)")) {
      verdict.level.icon.html
      element(.div) {
        element(.h1) {
          Phrase(both: "\(verdict.word): ")
          for sentence in verdict.sentences.prefix(1) { sentence }
        }
        if verdict.sentences.count > 1 {
          element(.p) {
            for (index, sentence) in verdict.sentences.dropFirst().enumerated() {
              if index > 0 { " " }
              sentence
            }
          }
        }
        element(.p, .classes("small")) {
          if let at = screen.witnessedAt {
            Phrase(
              "Logboek voor het laatst bevestigd door andere regio’s: ", "Audit log last witnessed by other regions: ")
            Values.moment(at)
            "."
          } else if screen.witnesses == 0 {
            Phrase(
              "Er is nog geen andere regio die het logboek kan bevestigen.",
              "There is no other region yet that can witness the log.")
          } else {
            Phrase(
              "Het logboek is nog niet bevestigd door andere regio’s.",
              "The audit log was not witnessed by other regions yet.")
          }
        }
      }
    }
  }

  /// A line below a list that is longer than the screen.
  func more(_ count: Int, _ link: Link) -> HTML {
    guard count > Self.rows else { return .nothing }
    return element(.p, .classes("small")) {
      element(.a, .href(link)) {
        Phrase("Nog \(count - Self.rows) meer", "\(count - Self.rows) more")
      }
    }
  }
}
