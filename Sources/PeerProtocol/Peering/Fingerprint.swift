/// Six groups of five digits that two operators read to each other (Schemas/peer-protocol.md, section 4).
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// Six numbers from 0 to 99,999. A part of them proves little: compare all.
  public let groups: [Int]

  /// The fingerprint of the 32 bytes of a hash: group i is bytes 5i to 5i + 4 as an integer, modulo 100,000.
  init(hash: [UInt8]) {
    groups = (0..<6).map { group in hash.dropFirst(5 * group).prefix(5).reduce(0) { $0 << 8 | Int($1) } % 100_000 }
  }

  /// The fingerprint that somebody typed: thirty digits, with spaces or hyphens between them; else nil.
  public init?(_ text: String) {
    let digits = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
    guard digits.count == 30 else { return nil }
    var groups: [Int] = []
    for start in stride(from: 0, to: 30, by: 5) {
      guard let group = decimal(digits[start..<start + 5]) else { return nil }
      groups.append(group)
    }
    self.groups = groups
  }

  /// `12345 67890 …`.
  public var description: String { groups.map { padded($0, 5) }.joined(separator: " ") }
}
