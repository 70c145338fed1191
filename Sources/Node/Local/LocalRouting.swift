import LocalAPI

/// Finds what a request asks and whether its role may.
enum LocalRouting: Equatable {
  case permitted(LocalOperation, parameters: [String])
  case forbidden(roles: [Role])
  case methodNotAllowed(allow: [String])
  case notFound

  /// Routes a request. `path` is as it came, with its percent signs; a client without a role gets nothing.
  static func decide(method: String, path: String, role: Role?) -> LocalRouting {
    guard let segments = segments(of: path) else { return .notFound }
    var methods: [String] = []
    for route in LocalRoute.table {
      guard let parameters = route.parameters(of: segments) else { continue }
      // What can be fetched has a head (RFC 9110 section 9.3.2).
      guard route.method == method || route.method == "GET" && method == "HEAD" else {
        methods += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
        continue
      }
      guard let role, route.roles.contains(role) else { return .forbidden(roles: route.roles.sorted()) }
      return .permitted(route.operation, parameters: parameters)
    }
    return methods.isEmpty ? .notFound : .methodNotAllowed(allow: (methods + ["OPTIONS"]).sorted())
  }

  /// The decoded segments; nil where one is empty (a trailing slash, too) or does not decode.
  private static func segments(of path: String) -> [String]? {
    guard path.hasPrefix("/") else { return nil }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard !part.isEmpty, let text = PercentCoding.decode(part) else { return nil }
      segments.append(text)
    }
    return segments
  }
}
