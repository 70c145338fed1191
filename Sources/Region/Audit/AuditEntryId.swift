/// Where an entry of the audit log stands: the instance of the log, and its number there from 0.
public struct AuditEntryId: Hashable, Sendable {
  /// The id of the instance.
  public var instance: String
  /// The number.
  public var index: Int

  /// The entry with this number.
  public init(instance: String, index: Int) { (self.instance, self.index) = (instance, index) }

  /// Reads INSTANCE-NUMBER; nil where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 16, parts[0].allSatisfy({ "0123456789abcdef".contains($0) }),
      let index = Int(parts[1]), index >= 0, String(index) == parts[1]
    else { return nil }
    self.init(instance: String(parts[0]), index: index)
  }

  /// INSTANCE-NUMBER.
  public var text: String { "\(instance)-\(index)" }

  func write(to writer: inout ByteWriter) {
    writer.string(instance)
    writer.int(index)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    instance = try reader.string()
    index = try reader.int()
  }
}
