import Engine
import LocalAPI
import PeerProtocol
import Region

extension OrganisationDocument {
  init(_ registered: RegisteredOrganisation) {
    let organisation = registered.organisation
    self.init(
      id: organisation.id, name: organisation.name, sector: organisation.sector,
      municipalities: organisation.municipalities, domains: organisation.domains,
      contact: organisation.contact.isEmpty ? nil : organisation.contact, since: organisation.since,
      ends: organisation.ends, standing: Word(text: registered.standing.rawValue),
      missing: organisation.missing.map(\.rawValue))
  }
}

extension OrganisationsDocument.Flagged {
  /// `hasCount`: whether whoever asks may know how many signals there are.
  init(_ flagged: FlaggedOrganisation, hasCount: Bool) {
    self.init(
      id: flagged.id, name: flagged.name, standing: Word(text: flagged.standing.rawValue),
      signals: hasCount ? flagged.signals : nil)
  }
}

extension OrganisationImportDocument {
  init(_ report: OrganisationImportReport) {
    let left = report.refusedCount - report.refused.count
    self.init(
      rows: report.rows, added: report.added, changed: report.changed, unchanged: report.unchanged,
      refused: report.refused.map { ImportResultDocument.RefusedRow($0) }, refusedNotListed: left > 0 ? left : nil,
      dryRun: report.isTrial)
  }
}
