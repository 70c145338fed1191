/// The Castagnoli checksum: tells a damaged frame header from a sound one without a key.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
  }

  /// The checksum of `bytes[range]`.
  static func checksum(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        ~range.reduce(~UInt32(0)) { sum, index in
          table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[index])] ^ (sum >> 8)
        }
      }
    }
  }
}
