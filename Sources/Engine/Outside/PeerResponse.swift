package import PeerProtocol

/// This node's answer to a peer.
public struct PeerResponse: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The type of the body.
  public var contentType: String
  /// The body.
  public var body: [UInt8]
  /// Seconds for `Retry-After`, where the peer should wait.
  public var retryAfter: Int?
  /// For 405: the methods that the path has.
  public var allow: String?

  /// An answer with a document.
  package static func json(_ value: JSONValue, status: Int = 200) -> PeerResponse {
    PeerResponse(status: status, contentType: "application/json", body: value.bytes)
  }

  /// An answer of these particulars.
  package init(status: Int, contentType: String, body: [UInt8], retryAfter: Int? = nil, allow: String? = nil) {
    (self.status, self.contentType, self.body) = (status, contentType, body)
    (self.retryAfter, self.allow) = (retryAfter, allow)
  }
}
