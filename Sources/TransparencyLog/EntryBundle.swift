/// The entries of a bundle as a tiled log keeps them (C2SP `tlog-tiles`): before each its length, two bytes,
/// big-endian.
public enum EntryBundle {
  /// The most bytes that an entry can have.
  public static let maxEntryBytes = 65_535

  /// The bytes of one entry in a bundle. Throws where it is too long.
  public static func encode(_ entry: [UInt8]) throws(TileError) -> [UInt8] {
    guard let length = UInt16(exactly: entry.count) else { throw .entryTooLong }
    return [UInt8(length >> 8), UInt8(length & 0xFF)] + entry
  }

  /// The entries of the bundle at `path`: as many as its width, and no byte more. Throws where `bytes` are no such
  /// bundle.
  public static func decode(_ bytes: [UInt8], at path: TilePath) throws(TileError) -> [[UInt8]] {
    guard let entries = split(bytes), entries.count == path.width else { throw .invalidBundle(path) }
    return entries
  }

  /// The entries of a bundle of any width; nil where the lengths in it do not lead to its end.
  public static func split(_ bytes: [UInt8]) -> [[UInt8]]? {
    var entries: [[UInt8]] = []
    var position = 0
    while position < bytes.count {
      let start = position + 2
      guard start <= bytes.count else { return nil }
      position = start + (Int(bytes[position]) << 8 | Int(bytes[position + 1]))
      guard position <= bytes.count else { return nil }
      entries.append(Array(bytes[start..<position]))
    }
    return entries
  }
}
