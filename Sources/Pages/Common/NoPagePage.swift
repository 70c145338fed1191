import LocalAPI

/// For a certificate whose role has no pages: that of the regional index.
package struct NoPagePage: Page {
  /// The page.
  package init() {}

  package var title: Phrase { Phrase("Geen pagina’s voor dit certificaat", "No pages for this certificate") }
  package var section: PageSection? { nil }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      element(.p, phrase: .forTheIndex)
    }
  }
}

extension Phrase {
  static let forTheIndex = Phrase(
    "Dit certificaat is voor het systeem van de verwijsindex, dat de koppeling onder /v1 gebruikt. Kies in uw browser het certificaat op uw eigen naam.",
    "This certificate is for the system of the regional index, which uses the interface below /v1. Choose the certificate with your own name in your browser."
  )
}
