/// One request of the local API as data: its method and path, which roles may make it, what goes in and what comes back.
package struct LocalRoute: Sendable {
  /// What may come in the body.
  package enum Body: Sendable {
    case none
    /// One JSON object of at most `limit` bytes, that this document describes. An empty body counts as an empty object.
    case json(any LocalDocument.Type, limit: Int)
    /// A file of at most `limit` bytes, which is read piece by piece.
    case stream(limit: Int)
    /// A table of at most `limit` bytes, as comma separated values or with a JSON object on each line.
    case table(limit: Int)

    /// The usual `Content-Type` of a body; nil where none is read.
    package var mediaType: String? { mediaTypes.first }

    /// The `Content-Type` that a body may have, the usual one first; none where no body is read.
    package var mediaTypes: [String] {
      switch self {
      case .none: []
      case .json: ["application/json"]
      case .stream: ["text/csv"]
      case .table: ["text/csv", "application/x-ndjson"]
      }
    }
  }

  package let operation: LocalOperation
  package let method: String
  /// Segments; one in braces stands for any text.
  package let path: [String]
  package let roles: Set<Role>
  package let body: Body
  /// The names that the query may have.
  package let query: [String]
  /// The document that a success brings; nil where it is an archive of the type ``archiveType``.
  package let answer: (any LocalDocument.Type)?
  /// The `Content-Type` of an archive.
  package static let archiveType = "application/x-tar"

  init(
    _ operation: LocalOperation, _ method: String, _ path: String, _ roles: Set<Role>, body: Body = .none,
    query: [String] = [], answer: (any LocalDocument.Type)?
  ) {
    self.operation = operation
    self.method = method
    self.path = path.split(separator: "/").map(String.init)
    self.roles = roles
    self.body = body
    self.query = query
    self.answer = answer
  }

  /// The path as OpenAPI writes it, such as `/v1/peers/{region}/card`.
  package var template: String { "/" + path.joined(separator: "/") }

  /// The path with its parameters, percent-encoded, in the place of the segments in braces.
  package func path(_ parameters: [String]) -> String {
    var rest = parameters[...]
    return path.map { "/" + ($0.hasPrefix("{") ? PercentCoding.encode(rest.popFirst() ?? "") : $0) }.joined()
  }

  /// The parameters where the decoded segments of a request's path fit this route, else nil.
  package func parameters(of segments: [String]) -> [String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String] = []
    for (expected, given) in zip(path, segments) {
      if expected.hasPrefix("{") {
        parameters.append(given)
      } else if expected != given {
        return nil
      }
    }
    return parameters
  }
}

extension LocalOperation {
  /// The route of this operation; every operation has one.
  package var route: LocalRoute {
    guard let route = LocalRoute.byOperation[self] else { preconditionFailure("\(self) has no route") }
    return route
  }
}
