import Cryptography

/// Names one life of a region's audit log, from `init` or a restore to the next restore: 16 lower-case hex digits
/// (Schemas/peer-protocol.md, section 7).
public struct LogInstance: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The 16 digits.
  public let text: String

  /// The instance of this text, nil where it is not 16 lower-case hex digits.
  public init?(_ text: String) {
    let digits = Array("0123456789abcdef".utf8)
    guard text.utf8.count == 16, text.utf8.allSatisfy(digits.contains) else { return nil }
    self.text = text
  }

  /// The instance of eight random bytes, nil for any other number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 8 else { return nil }
    text = Hexadecimal.text(bytes)
  }

  /// The 16 digits.
  public var description: String { text }

  /// The order of the texts.
  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  /// The origin of the log of this instance, which is also the name of its key.
  public func origin(of region: RegionName) -> String { "samenloop/\(region.text)/\(text)" }

  /// The name of the key with which the region's node cosigns others' logs during this instance.
  public func witnessName(of region: RegionName) -> String { origin(of: region) + "/witness" }
}

extension JSONReader {
  /// The instance of a log in `name`.
  func logInstance(_ name: String) -> LogInstance? {
    read(name, "must be 16 lower-case hex digits") { $0.stringValue.flatMap(LogInstance.init) }
  }
}
