public import PeerProtocol

/// What a peer, or a report of this region, did that it should not have.
public struct AlarmDocument: LocalDocument {
  public var code: String
  /// How often it happened.
  public var count: Int
  public var lastAt: Timestamp
  /// What happened in plain words, and the next step; no personal data.
  public var detail: String?

  public init(code: String, count: Int, lastAt: Timestamp, detail: String? = nil) {
    self.code = code
    self.count = count
    self.lastAt = lastAt
    self.detail = detail
  }
}
