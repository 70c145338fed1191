/// The name of a region: `^[a-z][a-z0-9-]{1,31}$` (Schemas/peer-protocol.md, section 3).
public struct RegionName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 2 to 32 characters.
  public let text: String

  /// The region of this name, or nil where it does not fit the pattern.
  public init?(_ text: String) {
    let characters = text.utf8
    guard (2...32).contains(characters.count), let first = characters.first,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), characters.allSatisfy(Self.fits)
    else { return nil }
    self.text = text
  }

  /// The name.
  public var description: String { text }

  /// The order of the bytes.
  public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  private static func fits(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
