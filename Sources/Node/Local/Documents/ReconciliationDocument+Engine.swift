import Engine
import LocalAPI
import PeerProtocol

extension ReconciliationDocument {
  /// Differences that are shown at most; more of them say no more.
  private static let shownDifferences = 1_000

  init(_ report: ReconciliationReport) {
    // Those that call for a person come first where not all are shown.
    let ordered =
      report.differences.filter { $0.outcome.isMissing } + report.differences.filter { !$0.outcome.isMissing }
    let shown = report.differences.count > Self.shownDifferences ? ordered : report.differences
    self.init(
      agreement: report.agreement.base64URL, peer: report.peer.text, from: report.asked.from, until: report.asked.until,
      reason: Word(report.asked.reason), at: report.at, agreed: report.isAgreed, settled: report.isSettled,
      here: Counts(report.here), there: Counts(report.there), agreeing: report.outcomes[.agrees] ?? 0,
      different: report.differences.count, differences: shown.prefix(Self.shownDifferences).map { Difference($0) },
      statement: report.statement)
  }
}

extension ReconciliationDocument.Counts {
  fileprivate init(_ counts: ReconciliationReport.Counts) {
    self.init(batches: counts.batches, disclosures: counts.disclosures)
  }
}

extension ReconciliationDocument.Difference {
  fileprivate init(_ difference: ReconciliationReport.Difference) {
    let kind: ReconciliationDocument.Kind
    let id: String
    switch difference.record.subject {
    case .batch(let batch): (kind, id) = (.batch, batch.base64URL)
    case .disclosure(let disclosure): (kind, id) = (.disclosure, disclosure.base64URL)
    }
    self.init(
      record: Word(kind), direction: Word(difference.record.direction), id: id, at: difference.record.at,
      outcome: Word(text: difference.outcome.rawValue))
  }
}

extension ReconciliationReport.Outcome {
  fileprivate var isMissing: Bool { self == .missingHere || self == .missingThere }
}
