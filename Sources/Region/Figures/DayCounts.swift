/// How often something took a number of days: enough for a median, and nothing about any single match.
public struct DayCounts: Hashable, Sendable {
  /// Longer waits count as this one.
  static let longest: Int32 = 1_000

  private(set) var counts: [Int32: Int] = [:]

  /// How many waits were noted.
  public var count: Int { counts.values.reduce(0, +) }

  /// The median in whole days, the lower one of two; nil where nothing was noted.
  public var median: Int? {
    var left = (count + 1) / 2
    for (days, count) in counts.sorted(by: { $0.key < $1.key }) {
      left -= count
      if left <= 0 { return Int(days) }
    }
    return nil
  }

  mutating func note(days: Int) { counts[Int32(min(max(days, 0), Int(Self.longest))), default: 0] += 1 }

  /// Lets the waits of another period count, too.
  public mutating func add(_ other: DayCounts) { counts.merge(other.counts, uniquingKeysWith: +) }

  func write(to writer: inout ByteWriter) {
    writer.list(counts.sorted { $0.key < $1.key }) { writer, entry in
      writer.int(Int(entry.key))
      writer.int(entry.value)
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(CodecError) {
    let read = try reader.list { (reader) throws(CodecError) in
      (Int32(clamping: try reader.int()), try reader.int())
    }
    for (days, count) in read { counts[days, default: 0] += count }
  }
}
