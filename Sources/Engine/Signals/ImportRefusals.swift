import PeerProtocol
import Region

/// The rows that an import refused: each by itself up to a bound, and equal faults together.
struct ImportRefusals: Sendable {
  private struct Kind: Sendable {
    var count = 0
    var rows: [Int] = []
    /// The reason as the first of the rows has it.
    var reason = ""
  }

  /// How many rows were refused.
  private(set) var count = 0
  /// Rows of which only what protects was taken.
  private(set) var protectedOnly = 0
  private var protectedRows: [Int] = []
  private var listed: [JSONValue] = []
  private var kinds: [FieldFault: Kind] = [:]
  private var order: [FieldFault] = []
  /// The first row's faults, as lines.
  private(set) var lines: [String] = []

  /// Why a second row of a signal is refused.
  static func twice(_ first: Int) -> String {
    twiceBeginning + "\(first): it stands twice in the file. Give each signal one row"
  }

  private static let twiceBeginning = "is the id of row "
  /// What equal faults of many rows are called, where the number of the first row is another each time.
  private static let twiceTogether =
    "is the id of an earlier row: it stands twice in the file. Give each signal one row"

  mutating func note(_ row: Int, _ faults: [FieldFault]) {
    count += 1
    for fault in faults {
      let kind =
        fault.reason.hasPrefix(Self.twiceBeginning)
        ? FieldFault(field: fault.field, reason: Self.twiceTogether) : fault
      if kinds[kind] == nil {
        guard kinds.count < EngineLimits.reportedFaultKinds else { continue }
        order.append(kind)
      }
      kinds[kind, default: Kind(reason: fault.reason)].count += 1
      if kinds[kind]?.rows.count ?? 0 < EngineLimits.reportedFaultRows { kinds[kind]?.rows.append(row) }
    }
    if lines.isEmpty { lines = faults.map { $0.field + ": " + $0.reason } }
    guard listed.count < EngineLimits.reportedRefusals, let first = faults.first else { return }
    var members: [String: JSONValue] = [
      "row": JSONValue(row), "field": .string(first.field), "reason": .string(first.reason),
    ]
    if faults.count > 1 { members["faults"] = .array(faults.map(Self.json)) }
    listed.append(.object(members))
  }

  mutating func noteProtected(_ row: Int) {
    protectedOnly += 1
    if protectedRows.count < EngineLimits.reportedRefusals { protectedRows.append(row) }
  }

  private static func json(_ fault: FieldFault) -> JSONValue {
    ["field": .string(fault.field), "reason": .string(fault.reason)]
  }

  /// The members of an import's result.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "refused": .array(listed),
      "faults": .array(
        order.map { fault in
          let kind = kinds[fault] ?? Kind()
          let isOne = kind.count == 1 || fault.reason == kind.reason
          let reason = isOne ? kind.reason : fault.reason + "; row \(kind.rows.first ?? 0) " + kind.reason
          return [
            "field": .string(fault.field), "reason": .string(reason), "count": JSONValue(kind.count),
            "rows": .array(kind.rows.map { JSONValue($0) }),
          ]
        }), "protectedOnly": JSONValue(protectedOnly), "protectedRows": .array(protectedRows.map { JSONValue($0) }),
    ]
    if count > listed.count { members["refusedNotListed"] = JSONValue(count - listed.count) }
    return members
  }
}
