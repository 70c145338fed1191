internal import Cryptography

extension InvitationCode {
  /// The 32 bytes with which the joiner shows that it holds the code, bound to its card.
  public func proof(card: DocumentId) -> [UInt8] {
    Self.proof(secret: secret, invitationId: invitationId, card: card)
  }

  /// The same from the parts that the inviter keeps: HMAC-SHA256 over texts, so that both sides hash what stood in the JSON.
  public static func proof(secret: [UInt8], invitationId: [UInt8], card: DocumentId) -> [UInt8] {
    let message = "samenloop/v1/join\n" + Base64URL.encode(invitationId) + "\n" + card.base64URL
    return HMACSHA256.authenticate(Array(message.utf8), key: secret)
  }
}
