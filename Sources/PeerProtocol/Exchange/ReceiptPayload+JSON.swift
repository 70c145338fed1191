internal import Cryptography

extension ReceiptPayload: JSONDocument {
  /// A receipt whose every member fits Schemas/peer-protocol.md, section 5. Whether it fits its batch and feed is
  /// decided elsewhere.
  public init?(reader: JSONReader) {
    let counts = 0...ProtocolLimits.batchItems
    let agreement: AgreementId? = reader.identifier("agreement")
    let kind = reader.kind("kind")
    let from = reader.region("from")
    let to = reader.region("to")
    let generation = reader.integer("generation", 1...ProtocolLimits.largestInteger)
    let sequence = reader.integer("sequence", 1...ProtocolLimits.largestInteger)
    let complete = reader.bool("complete")
    let added = reader.integer("added", counts)
    let withdrawn = reader.integer("withdrawn", counts)
    let active = reader.integer("active")
    let digest = reader.bytes("digest", 32)
    let previous: DocumentId? = reader.optional.identifier("previous")
    let at = reader.timestamp("at")
    guard let agreement, let kind, let from, let to, let generation, let sequence, let complete, let added,
      let withdrawn, let active, let digest, let at
    else { return nil }
    self.init(
      agreement: agreement, kind: kind, from: from, to: to, generation: generation, sequence: sequence,
      complete: complete, added: added, withdrawn: withdrawn, active: active, digest: digest, previous: previous,
      at: at)
  }

  /// The payload of the document; `previous` is `null` at the start of a feed.
  public var json: JSONValue {
    [
      "agreement": .string(agreement.base64URL), "kind": .string(kind.name), "from": .string(from.text),
      "to": .string(to.text), "generation": JSONValue(generation), "sequence": JSONValue(sequence),
      "complete": .bool(complete), "added": JSONValue(added), "withdrawn": JSONValue(withdrawn),
      "active": JSONValue(active), "digest": JSONValue(base64URL: digest),
      "previous": (previous?.base64URL).map(JSONValue.string) ?? .null, "at": JSONValue(at),
    ]
  }
}

extension JSONReader {
  /// The kind `name`.
  func kind(_ name: String) -> SubjectKind? {
    read(name, "must be youth or guardian") { $0.stringValue.flatMap(SubjectKind.init(name:)) }
  }
}
