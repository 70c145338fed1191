/// The rest of an answer's body, of which only a piece is held at a time: each is asked for once the client took the one
/// before it.
public protocol BodyPieces: AnyObject, Sendable {
  /// Bytes that are held from the first piece to the last, beside the pieces.
  var heldBytes: Int { get }

  /// The next piece, which is not empty; nil at the end. Where it throws, the connection is cut, so that nobody takes what
  /// arrived for the whole.
  func next() throws -> [UInt8]?
}

/// What a handler answers. The server adds Content-Length, Date, Connection and its default headers.
public struct HTTPResponse: Sendable {
  /// The final status code, 200 to 599.
  public var status: Int
  /// Header fields in order. Framing and connection fields are the server's own: they are left out here.
  public var headers: [(String, String)]
  /// The body; not sent to HEAD and with 204 and 304.
  public var body: [UInt8]
  /// What follows `body` where that is not all of it.
  public var rest: (any BodyPieces)?

  /// An answer with these parts.
  public init(
    status: Int, headers: [(String, String)] = [], body: [UInt8] = [], rest: (any BodyPieces)? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.rest = rest
  }

  /// An answer of RFC 9457, with a code that programs can act on and a detail that says what to do.
  public static func problem(status: Int, code: String, detail: String) -> HTTPResponse {
    let json = """
      {"code":"\(escaped(code))","detail":"\(escaped(detail))","status":\(status),\
      "title":"\(ReasonPhrase.of(status))","type":"about:blank"}
      """
    return HTTPResponse(
      status: status, headers: [("Content-Type", "application/problem+json")], body: Array(json.utf8))
  }

  /// An answer that asks the client to come back: 429 for too many requests, 503 for too many at a time.
  static func later(status: Int, seconds: Int) -> HTTPResponse {
    var response = problem(
      status: status, code: status == 429 ? "too-many-requests" : "try-again",
      detail: "More was asked than can be answered now. Try again after the seconds of Retry-After.")
    response.headers.append(("Retry-After", String(max(1, seconds))))
    return response
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result.unicodeScalars.append(contentsOf: ["\\", scalar])
      default: result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
      }
    }
    return result
  }
}

extension HTTPResponse {
  init(_ fault: HTTPFault) {
    self = .problem(status: fault.status, code: fault.code, detail: fault.detail)
    if fault.status == 503 { headers.append(("Retry-After", "1")) }
  }
}

/// The phrases of RFC 9110 section 15 and RFC 6585.
enum ReasonPhrase {
  static func of(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 422: "Unprocessable Content"
    case 428: "Precondition Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
