extension LimitException: JSONDocument {
  /// An exception of at least one addition, for a time that ends after it began.
  public init?(reader: JSONReader) {
    let agreement: AgreementId? = reader.identifier("agreement")
    let region = reader.region("region")
    let additions = reader.integer("additions", 1...ProtocolLimits.largestInteger)
    let from = reader.timestamp("from")
    let until = reader.timestamp("until")
    if let from, let until, until <= from { reader.note("until", "must be after from") }
    let reason = reader.text("reason", 1...ProtocolLimits.reason)
    guard let agreement, let region, let additions, let from, let until, let reason else { return nil }
    self.init(agreement: agreement, region: region, additions: additions, from: from, until: until, reason: reason)
  }

  /// The payload of the document.
  public var json: JSONValue {
    [
      "agreement": .string(agreement.base64URL), "region": .string(region.text), "additions": JSONValue(additions),
      "from": JSONValue(from), "until": JSONValue(until), "reason": .string(reason),
    ]
  }
}
