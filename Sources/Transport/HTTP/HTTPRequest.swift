/// A request as a handler gets it, on the thread of its connection.
public struct HTTPRequest {
  /// As sent; case counts (RFC 9110 section 9.1).
  public let method: String
  /// The path without the query, starting with a slash, still percent-encoded.
  public let path: String
  /// What stood behind the question mark, still percent-encoded.
  public let query: String?
  /// The header fields.
  public let headers: HTTPFields
  /// The body, read as it arrives. Of use only until the handler returns.
  public let body: RequestBody
  /// The client that sent it.
  public let client: ClientIdentity

  /// A request for the server itself, a test or a simulation.
  public init(
    method: String, path: String, query: String? = nil, headers: HTTPFields = HTTPFields(),
    body: RequestBody = RequestBody([]), client: ClientIdentity
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.client = client
  }
}
