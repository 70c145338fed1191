public import Cryptography

extension BatchAnswer: JSONDocument {
  /// An answer. Whether it has a token for each addition, and its signatures, are checked elsewhere.
  public init?(reader: JSONReader) {
    let tokens = reader.array("matchTokens", 0...ProtocolLimits.batchItems)?.enumerated().compactMap { index, item in
      if let token = item.stringValue.flatMap(MatchToken.init(base64URL:)) { return token }
      reader.note("matchTokens[\(index)]", "must be base64url of 16 bytes without padding")
      return nil as MatchToken?
    }
    let receipt = reader.document("receipt", SignedDocument.self)
    guard let tokens, let receipt else { return nil }
    self.init(matchTokens: tokens, receipt: receipt)
  }

  /// `{"matchTokens","receipt"}`.
  public var json: JSONValue {
    ["matchTokens": .array(matchTokens.map { .string($0.base64URL) }), "receipt": receipt.json]
  }

  /// The `tokens` member of the receiver's protected header: SHA-256 of the tokens, one after another.
  public static func tokensHeader(_ tokens: [MatchToken]) -> JSONValue {
    var stream = SHA256.Stream()
    for token in tokens { stream.update(token.bytes) }
    return JSONValue(base64URL: stream.finish())
  }

  /// True where the header that the receiver `key` signed names these tokens.
  public func namesItsTokens(signedBy key: Ed25519PublicKey) -> Bool {
    receipt.headerMember("tokens", of: key.thumbprint) == Self.tokensHeader(matchTokens)
  }
}
