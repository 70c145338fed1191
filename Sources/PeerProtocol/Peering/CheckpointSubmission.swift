/// A node's new audit checkpoint with the proof that its log extends the one the peer saw last
/// (Schemas/peer-protocol.md, section 7).
public struct CheckpointSubmission: Hashable, Sendable, JSONDocument {
  /// The size that the peer saw last, 0 where it saw none.
  public var old: Int
  /// The signed note, at most 8,192 bytes.
  public var checkpoint: String
  /// Hashes of 32 bytes (RFC 6962 section 2.1.2).
  public var proof: [[UInt8]]

  /// A submission of these members.
  public init(old: Int, checkpoint: String, proof: [[UInt8]]) {
    self.old = old
    self.checkpoint = checkpoint
    self.proof = proof
  }

  /// `{"checkpoint","old","proof"}`.
  public init?(reader: JSONReader) {
    let most = ProtocolLimits.checkpointBytes
    let old = reader.integer("old")
    let checkpoint = reader.read("checkpoint", "must be a signed note of 1 to \(most) bytes") { member in
      member.stringValue.flatMap { (1...most).contains($0.utf8.count) ? $0 : nil }
    }
    let proof = reader.array("proof", 0...ProtocolLimits.proofHashes)?.enumerated().compactMap { index, item in
      if let hash = item.stringValue.flatMap(Base64URL.decode), hash.count == 32 { return hash }
      reader.note("proof[\(index)]", "must be base64url of 32 bytes without padding")
      return nil as [UInt8]?
    }
    guard let old, let checkpoint, let proof else { return nil }
    self.init(old: old, checkpoint: checkpoint, proof: proof)
  }

  /// `{"checkpoint","old","proof"}`.
  public var json: JSONValue {
    [
      "old": JSONValue(old), "checkpoint": .string(checkpoint),
      "proof": .array(proof.map(JSONValue.init(base64URL:))),
    ]
  }
}
