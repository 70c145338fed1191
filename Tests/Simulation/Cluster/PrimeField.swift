import TestSupport

/// The field of 2^61 − 1 elements, and its elements as points.
package enum PrimeField {
  private static let prime: UInt64 = (1 << 61) - 1

  /// An element that is not zero, from 32 bytes.
  package static func element(_ bytes: [UInt8]) -> UInt64 {
    let value = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % prime
    return value == 0 ? 1 : value
  }

  package static func times(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return prime.dividingFullWidth(product).remainder
  }

  /// 04, 56 bytes that follow from the element so that not every point is valid, and the element.
  package static func point(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = [4]
    bytes.reserveCapacity(65)
    for word in UInt64(1)...7 { append(SeededRandom.mix(value &+ word &* SeededRandom.increment), to: &bytes) }
    append(value, to: &bytes)
    return bytes
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package static func value(_ point: [UInt8]) -> UInt64? {
    guard point.count == 65 else { return nil }
    var value: UInt64 = 0
    for byte in point[57...] { value = value << 8 | UInt64(byte) }
    return value > 0 && value < prime && self.point(value) == point ? value : nil
  }
}
