/// A peer's answer.
public struct PeerReply: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The body.
  public var body: [UInt8]
  /// Seconds of `Retry-After`, where given.
  public var retryAfter: Int?

  /// An answer of these particulars.
  public init(status: Int, body: [UInt8], retryAfter: Int? = nil) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
  }
}
