/// What the parser found out about a request before its body.
struct RequestHead: Equatable, Sendable {
  enum Target: Equatable, Sendable {
    /// Path (still percent-encoded, starting with a slash) and query without the question mark.
    case path(String, query: String?)
    /// `OPTIONS *`: the server as a whole.
    case server
  }

  enum Framing: Equatable, Sendable {
    case length(Int)
    case chunked
  }

  var method: String
  var target: Target
  var isHTTP10: Bool
  var fields = HTTPFields()
  var framing = Framing.length(0)
  var expectsContinue = false
  var keepsAlive = true

  static func == (left: RequestHead, right: RequestHead) -> Bool {
    left.method == right.method && left.target == right.target && left.isHTTP10 == right.isHTTP10
      && left.framing == right.framing && left.expectsContinue == right.expectsContinue
      && left.keepsAlive == right.keepsAlive && Array(left.fields) == Array(right.fields)
  }
}
