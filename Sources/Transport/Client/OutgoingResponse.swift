/// What a server answered, whatever the status.
public struct OutgoingResponse: Sendable {
  /// The final status code.
  public let status: Int
  /// The header fields.
  public let headers: HTTPFields
  /// The body, at most `maxResponseBytes`.
  public let body: [UInt8]
  /// SHA-256 of the SubjectPublicKeyInfo that the server showed (32 bytes): which of the pins it was.
  public let serverSPKI: [UInt8]?
  /// Seconds after which the server asks to be called again (`Retry-After`); nil where it does not say so, or asks for more
  /// than a day. A moment that has passed is no wait.
  public let retryAfter: Int?

  /// An answer for the client itself, a test or a simulation.
  public init(
    status: Int, headers: HTTPFields = HTTPFields(), body: [UInt8] = [], serverSPKI: [UInt8]? = nil,
    retryAfter: Int? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.serverSPKI = serverSPKI
    self.retryAfter = retryAfter
  }
}
