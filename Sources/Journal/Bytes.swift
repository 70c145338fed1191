/// Numbers in big-endian byte order.
extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  /// The 4 bytes at `offset`, which must be there.
  func uint32(at offset: Int) -> UInt32 {
    withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
  }

  /// The 8 bytes at `offset`, which must be there.
  func uint64(at offset: Int) -> UInt64 {
    withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
  }

  /// The offset of the last byte in `range` that is not zero.
  func lastNonZero(in range: Range<Int>) -> Int? {
    withUnsafeBytes { buffer in
      var end = range.upperBound
      while end - 8 >= range.lowerBound && buffer.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 {
        end -= 8
      }
      while end > range.lowerBound {
        if buffer[end - 1] != 0 { return end - 1 }
        end -= 1
      }
      return nil
    }
  }

  /// Whether every byte in `range` is zero.
  func isZero(in range: Range<Int>) -> Bool { lastNonZero(in: range) == nil }
}

extension Int {
  /// The smallest multiple of `unit` that is not below this number.
  func roundedUp(to unit: Int) -> Int { (self + unit - 1) / unit * unit }
}
