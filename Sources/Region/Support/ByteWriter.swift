/// Writes the journal's compact binary form: varints, length-prefixed bytes, fixed-size values.
public struct ByteWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty writer with room for `capacity` bytes.
  public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

  /// One byte as it is.
  public mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// LEB128: seven bits a byte, low bits first.
  public mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A signed number, zigzag so that small negatives stay short.
  public mutating func int(_ value: Int) {
    unsigned(UInt64(bitPattern: Int64(value << 1) ^ Int64(value >> 63)))
  }

  /// A yes or no.
  public mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Eight bytes of a number, the highest first.
  public mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Bytes whose number the reader knows.
  public mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

  /// Bytes behind their number.
  public mutating func blob(_ value: [UInt8]) {
    unsigned(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A text as UTF-8 behind its number of bytes.
  public mutating func string(_ value: String) {
    unsigned(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  /// A list behind its number of elements.
  public mutating func list<Element>(
    _ values: some Collection<Element>, _ each: (inout ByteWriter, Element) -> Void
  ) {
    unsigned(UInt64(values.count))
    for value in values { each(&self, value) }
  }

  /// A value that may be missing.
  public mutating func optional<Value>(_ value: Value?, _ each: (inout ByteWriter, Value) -> Void) {
    bool(value != nil)
    if let value { each(&self, value) }
  }
}
