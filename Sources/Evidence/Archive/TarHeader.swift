/// The header of a plain file in a tar archive (POSIX.1-1988 ustar). Name and length are all that differs from one to
/// another, so that there is one way to write an archive.
package enum TarHeader {
  /// Bytes of a header, and of what contents are filled up to.
  package static let blockLength = 512
  /// Bytes of a path.
  static let nameLength = 100
  /// Eleven octal digits.
  package static let largestLength = 1 << 33 - 1

  /// Whether a path leads to a file inside the folder where the archive is unpacked, and can be written in one way.
  package static func isPath(_ path: some Sequence<UInt8>) -> Bool {
    let bytes = Array(path)
    guard (1...nameLength).contains(bytes.count) else { return false }
    return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.first != UInt8(ascii: ".")
        && part.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
          default: false
          }
        }
    }
  }

  /// The header of a file. The path must be one, and the length not negative nor above the largest.
  package static func bytes(path: [UInt8], length: Int) -> [UInt8] {
    var header = path + [UInt8](repeating: 0, count: nameLength - path.count)
    header += "0000644\u{0}0000000\u{0}0000000\u{0}".utf8
    header += octal(length, digits: 11) + [0]
    header += "00000000000\u{0}        0".utf8
    header += [UInt8](repeating: 0, count: 100)
    header += "ustar\u{0}00".utf8
    header += [UInt8](repeating: 0, count: 64)
    header += "0000000\u{0}0000000\u{0}".utf8
    header += [UInt8](repeating: 0, count: 167)
    let sum = header.reduce(0) { $0 + Int($1) }
    header.replaceSubrange(148..<156, with: octal(sum, digits: 6) + [0, UInt8(ascii: " ")])
    return header
  }

  /// The length that a header says, before the rest of it is compared; nil where it says none.
  static func length(in header: ArraySlice<UInt8>) -> Int? {
    let digits = header.dropFirst(124).prefix(11)
    var length = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
      length = length << 3 | Int(digit - UInt8(ascii: "0"))
    }
    return length
  }

  /// The zeros that follow contents of this length, up to the end of a block.
  package static func padding(_ length: Int) -> Int { (blockLength - length % blockLength) % blockLength }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    (0..<digits).reversed().map { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number >> (3 * $0) & 7) }
  }
}
