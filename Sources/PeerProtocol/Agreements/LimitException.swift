/// Room for an announced burst, signed by both regions (`samenloop-limit-exception`, Schemas/peer-protocol.md,
/// section 3).
public struct LimitException: Hashable, Sendable {
  /// The agreement whose limits it widens.
  public var agreement: AgreementId
  /// The region that may send more.
  public var region: RegionName
  /// How many additions more.
  public var additions: Int
  /// From when.
  public var from: Timestamp
  /// Until when, later than `from`.
  public var until: Timestamp
  /// Why, at most 500 bytes.
  public var reason: String

  /// An exception of these members.
  public init(
    agreement: AgreementId, region: RegionName, additions: Int, from: Timestamp, until: Timestamp, reason: String
  ) {
    self.agreement = agreement
    self.region = region
    self.additions = additions
    self.from = from
    self.until = until
    self.reason = reason
  }
}
