/// `expand_message_xmd` with SHA-256 (RFC 9380, section 5.3.1).
package enum ExpandMessage {
  private static let blockLength = 64
  private static let digestLength = 32
  private static let padding = [UInt8](repeating: 0, count: blockLength)

  /// `count` uniform bytes for a message under a domain separation tag.
  ///
  /// Throws when the tag is empty or `count` is not from 1 to 8160. A tag longer than 255 bytes is hashed first, as
  /// section 5.3.3 says.
  package static func xmd(_ message: [UInt8], dst: [UInt8], count: Int) throws(CryptographyError) -> [UInt8] {
    guard !dst.isEmpty, (1...255 * digestLength).contains(count) else {
      throw CryptographyError(operation: "expand_message_xmd", reason: "empty tag or length out of range")
    }
    let tag = dst.count <= 255 ? dst : SHA256.hash(Array("H2C-OVERSIZE-DST-".utf8), dst)
    let suffix = tag + [UInt8(tag.count)]
    let first = SHA256.hash(padding, message, [UInt8(count >> 8), UInt8(count & 0xFF), 0], suffix)
    var block = SHA256.hash(first, [1], suffix)
    var uniform = block
    uniform.reserveCapacity(count + digestLength)
    var index: UInt8 = 1
    while uniform.count < count {
      index += 1
      block = SHA256.hash(zip(first, block).map { $0 ^ $1 }, [index], suffix)
      uniform += block
    }
    uniform.removeLast(uniform.count - count)
    return uniform
  }
}
