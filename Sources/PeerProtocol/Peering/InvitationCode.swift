/// What an inviter hands to a joiner: `samenloop://HOST:PORT/#` and 56 bytes as base64url (Schemas/peer-protocol.md,
/// section 4).
public struct InvitationCode: Hashable, Sendable {
  /// Where the inviter's node listens.
  public let endpoint: Endpoint
  /// 8 bytes.
  public let invitationId: [UInt8]
  /// 16 bytes. Never in a log line.
  public let secret: [UInt8]
  /// SHA-256 of the inviter's SPKI, 32 bytes.
  public let inviterKey: [UInt8]

  /// A code of these parts, or nil where a length is wrong.
  public init?(endpoint: Endpoint, invitationId: [UInt8], secret: [UInt8], inviterKey: [UInt8]) {
    guard invitationId.count == 8, secret.count == 16, inviterKey.count == 32 else { return nil }
    self.endpoint = endpoint
    self.invitationId = invitationId
    self.secret = secret
    self.inviterKey = inviterKey
  }

  /// The code in `text`, or nil where it is none.
  public init?(_ text: String) {
    guard text.hasPrefix("samenloop://"), let hash = text.firstIndex(of: "#"), text[..<hash].hasSuffix("/"),
      let endpoint = Endpoint(authority: String(text[..<hash].dropFirst(12).dropLast())),
      let bytes = Base64URL.decode(String(text[text.index(after: hash)...])), bytes.count == 56
    else { return nil }
    self.init(
      endpoint: endpoint, invitationId: Array(bytes[..<8]), secret: Array(bytes[8..<24]),
      inviterKey: Array(bytes[24...]))
  }

  /// The code in text that came by mail or chat, or was typed: with blanks and line breaks anywhere, and in brackets or
  /// quotation marks.
  public init?(pasted text: String) {
    let shown = text.unicodeScalars.filter { scalar in
      // What wraps a line or cannot be seen: no part of an address.
      !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
        && scalar.properties.generalCategory != .control
    }
    let around = Set("<>()[]{}\"'`“”‘’„«».,;".unicodeScalars)
    var code = shown[...]
    while let first = code.first, around.contains(first) { code.removeFirst() }
    while let last = code.last, around.contains(last) { code.removeLast() }
    self.init(String(String.UnicodeScalarView(code)))
  }

  /// The code as text. It holds the secret.
  public var text: String {
    "samenloop://" + endpoint.authority + "/#" + Base64URL.encode(invitationId + secret + inviterKey)
  }
}

extension InvitationCode: CustomStringConvertible {
  /// Where it leads to, without the secret.
  public var description: String { "invitation of " + endpoint.authority }
}
