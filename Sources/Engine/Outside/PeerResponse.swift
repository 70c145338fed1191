import PeerProtocol

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

  static func json(_ value: JSONValue, status: Int = 200) -> PeerResponse {
    PeerResponse(status: status, contentType: "application/json", body: value.bytes)
  }

  static func problem(_ problem: Problem, allow: String? = nil) -> PeerResponse {
    PeerResponse(
      status: problem.status, contentType: Problem.mediaType, body: problem.json.bytes,
      retryAfter: problem.retryAfter, allow: allow)
  }
}
