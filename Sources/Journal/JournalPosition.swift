/// The number of a record: the first is 1, each next one is one more, over all openings of a store.
public struct JournalPosition: Comparable, Hashable, Sendable {
  /// The number itself.
  public let value: UInt64

  /// The position before the first record.
  public static let start = JournalPosition(0)

  /// The position with this number.
  public init(_ value: UInt64) { self.value = value }

  /// Whether `left` was appended before `right`.
  public static func < (left: JournalPosition, right: JournalPosition) -> Bool { left.value < right.value }
}
