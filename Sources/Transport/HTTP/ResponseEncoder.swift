/// Writes responses as bytes. One per connection: it keeps the line of the current second's date.
struct ResponseEncoder {
  /// `Name: value CR LF` of every default header, made once.
  private let defaults: [(name: [UInt8], line: [UInt8])]
  private var date = HTTPDate()

  init(defaultHeaders: [(String, String)]) {
    defaults = defaultHeaders.compactMap { name, value in
      guard Self.isValid(name, value), !Self.isReserved(name) else { return nil }
      return (Array(name.utf8), Array("\(name): \(value)\r\n".utf8))
    }
  }

  /// The whole message, or the beginning of one whose body has a rest: then it is chunked (RFC 9112 section 7.1), unless it
  /// ends with the connection. A header that could break the message out of its lines turns it into a 500.
  mutating func encode(
    _ response: HTTPResponse, toHEAD: Bool, closes: Bool, endsWithConnection: Bool = false
  ) -> [UInt8] {
    let hasBody = response.status != 204 && response.status != 304
    var bytes: [UInt8] = []
    bytes.reserveCapacity(320 + (hasBody && !toHEAD ? response.body.count : 0))
    var isValid = (200...599).contains(response.status)
    if isValid { bytes.append(contentsOf: Self.statusLines[response.status - 200]) }
    for (name, value) in response.headers where isValid { isValid = Self.append(name, value, to: &bytes) }
    guard isValid else {
      return encode(
        .problem(status: 500, code: "internal", detail: "The answer could not be written. Tell the operator."),
        toHEAD: toHEAD, closes: closes)
    }
    for (name, line) in defaults where !response.headers.contains(where: { Self.isSame($0.0, name) }) {
      bytes.append(contentsOf: line)
    }
    bytes.append(contentsOf: date.line())
    let isChunked = response.rest != nil && !endsWithConnection
    if hasBody && isChunked {
      bytes.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
    } else if hasBody && response.rest == nil {
      bytes.append(contentsOf: Self.contentLength)
      Self.append(response.body.count, to: &bytes)
      bytes.append(contentsOf: Self.lineEnd)
    }
    if closes { bytes.append(contentsOf: "Connection: close\r\n".utf8) }
    bytes.append(contentsOf: Self.lineEnd)
    if hasBody, !toHEAD { bytes.append(contentsOf: isChunked ? Self.chunk(response.body) : response.body) }
    return bytes
  }

  /// A piece of a chunked body; nothing is written of an empty one, which would be the last.
  static func chunk(_ piece: [UInt8]) -> [UInt8] {
    guard !piece.isEmpty else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.count + 16)
    bytes.append(contentsOf: String(piece.count, radix: 16).utf8)
    bytes.append(contentsOf: "\r\n".utf8)
    bytes.append(contentsOf: piece)
    bytes.append(contentsOf: "\r\n".utf8)
    return bytes
  }

  /// What ends a chunked body.
  static let lastChunk = Array("0\r\n\r\n".utf8)

  // As bytes: a string's are copied one by one.
  private static let statusLines = (200...599).map { Array("HTTP/1.1 \($0) \(ReasonPhrase.of($0))\r\n".utf8) }
  private static let contentLength = Array("Content-Length: ".utf8)
  private static let lineEnd = [Byte.carriageReturn, Byte.lineFeed]

  /// Appends a field line, unless the field is the server's own; false where it could break the message out of its lines.
  private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: name.utf8)
    let end = bytes.count
    bytes.append(Byte.colon)
    bytes.append(Byte.space)
    bytes.append(contentsOf: value.utf8)
    let isValid = bytes.withUnsafeBufferPointer { bytes in
      let token = ByteSet.token
      return end > start && bytes[start..<end].allSatisfy(token.contains)
        && bytes[(end + 2)...].allSatisfy(Byte.isFieldValue)
    }
    if isReserved(name) { bytes.removeSubrange(start...) } else { bytes.append(contentsOf: lineEnd) }
    return isValid
  }

  /// Appends a number that is not negative in decimal digits.
  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  private static func isReserved(_ name: String) -> Bool { reserved.contains { isSame(name, $0) } }

  private static let reserved = [
    "content-length", "transfer-encoding", "connection", "date", "keep-alive", "upgrade", "trailer",
  ].map { Array($0.utf8) }

  /// Names of fields compare without regard to case.
  private static func isSame(_ name: String, _ other: [UInt8]) -> Bool {
    name.utf8.count == other.count
      && zip(name.utf8, other).allSatisfy { Byte.lowercased($0) == Byte.lowercased($1) }
  }

  private static func isValid(_ name: String, _ value: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(ByteSet.token.contains) && value.utf8.allSatisfy(Byte.isFieldValue)
  }
}
