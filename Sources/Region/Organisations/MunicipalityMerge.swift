public import PeerProtocol

/// One municipality goes up in another, as some do each first of January.
public struct MunicipalityMerge: Hashable, Sendable {
  /// The code that goes, such as GM0363.
  public var old: String
  /// The code that stays.
  public var new: String
  /// The first day on which the new code counts.
  public var from: CalendarDate

  /// A merger of these municipalities.
  public init(old: String, new: String, from: CalendarDate) { (self.old, self.new, self.from) = (old, new, from) }

  func write(to writer: inout ByteWriter) {
    writer.string(old)
    writer.string(new)
    writer.int(Int(from.daysSince1970))
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    old = try reader.string()
    new = try reader.string()
    from = CalendarDate(daysSince1970: Int(try reader.day()))
  }
}
