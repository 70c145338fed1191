/// Why a request was refused, as the caller gets to read it (RFC 9457).
public struct Problem: Error, Hashable, Sendable {
  /// The HTTP status.
  public var status: Int
  /// What kind of problem.
  public var code: ProblemCode
  /// What to do about it. Holds no identity, point, token, proof or secret.
  public var detail: String
  /// Further members, such as `limit`, `remaining`, `index` or `faults`.
  public var members: [String: JSONValue]
  /// Seconds for the `Retry-After` header.
  public var retryAfter: Int?

  /// A problem with the code's own status, unless another is given.
  public init(
    _ code: ProblemCode, _ detail: String, members: [String: JSONValue] = [:], retryAfter: Int? = nil,
    status: Int? = nil
  ) {
    self.status = status ?? code.status
    self.code = code
    self.detail = detail
    self.members = members
    self.retryAfter = retryAfter
  }
}
