extension SignedDocument: JSONDocument {
  /// A document in general serialization. Its signatures are read, not verified.
  public init?(reader: JSONReader) {
    let payload = reader.bytes("payload", 1...ProtocolLimits.bodyBytes)
    let signatures = reader.documents("signatures", 1...ProtocolLimits.signatures, Signature.self)
    guard let payload, let signatures else { return nil }
    self.init(payload: payload, signatures: signatures)
  }

  /// `{"payload","signatures"}`.
  public var json: JSONValue {
    ["payload": JSONValue(base64URL: payload), "signatures": .array(signatures.map(\.json))]
  }
}

extension SignedDocument.Signature: JSONDocument {
  /// A signature. A header outside the protected one is refused: nothing in it would be signed.
  public init?(reader: JSONReader) {
    let header = reader.bytes("protected", 2...ProtocolLimits.protectedHeaderBytes)
    let signature = reader.bytes("signature", 64)
    if reader.value["header"] != nil { reader.note("header", "must not be there: only a protected header is read") }
    guard let header, let signature else { return nil }
    self.init(protectedHeader: header, signature: signature)
  }

  /// `{"protected","signature"}`.
  public var json: JSONValue {
    ["protected": JSONValue(base64URL: protectedHeader), "signature": JSONValue(base64URL: signature)]
  }
}
