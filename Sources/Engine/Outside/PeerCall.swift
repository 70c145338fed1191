/// A request to a peer.
public struct PeerCall: Sendable {
  /// `https://HOST:PORT`.
  public var endpoint: String
  /// The path, beginning with a slash.
  public var path: String
  /// The HTTP method.
  public var method: String
  /// The body, where there is one.
  public var body: [UInt8]?
  /// The type of the body.
  public var contentType: String
  /// SHA-256 of the SPKI of each key that may answer, 32 bytes each.
  public var pins: [[UInt8]]
  /// How long the whole request may take.
  public var timeoutSeconds: Int
  /// Whether it may connect to this machine or an internal network: not to a region that was introduced, unless the operator
  /// gave leave for it.
  public var allowsInternalAddress: Bool

  /// A request of these particulars.
  package init(
    endpoint: String, path: String, method: String, body: [UInt8]?, contentType: String = "application/json",
    pins: [[UInt8]], timeoutSeconds: Int, allowsInternalAddress: Bool = true
  ) {
    self.endpoint = endpoint
    self.path = path
    self.method = method
    self.body = body
    self.contentType = contentType
    self.pins = pins
    self.timeoutSeconds = timeoutSeconds
    self.allowsInternalAddress = allowsInternalAddress
  }
}
