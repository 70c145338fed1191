public import PeerProtocol

/// Why the node refused a request (RFC 9457, application/problem+json). Never holds an identity, a point, a token, a proof
/// or a secret.
public struct ProblemDocument: LocalDocument {
  public var type: String?
  public var title: String?
  /// The HTTP status.
  public var status: Int?
  /// What went wrong and what to do.
  public var detail: String?
  public var code: Word<ProblemCode>?
  /// Every fault of a malformed request, with its path.
  public var faults: [String]?
  /// The roles that may make the request.
  public var roles: [String]?
  /// The limit of an agreement that was exceeded.
  public var limit: String?
  /// How much of that limit is left.
  public var remaining: Int?
  /// The version of the card that is held.
  public var version: Int?
  /// Where the changes go on.
  public var cursor: String?
  /// Whether of a refused signal what protects was taken all the same.
  public var protectedOnly: Bool?
  /// Whether the peer was asked for the document, so that it may come any moment.
  public var awaited: Bool?

  public init(
    type: String? = nil, title: String? = nil, status: Int? = nil, detail: String? = nil,
    code: Word<ProblemCode>? = nil, faults: [String]? = nil, roles: [String]? = nil, limit: String? = nil,
    remaining: Int? = nil, version: Int? = nil, cursor: String? = nil, protectedOnly: Bool? = nil, awaited: Bool? = nil
  ) {
    self.type = type
    self.title = title
    self.status = status
    self.detail = detail
    self.code = code
    self.faults = faults
    self.roles = roles
    self.limit = limit
    self.remaining = remaining
    self.version = version
    self.cursor = cursor
    self.protectedOnly = protectedOnly
    self.awaited = awaited
  }
}
