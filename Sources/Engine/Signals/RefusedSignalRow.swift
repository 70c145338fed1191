import PrivateMatching
import Region

/// A row that was refused, as the import keeps it until what protects was applied.
struct RefusedSignalRow: Sendable {
  var row: Int
  var id: String?
  /// The column of a word that protects and cannot be read, else that of the first fault.
  var field: String
  var isUnreadable: Bool
  var protection: Protection
  var youth: [Identity]

  init(row: Int, faults: [RowFault], read: SignalRow) {
    self.row = row
    id = read.id
    field = read.unreadable?.rawValue ?? faults.first?.column ?? ""
    isUnreadable = read.unreadable != nil
    protection = read.protection
    youth = read.youth
  }

  /// Whether something of it may count although it was refused.
  var matters: Bool { !protection.isEmpty || (id != nil && isUnreadable) }
}
