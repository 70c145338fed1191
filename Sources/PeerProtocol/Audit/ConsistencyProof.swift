/// That one tree of a log continues another (RFC 6962 section 2.1.2; Schemas/peer-protocol.md, section 7).
public struct ConsistencyProof: Hashable, Sendable, JSONDocument {
  /// Hashes of 32 bytes, at most ``ProtocolLimits/proofHashes``.
  public var hashes: [[UInt8]]

  /// A proof of these hashes.
  public init(hashes: [[UInt8]]) { self.hashes = hashes }

  /// `{"proof"}`.
  public init?(reader: JSONReader) {
    guard let items = reader.array("proof", 0...ProtocolLimits.proofHashes) else { return nil }
    self.init(
      hashes: items.enumerated().compactMap { index, item in
        if let hash = item.stringValue.flatMap(Base64URL.decode), hash.count == 32 { return hash }
        reader.note("proof[\(index)]", "must be base64url of 32 bytes without padding")
        return nil
      })
  }

  /// `{"proof"}`.
  public var json: JSONValue { ["proof": .array(hashes.map(JSONValue.init(base64URL:)))] }
}
