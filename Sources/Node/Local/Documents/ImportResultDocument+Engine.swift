package import Engine
package import LocalAPI
import Region

extension ImportResultDocument {
  /// What became of an import.
  package init(_ report: ImportReport) {
    let kept = report.keptErased.map { ($0.key.name, $0.value) }
    self.init(
      rows: report.rows, added: report.count(.added), updated: report.count(.updated),
      unchanged: report.count(.unchanged), notKept: report.count(.notKept), restored: report.count(.restored),
      keptErased: kept.isEmpty ? nil : Dictionary(uniqueKeysWithValues: kept),
      refused: report.refused.map(RefusedRow.init),
      refusedNotListed: report.refusedCount > report.refused.count ? report.refusedCount - report.refused.count : nil,
      faults: report.faults.map(FaultKind.init), protectedOnly: report.protectedOnly,
      protectedRows: report.protectedRows)
    if !report.flagged.isEmpty {
      flagged = FlaggedRows(
        rows: report.flagged.values.reduce(0, +),
        organisations: Array(report.flagged.keys.sorted().prefix(EngineLimits.reportedOrganisations)),
        held: report.holdsFlagged)
    }
    guard let removals = report.removals else { return }
    removed = removals.removed
    keptForObjection = removals.keptForObjection > 0 ? removals.keptForObjection : nil
    removalsHeld = removals.held.map { HeldRemovals(count: $0.count, of: $0.known, reason: $0.doubt.reason) }
  }
}

extension ImportResultDocument.RefusedRow {
  init(_ refused: ImportReport.RefusedRow) {
    self.init(
      row: refused.row, field: refused.faults.first?.column ?? "", reason: refused.faults.first?.reason ?? "",
      faults: refused.faults.count > 1
        ? refused.faults.map { ImportResultDocument.Fault(field: $0.column, reason: $0.reason) } : nil)
  }
}

extension ImportResultDocument.FaultKind {
  fileprivate init(_ kind: ImportReport.FaultKind) {
    var reason = kind.first.reason
    // The number of the earlier row is another each time.
    if kind.count > 1, case .repeatsSignal = kind.first {
      reason =
        "is the id of an earlier row: it stands twice in the file. Give each signal one row; row "
        + "\(kind.rows.first ?? 0) \(kind.first.reason)"
    }
    self.init(field: kind.first.column, reason: reason, count: kind.count, rows: kind.rows)
  }
}

extension RowFault {
  /// The end of a sentence that begins with the column's name.
  fileprivate var reason: String {
    switch self {
    case .field(let fault): fault.reason
    case .repeatsSignal(let row): "is the id of row \(row): it stands twice in the file. Give each signal one row"
    case .undecided:
      "cannot be judged while the node's clock is in doubt: import again once samenloop status says it is trusted"
    }
  }
}

extension ImportDoubt {
  /// Why nothing was removed, and what to do.
  fileprivate var reason: String {
    switch self {
    case .cutOff: "the file does not end with a line end, as one that was cut off: import the whole file"
    case .clockInDoubt: "the node's clock is in doubt: import again once it is trusted"
    case .repeatedSignal(let row, let earlier):
      "the signal in row \(row) stands in row \(earlier) already: give each signal one row"
    case .otherRowCount(let found, let announced):
      "the file has \(found) rows where \(announced) were announced: import the whole file"
    case .unreadableRows(let count):
      "\(count) rows could not be read, and nobody knows which signals they are about: correct them first"
    case .unusual(let percent, let known, let removals):
      "that is more than \(percent) % of \(known) signals: if it is right, import again with --confirm-removals "
        + "\(removals)"
    }
  }
}
