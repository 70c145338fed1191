import Cryptography

/// The header of an age file (age-encryption.org/v1): who can find the file key, and a code over it under that key.
struct AgeHeader {
  private static let version = "age-encryption.org/v1"
  /// Bytes of a header at most: room for hundreds of recipients.
  static let maxLength = 1 << 18

  private let stanzas: [AgeStanza]
  /// What the code covers: everything up to and with `---`.
  private let covered: [UInt8]
  private let code: [UInt8]

  /// The header for a new file.
  static func bytes(
    for recipients: [AgeRecipient], fileKey: [UInt8], random: any RandomSource
  ) throws(CryptographyError) -> [UInt8] {
    var text = version + "\n"
    for recipient in recipients { text += try recipient.stanza(for: fileKey, random: random).text }
    let covered = Array((text + "---").utf8)
    return covered + Array(" \(AgeBase64.encode(try code(over: covered, fileKey)))\n".utf8)
  }

  /// Reads a header from its lines, of which the last is that with the code.
  init(parsing lines: [String]) throws(AgeFault) {
    guard lines.first == Self.version else { throw .header("it does not begin with \(Self.version)") }
    var stanzas: [AgeStanza] = []
    var next = 1
    while next < lines.count - 1 {
      stanzas.append(try Self.stanza(in: lines, at: &next))
    }
    guard let last = lines.last, last.hasPrefix("--- "), let code = AgeBase64.decode(last.dropFirst(4)),
      code.count == 32, !stanzas.isEmpty
    else { throw .header("it does not end with a code over it") }
    guard stanzas.count == 1 || !stanzas.contains(where: { $0.type == AgeStanza.scrypt }) else {
      throw .header("a pass phrase stands beside other recipients")
    }
    self.stanzas = stanzas
    self.code = code
    covered = Array((lines.dropLast().map { $0 + "\n" }.joined() + "---").utf8)
  }

  private static func stanza(in lines: [String], at next: inout Int) throws(AgeFault) -> AgeStanza {
    let words = lines[next].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 2, words[0] == "->",
      words.dropFirst().allSatisfy({ word in !word.isEmpty && word.utf8.allSatisfy { (33...126).contains($0) } })
    else { throw .header("a recipient does not begin with -> and words") }
    var text = ""
    while true {
      next += 1
      guard next < lines.count - 1, lines[next].utf8.count <= AgeStanza.lineLength else {
        throw .header("the text of a recipient is not in lines of 64 characters and a shorter one")
      }
      text += lines[next]
      if lines[next].utf8.count < AgeStanza.lineLength { break }
    }
    next += 1
    guard let body = AgeBase64.decode(text) else { throw .header("the text of a recipient is not Base64") }
    return AgeStanza(type: String(words[1]), arguments: words.dropFirst(2).map(String.init), body: body)
  }

  /// The file key that one of these finds.
  func fileKey(for identities: [AgeIdentity]) throws(AgeFault) -> [UInt8] {
    for stanza in stanzas {
      for identity in identities {
        guard let fileKey = try identity.fileKey(from: stanza) else { continue }
        guard let code = try? Self.code(over: covered, fileKey), code == self.code else { throw .changedHeader }
        return fileKey
      }
    }
    throw .noMatch
  }

  private static func code(over covered: [UInt8], _ fileKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
    HMACSHA256.authenticate(
      covered, key: try HKDF.derive(secret: fileKey, salt: [], info: Array("header".utf8), count: 32))
  }
}
