/// What a region signs about all pages of one answer (`samenloop-reconciliation`, Schemas/peer-protocol.md, section 7).
public struct ReconciliationStatement: Hashable, Sendable {
  /// The agreement that was asked about.
  public var agreement: AgreementId
  /// The region that answers.
  public var region: RegionName
  /// The first moment that was asked for.
  public var from: Timestamp
  /// The first moment after those that were asked for.
  public var until: Timestamp
  /// How many records are of batches.
  public var batches: Int
  /// How many records are of disclosures.
  public var disclosures: Int
  /// ``ReconciliationDigest`` of all records, 32 bytes.
  public var digest: [UInt8]
  /// The newest signed checkpoint of each of the region's logs that the records came from, the oldest log first.
  public var logs: [LogHead]

  /// A statement of these members.
  public init(
    agreement: AgreementId, region: RegionName, from: Timestamp, until: Timestamp, batches: Int, disclosures: Int,
    digest: [UInt8], logs: [LogHead]
  ) {
    self.agreement = agreement
    self.region = region
    self.from = from
    self.until = until
    self.batches = batches
    self.disclosures = disclosures
    self.digest = digest
    self.logs = logs
  }
}

extension ReconciliationStatement: JSONDocument {
  /// The payload of the document.
  public init?(reader: JSONReader) {
    let agreement: AgreementId? = reader.identifier("agreement")
    let region = reader.region("region")
    let from = reader.timestamp("from")
    let until = reader.timestamp("until")
    if let from, let until, until <= from { reader.note("until", "must be after from") }
    let batches = reader.integer("batches")
    let disclosures = reader.integer("disclosures")
    let digest = reader.bytes("digest", 32)
    let logs = reader.documents("logs", 0...ProtocolLimits.statedLogs, LogHead.self)
    for (index, log) in (logs ?? []).enumerated() where region != nil && log.region != region {
      reader.note("logs[\(index)].origin", "must be a log of the region")
    }
    guard let agreement, let region, let from, let until, let batches, let disclosures, let digest, let logs else {
      return nil
    }
    self.init(
      agreement: agreement, region: region, from: from, until: until, batches: batches, disclosures: disclosures,
      digest: digest, logs: logs)
  }

  /// The payload of the document.
  public var json: JSONValue {
    [
      "agreement": .string(agreement.base64URL), "region": .string(region.text), "from": JSONValue(from),
      "until": JSONValue(until), "batches": JSONValue(batches), "disclosures": JSONValue(disclosures),
      "digest": JSONValue(base64URL: digest), "logs": .array(logs.map(\.json)),
    ]
  }
}
