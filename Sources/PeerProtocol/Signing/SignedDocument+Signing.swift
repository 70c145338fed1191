public import Cryptography

extension SignedDocument {
  /// Signs `payload` with `key`; the members of `extraHeader` go into the protected header beside `alg`, `kid` and `typ`.
  /// Throws `CryptographyError` where the key cannot sign.
  public static func sign(
    payload: [UInt8], type: DocumentType, key: Ed25519PrivateKey, extraHeader: [String: JSONValue] = [:],
    by scheme: any SignatureScheme = Ed25519Signatures()
  ) throws(CryptographyError) -> SignedDocument {
    var document = SignedDocument(payload: payload, signatures: [])
    try document.addSignature(type: type, key: key, extraHeader: extraHeader, by: scheme)
    return document
  }

  /// Adds the signature of another party. Throws `CryptographyError` where the key cannot sign.
  public mutating func addSignature(
    type: DocumentType, key: Ed25519PrivateKey, extraHeader: [String: JSONValue] = [:],
    by scheme: any SignatureScheme = Ed25519Signatures()
  ) throws(CryptographyError) {
    let header = ProtectedHeader.bytes(type: type, key: key.publicKey.thumbprint, extra: extraHeader)
    let signature = try scheme.signature(over: Self.signingInput(header: header, payload: payload), key: key)
    signatures.append(Signature(protectedHeader: header, signature: signature))
  }

  /// Adds a signature that was made elsewhere.
  public mutating func add(_ signature: Signature) { signatures.append(signature) }

  /// Verifies that each of `signers` signed once as `type`, and nobody else did.
  public func verify(
    type: DocumentType, signers: [Ed25519PublicKey], by scheme: any SignatureScheme = Ed25519Signatures()
  ) throws(JWSError) {
    var awaited: [String: Ed25519PublicKey] = [:]
    for signer in signers {
      guard awaited.updateValue(signer, forKey: signer.thumbprint.base64URL) == nil else { throw .duplicateSigner }
    }
    var seen: Set<String> = []
    for signature in signatures {
      let header = try ProtectedHeader(signature.protectedHeader, type: type)
      guard seen.insert(header.kid).inserted else { throw .duplicateSigner }
      guard let key = awaited.removeValue(forKey: header.kid) else { throw .unknownSigner }
      let input = Self.signingInput(header: signature.protectedHeader, payload: payload)
      guard scheme.verifies(signature.signature, of: input, key: key) else { throw .signature }
    }
    guard awaited.isEmpty else { throw .missingSigner }
  }

  /// The keys that the headers name, in the order of the signatures; nil for one that names none. Nothing is verified.
  public var signers: [KeyThumbprint?] {
    signatures.map { signature in
      (try? JSONValue(parsing: signature.protectedHeader))?["kid"]?.stringValue.flatMap(KeyThumbprint.init(base64URL:))
    }
  }

  /// The signature whose header names `key`; nil where there is none. Nothing is verified.
  public func signature(of key: KeyThumbprint) -> Signature? {
    signers.firstIndex(of: key).map { signatures[$0] }
  }

  /// The member `name` of the protected header that names `key`, such as `tokens`. Nothing is verified.
  public func headerMember(_ name: String, of key: KeyThumbprint) -> JSONValue? {
    signature(of: key).flatMap { try? JSONValue(parsing: $0.protectedHeader) }?[name]
  }

  /// The payload read as `type`. Nothing is verified. Throws every fault.
  public func payload<Document: JSONDocument>(as type: Document.Type) throws(JSONFaults) -> Document {
    try Document(parsing: payload)
  }

  /// RFC 7515 section 5.1, step 8.
  private static func signingInput(header: [UInt8], payload: [UInt8]) -> [UInt8] {
    var input: [UInt8] = []
    input.reserveCapacity((header.count + payload.count) * 4 / 3 + 8)
    Base64URL.append(header[...], to: &input)
    input.append(UInt8(ascii: "."))
    Base64URL.append(payload[...], to: &input)
    return input
  }
}
