package import PeerProtocol

/// Why the node refused a request (RFC 9457, application/problem+json). Never holds an identity, a point, a token, a proof
/// or a secret.
package struct ProblemDocument: LocalDocument {
  package var type: String?
  package var title: String?
  /// The HTTP status.
  package var status: Int?
  /// What went wrong and what to do.
  package var detail: String?
  package var code: Word<ProblemCode>?
  /// Every fault of a malformed request, with its path.
  package var faults: [String]?
  /// The roles that may make the request.
  package var roles: [String]?
  /// The limit of an agreement that was exceeded.
  package var limit: String?
  /// How much of that limit is left.
  package var remaining: Int?
  /// The version of the card that is held.
  package var version: Int?
  /// Where the changes go on.
  package var cursor: String?
  /// Whether of a refused signal what protects was taken all the same.
  package var protectedOnly: Bool?
  /// Whether the peer was asked for the document, so that it may come any moment.
  package var awaited: Bool?

  package init(
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
