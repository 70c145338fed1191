/// Text with a checksum (BIP 173), in which age writes its keys: a readable part, `1`, and bytes in groups of five bits.
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let checksumLength = 6

  /// The text in small letters.
  static func encode(_ bytes: [UInt8], prefix: String) -> String {
    var groups = regroup(bytes, from: 8, to: 5, padding: true) ?? []
    let sum = polymod(expanded(prefix) + groups + [UInt8](repeating: 0, count: checksumLength)) ^ 1
    groups += (0..<checksumLength).map { UInt8(sum >> (5 * (checksumLength - 1 - $0)) & 31) }
    return prefix + "1" + String(decoding: groups.map { alphabet[Int($0)] }, as: UTF8.self)
  }

  /// The bytes of a text that begins with `prefix` and `1`, all in small or all in capital letters; nil where the checksum
  /// does not hold.
  static func decode(_ text: String, prefix: String) -> [UInt8]? {
    guard text == text.lowercased() || text == text.uppercased() else { return nil }
    let text = text.lowercased()
    let prefix = prefix.lowercased()
    guard text.hasPrefix(prefix + "1") else { return nil }
    var groups: [UInt8] = []
    for character in text.utf8.dropFirst(prefix.utf8.count + 1) {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      groups.append(UInt8(value))
    }
    guard groups.count >= checksumLength, polymod(expanded(prefix) + groups) == 1 else { return nil }
    return regroup(groups.dropLast(checksumLength), from: 5, to: 8, padding: false)
  }

  private static func expanded(_ prefix: String) -> [UInt8] {
    prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
  }

  private static func polymod(_ values: [UInt8]) -> UInt32 {
    let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
      for (bit, number) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 { sum ^= number }
    }
    return sum
  }

  /// Bits in groups of another size; nil where bits are left over that are not zero, or a whole group of them.
  private static func regroup(_ groups: some Sequence<UInt8>, from: Int, to: Int, padding: Bool) -> [UInt8]? {
    var (bits, count, regrouped): (UInt32, Int, [UInt8]) = (0, 0, [])
    for group in groups {
      bits = bits << UInt32(from) | UInt32(group)
      count += from
      while count >= to {
        count -= to
        regrouped.append(UInt8(truncatingIfNeeded: bits >> UInt32(count) & (1 << UInt32(to) - 1)))
      }
      bits &= 1 << UInt32(count) - 1
    }
    if padding {
      if count > 0 { regrouped.append(UInt8(truncatingIfNeeded: bits << UInt32(to - count))) }
      return regrouped
    }
    return count < from && bits == 0 ? regrouped : nil
  }
}
