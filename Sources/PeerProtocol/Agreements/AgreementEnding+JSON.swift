extension AgreementEnding: JSONDocument {
  /// The payload of a rejection or revocation. No reason is refused for being empty: an ending must always get through.
  public init?(reader: JSONReader) {
    let agreement: AgreementId? = reader.identifier("agreement")
    let reason = reader.text("reason", 0...ProtocolLimits.reason)
    let at = reader.timestamp("at")
    guard let agreement, let reason, let at else { return nil }
    self.init(agreement: agreement, reason: reason, at: at)
  }

  /// `{"agreement","at","reason"}`.
  public var json: JSONValue {
    ["agreement": .string(agreement.base64URL), "reason": .string(reason), "at": JSONValue(at)]
  }
}
