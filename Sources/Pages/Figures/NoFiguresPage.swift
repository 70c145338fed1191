/// Before the first quarter is over.
package struct NoFiguresPage: Page {
  /// The page.
  package init() {}

  package var title: Phrase { Phrase("Nog geen cijfers", "No figures yet") }
  package var section: PageSection? { .figures }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      element(.p) {
        Phrase(
          "De cijfers van een kwartaal staan hier vanaf de dag nadat het kwartaal voorbij is.",
          "The figures of a quarter stand here from the day after the quarter is over.")
      }
    }
  }
}
