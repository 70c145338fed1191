/// The answer of `GET /v1/health` (Schemas/peer-protocol.md, section 4).
public struct HealthReport: Hashable, Sendable, JSONDocument {
  /// The answerer's clock.
  public var time: Timestamp
  /// The version of its program, at most 100 bytes.
  public var version: String
  /// Which region answers.
  public var region: RegionName

  /// A report of these members.
  public init(time: Timestamp, version: String, region: RegionName) {
    self.time = time
    self.version = version
    self.region = region
  }

  /// `{"region","time","version"}`.
  public init?(reader: JSONReader) {
    let time = reader.timestamp("time")
    let version = reader.text("version", 0...ProtocolLimits.shortText)
    let region = reader.region("region")
    guard let time, let version, let region else { return nil }
    self.init(time: time, version: version, region: region)
  }

  /// `{"region","time","version"}`.
  public var json: JSONValue {
    ["time": JSONValue(time), "version": .string(version), "region": .string(region.text)]
  }
}
