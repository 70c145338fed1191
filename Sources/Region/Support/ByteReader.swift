/// A record of the journal that this version cannot read.
public struct CodecError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected.
  public let description: String
  /// True where a newer version of the program wrote the record: the store is not damaged.
  public let isNewer: Bool

  /// A fault in the form of a record; `description` never holds its contents.
  public init(_ description: String) {
    self.description = description
    isNewer = false
  }

  /// A record of a format that only a newer program knows.
  init(newerFormat format: Int) {
    description = "it has format \(format); this program reads up to \(StoreFormat.current)"
    isNewer = true
  }
}

/// Reads what ``ByteWriter`` wrote, and refuses anything shorter or longer than it says.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// How many bytes were read.
  private(set) var position = 0
  /// The format in which the bytes were written; see ``StoreFormat``.
  let format: Int

  /// Reads `bytes` from their beginning.
  public init(_ bytes: [UInt8], format: Int = StoreFormat.current) {
    self.bytes = bytes
    self.format = format
  }

  /// True once everything was read.
  public var isAtEnd: Bool { position == bytes.count }

  /// One byte.
  public mutating func byte() throws(CodecError) -> UInt8 {
    guard position < bytes.count else { throw CodecError("the record ends early") }
    defer { position += 1 }
    return bytes[position]
  }

  /// A LEB128 number of at most 64 bits.
  public mutating func unsigned() throws(CodecError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw CodecError("a number has more than 64 bits") }
      value |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
  }

  /// A signed number.
  public mutating func int() throws(CodecError) -> Int {
    let zigzag = try unsigned()
    return Int(truncatingIfNeeded: Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
  }

  /// A yes or no.
  public mutating func bool() throws(CodecError) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw CodecError("a yes or no is neither")
    }
  }

  /// The next eight bytes as a big-endian number.
  public mutating func word() throws(CodecError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw CodecError("the record ends early") }
    defer { position += 8 }
    return bytes.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)) }
  }

  /// The next `count` bytes.
  public mutating func raw(_ count: Int) throws(CodecError) -> [UInt8] {
    guard count >= 0, count <= bytes.count - position else { throw CodecError("the record ends early") }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Bytes behind their number.
  public mutating func blob() throws(CodecError) -> [UInt8] { try raw(count()) }

  /// A text.
  public mutating func string() throws(CodecError) -> String {
    let length = try count()
    guard length <= bytes.count - position else { throw CodecError("the record ends early") }
    defer { position += length }
    return String(decoding: bytes[position..<position + length], as: UTF8.self)
  }

  /// A list of elements.
  public mutating func list<Element>(
    _ each: (inout ByteReader) throws(CodecError) -> Element
  ) throws(CodecError) -> [Element] {
    let number = try count()
    var values: [Element] = []
    values.reserveCapacity(min(number, bytes.count - position))
    for _ in 0..<number { values.append(try each(&self)) }
    return values
  }

  /// A value that may be missing.
  public mutating func optional<Value>(
    _ each: (inout ByteReader) throws(CodecError) -> Value
  ) throws(CodecError) -> Value? {
    try bool() ? try each(&self) : nil
  }

  private mutating func count() throws(CodecError) -> Int {
    guard let number = Int(exactly: try unsigned()) else { throw CodecError("a length is out of range") }
    return number
  }
}
