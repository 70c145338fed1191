/// Why a request was refused before a handler saw it. The texts are constants: no input is ever echoed.
struct HTTPFault: Error, Equatable, Sendable {
  let status: Int
  let code: String
  let detail: String

  static func malformed(_ detail: String) -> HTTPFault { HTTPFault(status: 400, code: "malformed", detail: detail) }
  static func malformed(_ status: Int, _ detail: String) -> HTTPFault {
    HTTPFault(status: status, code: "malformed", detail: detail)
  }

  static let bareLineFeed = malformed(
    "A line ends in a line feed without a carriage return. End every line with CR LF.")
  static let emptyLines = malformed(
    "There are empty lines before the request. Start with the request line.")
  static let requestLine = malformed(
    "The request line is not METHOD, space, target, space, HTTP/1.1. Send exactly these, with single spaces.")
  static let method = malformed("The method is not a token of RFC 9110. Use a method such as GET, POST or PUT.")
  static let methodTooLong = HTTPFault(
    status: 501, code: "method-not-allowed", detail: "The method is too long to be one. Use GET, POST or PUT.")
  static let target = malformed(
    "The request target is not a path of RFC 3986. Start it with a slash and percent-encode other characters.")
  static let version = malformed("The protocol version is not written as HTTP/1.1. Send HTTP/1.1.")
  static let versionUnsupported = malformed(505, "Only HTTP/1.1 is spoken here. Send the request as HTTP/1.1.")
  static let requestLineTooLong = malformed(414, "The request line is too long. Shorten the target.")
  static let fieldTooLong = malformed(431, "A header field is too long. Send shorter header fields.")
  static let headTooLarge = malformed(431, "The header fields together are too large. Send fewer or shorter ones.")
  static let tooManyFields = malformed(431, "There are too many header fields. Send fewer of them.")
  static let fieldFolded = malformed(
    "A header line starts with a blank. Put each header field on one line, without folding.")
  static let fieldName = malformed(
    "A header line is not NAME, colon, value. Write the name as a token, without a space before the colon.")
  static let fieldValue = malformed("A header value holds a control character. Send printable characters only.")
  static let hostMissing = malformed("The Host header is missing. Send it exactly once.")
  static let hostRepeated = malformed("There is more than one Host header. Send it exactly once.")
  static let host = malformed("The Host header is not a host with an optional port. Send HOST or HOST:PORT.")
  static let lengthRepeated = malformed("There is more than one Content-Length. Send it once.")
  static let length = malformed("The Content-Length is not a decimal number. Send digits only.")
  static let lengthAndEncoding = malformed(
    "There are both Content-Length and Transfer-Encoding. Send one of the two.")
  static let encodingRepeated = malformed("There is more than one Transfer-Encoding. Send it once, as chunked.")
  static let encodingEmpty = malformed("The Transfer-Encoding is empty. Send it as chunked, or leave it out.")
  static let encodingInHTTP10 = malformed("HTTP/1.0 has no Transfer-Encoding. Send HTTP/1.1 or a Content-Length.")
  static let encodingUnknown = malformed(501, "The only Transfer-Encoding known here is chunked. Use that or none.")
  static let expectation = malformed(417, "The only expectation known here is 100-continue. Leave Expect out.")
  static let chunkSize = malformed(
    "A chunk does not start with its size in hexadecimal digits. Send size, optional extensions, CR LF.")
  static let chunkExtensions = malformed("The chunk extensions are too long. Leave them out.")
  static let chunkEnd = malformed("A chunk is not followed by CR LF. Let the size match the data.")
  static let tooLarge = HTTPFault(
    status: 413, code: "too-large", detail: "The body is larger than this listener takes. Send a smaller one.")
  static let truncatedHead = malformed("The connection ended within the header fields. Send the whole request.")
  static let truncatedBody = malformed("The connection ended within the body. Send all of the announced body.")
  static let overloaded = HTTPFault(
    status: 503, code: "try-again", detail: "There is no room for header fields of this length now. Try again later.")
  static let headTimeout = malformed(408, "The header fields did not arrive in time. Send the request again at once.")
  static let bodyTimeout = malformed(408, "The body arrived too slowly. Send it again over a faster connection.")
}
