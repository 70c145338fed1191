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
    OrganisationLine.lines(of: document, silentSince: try silentSince())
  }

  /// Since when organisations reported no signal, by their ids: the first day of the quarters without one, up to the newest
  /// quarter that is over. A quarter without a register ends the look back.
  private func silentSince() throws -> [String: CalendarDate] {
    var since: [String: CalendarDate] = [:]
    var silent: Set<String>?
    let quarters = try call.engine.figures.periods().compactMap { Quarter(text: $0) }
    for quarter in quarters.prefix(Self.quarters) {
      let statistics: StatisticsDocument = try call.document(.statistics, query: "quarter=\(quarter.text)")
      let ids = Set((statistics.usage?.silentOrganisations ?? []).map(\.id))
      let still = silent.map { $0.intersection(ids) } ?? ids
      guard !still.isEmpty else { break }
      for id in still { since[id] = CalendarDate(firstOf: quarter.months[0]) }
      silent = still
    }
    return since
  }
}
