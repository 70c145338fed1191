import Cryptography

/// The text form of an age file: Base64 in lines of 64 characters between two lines that name it (RFC 7468, strict).
enum AgeArmor {
  /// Bytes of a text that is read: it is held in memory.
  static let maxLength = 64 << 20
  private static let first = "-----BEGIN AGE ENCRYPTED FILE-----"
  private static let last = "-----END AGE ENCRYPTED FILE-----"

  /// The bytes of a text; white space around it and `\r\n` as the end of a line are allowed.
  static func decode(_ text: String) throws(AgeFault) -> [UInt8] {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    var lines = text.utf8.drop { blanks.contains($0) }.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { Array($0.last == 0x0D ? $0.dropLast() : $0) }
    while let line = lines.last, line.allSatisfy({ blanks.contains($0) }) { lines.removeLast() }
    while let line = lines.last, let byte = line.last, blanks.contains(byte) {
      lines[lines.count - 1] = line.dropLast()
    }
    guard lines.first == Array(first.utf8) else { throw .armor("it does not begin with \(first)") }
    guard lines.count > 1, lines.last == Array(last.utf8) else { throw .armor("it does not end with \(last)") }
    let body = lines.dropFirst().dropLast()
    guard body.dropLast().allSatisfy({ $0.count == 64 }), body.last.map({ (1...64).contains($0.count) }) ?? true else {
      throw .armor("its lines have not 64 characters")
    }
    guard let bytes = Base64.decode(String(decoding: body.joined(), as: UTF8.self)) else {
      throw .armor("it is not Base64")
    }
    return bytes
  }
}
