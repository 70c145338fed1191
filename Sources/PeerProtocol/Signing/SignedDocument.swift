/// A signed document: JWS in general JSON serialization (RFC 7515 section 7.2.1) with EdDSA over Ed25519 (RFC 8037).
/// The payload's exact bytes are what is signed, kept and named.
public struct SignedDocument: Hashable, Sendable {
  /// One party's signature.
  public struct Signature: Hashable, Sendable {
    /// The exact bytes of the protected header.
    public let protectedHeader: [UInt8]
    /// 64 bytes.
    public let signature: [UInt8]

    /// A signature as it was received or kept; nothing is checked here.
    public init(protectedHeader: [UInt8], signature: [UInt8]) {
      self.protectedHeader = protectedHeader
      self.signature = signature
    }
  }

  /// The exact bytes of the payload.
  public let payload: [UInt8]
  /// SHA-256 of the payload: the document's name, the same whoever signed it.
  public let documentId: DocumentId
  /// The signatures in the order of the document.
  public internal(set) var signatures: [Signature]

  /// A document as it was received or kept; nothing is checked here.
  public init(payload: [UInt8], signatures: [Signature]) {
    self.payload = payload
    documentId = DocumentId(hashing: payload)
    self.signatures = signatures
  }
}
