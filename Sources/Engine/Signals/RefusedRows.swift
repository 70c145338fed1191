import Region

/// The rows that an import refused: each by itself up to a bound, and equal faults together.
struct RefusedRows: Sendable {
  /// How many rows were refused.
  private(set) var count = 0
  /// Rows of which only what protects was taken.
  private(set) var protectedOnly = 0
  private var protectedRows: [Int] = []
  private var listed: [ImportReport.RefusedRow] = []
  private var kinds: [RowFault: ImportReport.FaultKind] = [:]
  private var order: [RowFault] = []
  /// The faults of the first row.
  private(set) var firstFaults: [RowFault] = []

  mutating func note(_ row: Int, _ faults: [RowFault]) {
    count += 1
    for fault in faults {
      let kind = fault.kind
      if kinds[kind] == nil {
        guard kinds.count < EngineLimits.reportedFaultKinds else { continue }
        order.append(kind)
      }
      kinds[kind, default: ImportReport.FaultKind(first: fault)].count += 1
      if kinds[kind]?.rows.count ?? 0 < EngineLimits.reportedFaultRows { kinds[kind]?.rows.append(row) }
    }
    if firstFaults.isEmpty { firstFaults = faults }
    if listed.count < EngineLimits.reportedRefusals, !faults.isEmpty {
      listed.append(ImportReport.RefusedRow(row: row, faults: faults))
    }
  }

  mutating func noteProtected(_ row: Int) {
    protectedOnly += 1
    if protectedRows.count < EngineLimits.reportedRefusals { protectedRows.append(row) }
  }

  /// Tells of them in the report of the import.
  func tell(_ report: inout ImportReport) {
    report.refusedCount = count
    report.refused = listed
    report.faults = order.compactMap { kinds[$0] }
    report.protectedOnly = protectedOnly
    report.protectedRows = protectedRows
  }
}
