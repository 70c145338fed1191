/// A point of the curve without its leading byte 04: 64 bytes that mean nothing here but that they are the same or not.
public struct OpaquePoint: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  /// From an uncompressed point of 65 bytes that begins with 04; nil for anything else.
  public init?(point: [UInt8]) {
    guard point.count == 65, point[0] == 4 else { return nil }
    words = point.withUnsafeBytes { raw in
      func word(_ index: Int) -> UInt64 {
        UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 1 + index * 8, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    words = (
      try reader.word(), try reader.word(), try reader.word(), try reader.word(), try reader.word(),
      try reader.word(), try reader.word(), try reader.word()
    )
  }

  func write(to writer: inout ByteWriter) {
    for word in [words.0, words.1, words.2, words.3, words.4, words.5, words.6, words.7] { writer.word(word) }
  }

  /// The uncompressed point, 65 bytes.
  public var point: [UInt8] {
    var bytes: [UInt8] = [4]
    bytes.reserveCapacity(65)
    withUnsafeBytes(of: words) { raw in
      for index in 0..<8 {
        let word = raw.load(fromByteOffset: index * 8, as: UInt64.self).bigEndian
        withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  /// The first eight bytes: uniformly spread, so that they serve as a short key in an index.
  var prefix: UInt64 { words.0 }

  /// Equal in every word.
  public static func == (left: OpaquePoint, right: OpaquePoint) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
      && left.words.3 == right.words.3 && left.words.4 == right.words.4 && left.words.5 == right.words.5
      && left.words.6 == right.words.6 && left.words.7 == right.words.7
  }

  /// Hashes the first word only: coordinates of a curve point are spread already.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// The stored stand-in for one identity: the point `U = s·P`. Only the node that holds `s` can make it
/// (Schemas/peer-protocol.md, section 1).
public typealias Pseudonym = OpaquePoint
