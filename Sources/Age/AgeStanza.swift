import Cryptography

/// A part of the header: what one recipient needs to find the file key.
struct AgeStanza: Equatable {
  static let x25519 = "X25519"
  static let scrypt = "scrypt"
  /// Characters of a line of the body. A shorter one ends it.
  static let lineLength = 64

  var type: String
  var arguments: [String]
  var body: [UInt8]

  /// As it stands in the header.
  var text: String {
    let base64 = Array(AgeBase64.encode(body).utf8)
    var lines = ["-> " + ([type] + arguments).joined(separator: " ")]
    // A body that fills its lines has an empty one behind them.
    for start in stride(from: 0, through: base64.count, by: Self.lineLength) {
      lines.append(String(decoding: base64[start..<min(base64.count, start + Self.lineLength)], as: UTF8.self))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The public share of an X25519 stanza.
  func share() throws(AgeFault) -> [UInt8] {
    guard arguments.count == 1, let share = AgeBase64.decode(arguments[0]), share.count == X25519PrivateKey.length
    else { throw .header("an X25519 stanza has one share of 32 bytes") }
    try requireFileKey()
    return share
  }

  /// Salt and work factor of a scrypt stanza.
  func work() throws(AgeFault) -> (salt: [UInt8], logN: Int) {
    guard arguments.count == 2, let salt = AgeBase64.decode(arguments[0]), salt.count == AgeWrapping.saltLength,
      let logN = Int(arguments[1]), logN > 0, arguments[1] == String(logN)
    else { throw .header("a scrypt stanza has a salt of 16 bytes and a work factor") }
    try requireFileKey()
    return (salt, logN)
  }

  private func requireFileKey() throws(AgeFault) {
    guard body.count == AgeWrapping.fileKeyLength + AuthenticatedCipher.tagLength else {
      throw .header("a file key has 16 bytes")
    }
  }
}

/// Base64 without padding, in its one form (RFC 4648 sections 3.2 and 3.5).
enum AgeBase64 {
  static func encode(_ bytes: [UInt8]) -> String { Base64.encode(bytes).filter { $0 != "=" } }

  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    guard !text.contains("="), text.utf8.count % 4 != 1 else { return nil }
    return Base64.decode(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
  }
}
