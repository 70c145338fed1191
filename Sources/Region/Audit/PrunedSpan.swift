public import PeerProtocol

/// Entries at the front of an instance of the log that were removed after their term. Their hashes stay.
public struct PrunedSpan: Sendable, Hashable {
  /// The id of the instance.
  public var instance: String
  /// Entries before this number were removed.
  public var before: Int
  /// The day of the oldest entry that is kept; nil where none is.
  public var keptFrom: CalendarDate?

  /// Entries of an instance before a number.
  public init(instance: String, before: Int, keptFrom: CalendarDate?) {
    (self.instance, self.before, self.keptFrom) = (instance, before, keptFrom)
  }

  func write(to writer: inout ByteWriter) {
    writer.string(instance)
    writer.int(before)
    writer.optional(keptFrom) { $0.int(Int($1.daysSince1970)) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    instance = try reader.string()
    before = try reader.int()
    keptFrom = try reader.optional { (reader) throws(CodecError) in CalendarDate(daysSince1970: try reader.int()) }
  }
}
