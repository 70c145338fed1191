/// Where an entry stands: the instance of the log, and its number there from 0.
public struct EvidenceRecordId: Hashable, Sendable {
  /// The id of the instance.
  public let instance: String
  /// The number.
  public let index: UInt64

  /// The entry with this number.
  public init(instance: String, index: UInt64) { (self.instance, self.index) = (instance, index) }

  /// Reads INSTANCE-NUMBER; nil where it is none.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = UInt64(parts[1]), String(index) == parts[1] else { return nil }
    self.init(instance: String(parts[0]), index: index)
  }

  /// INSTANCE-NUMBER.
  public var text: String { "\(instance)-\(index)" }
}
