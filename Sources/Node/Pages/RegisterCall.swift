import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region

/// The register of organisations as pages. It holds nobody, so that reading it is no entry in the audit log.
struct RegisterCall {
  let call: PageCall

  /// Quarters that are looked back for silent organisations.
  private static let quarters = 8

  func page(_ query: FormFields) throws -> any Page {
    let document = try organisations()
    return OrganisationsPage(
      policy: document.policy, lines: try lines(of: document), after: query.text(.after))
  }

  func table() throws -> PageAnswer {
    .table(OrganisationLine.table(of: try lines(of: try organisations())), name: "organisations")
  }

  private func organisations() throws -> OrganisationsDocument {
    try call.document(.organisations, query: "flagged=true")
  }

  private func lines(of document: OrganisationsDocument) throws -> [OrganisationLine] {
    OrganisationLine.lines(of: document, silentSince: try call.engine.figures.silentSince(lookingBack: Self.quarters))
  }
}
