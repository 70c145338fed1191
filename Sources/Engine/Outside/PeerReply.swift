/// A peer's answer.
public struct PeerReply: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The body.
  public var body: [UInt8]
  /// Seconds of `Retry-After`, where given.
  public var retryAfter: Int?
  /// `API-Version`, where given.
  public var apiVersion: String?

  /// An answer of these particulars.
  public init(status: Int, body: [UInt8], retryAfter: Int? = nil, apiVersion: String? = nil) {
    self.apiVersion = apiVersion
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
  }
}
