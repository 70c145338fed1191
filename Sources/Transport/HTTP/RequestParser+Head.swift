/// What the header fields said about framing and connection, gathered while they pass.
struct HeadFacts {
  var isHTTP10 = false
  var hosts = 0
  var lengths = 0
  var length = 0
  var encodings = 0
  var isChunked = false
  var closes = false
  var expectation: Bool?
}

extension RequestParser {
  /// Goes on with the head of the next request.
  mutating func nextHead() -> HeadStep {
    if case .failed(let fault) = state { return .failed(fault) }
    while true {
      // The stricter of the limits of a line and of what is left of the section.
      let left = limits.maxHeadBytes - sectionBytes
      let line = isInFields ? limits.maxHeaderLineBytes : limits.maxRequestLineBytes
      switch takeLine(limit: min(line, left)) {
      case .incomplete: return .needsMore
      case .failed(let fault): return .failed(fail(fault))
      case .tooLong:
        return .failed(fail(left < line ? .headTooLarge : isInFields ? .fieldTooLong : .requestLineTooLong))
      case .complete(let line):
        sectionBytes += line.count + 2
        do throws(HTTPFault) {
          if let head = try takeHeadLine(line) { return .head(head) }
        } catch {
          return .failed(fail(error))
        }
      }
    }
  }

  private mutating func takeHeadLine(_ line: Range<Int>) throws(HTTPFault) -> RequestHead? {
    guard isInFields else {
      if line.isEmpty {
        emptyLines += 1
        guard emptyLines <= limits.maxLeadingEmptyLines else { throw .emptyLines }
      } else {
        let head = try RequestLine.parse(buffer[line], limits)
        (partial, facts.isHTTP10, isInFields) = (head, head.isHTTP10, true)
      }
      return nil
    }
    guard line.isEmpty else {
      let (name, value) = try takeField(line)
      try facts.note(name, value)
      partial?.fields.append(name, value)
      return nil
    }
    isInFields = false
    guard var head = partial.take() else { return nil }
    try facts.settle(&head, limits)
    switch head.framing {
    case .length(let count): state = .length(remaining: count)
    case .chunked: state = .chunkSize
    }
    (sectionBytes, sectionFields) = (0, 0)
    return head
  }

  /// One field line: NAME ":" OWS value OWS (RFC 9112 section 5).
  mutating func takeField(_ line: Range<Int>) throws(HTTPFault) -> (name: String, value: String) {
    sectionFields += 1
    guard sectionFields <= limits.maxHeaderCount else { throw .tooManyFields }
    return try FieldLine.parse(buffer[line])
  }
}

enum FieldLine {
  /// Parses a line that holds no control characters: `takeLine` refused those.
  static func parse(_ line: ArraySlice<UInt8>) throws(HTTPFault) -> (name: String, value: String) {
    let parsed: Result<(String, String), HTTPFault> = line.withUnsafeBufferPointer { bytes in
      guard bytes[0] != Byte.space, bytes[0] != Byte.tab else { return .failure(.fieldFolded) }
      let token = ByteSet.token
      var colon = 0
      while colon < bytes.count, token.contains(bytes[colon]) { colon += 1 }
      guard colon > 0, colon < bytes.count, bytes[colon] == Byte.colon else { return .failure(.fieldName) }
      var (first, end) = (colon + 1, bytes.count)
      while first < end, bytes[first] == Byte.space || bytes[first] == Byte.tab { first += 1 }
      while end > first, bytes[end - 1] == Byte.space || bytes[end - 1] == Byte.tab { end -= 1 }
      let name = String(unsafeUninitializedCapacity: colon) { target in
        for index in 0..<colon { target[index] = Byte.lowercased(bytes[index]) }
        return colon
      }
      return .success((name, String(decoding: UnsafeBufferPointer(rebasing: bytes[first..<end]), as: UTF8.self)))
    }
    return try parsed.get()
  }
}

extension HeadFacts {
  /// Takes note of a field that decides about framing, host or connection; faults show at its line.
  mutating func note(_ name: String, _ value: String) throws(HTTPFault) {
    switch name {
    case "host":
      hosts += 1
      guard hosts == 1 else { throw .hostRepeated }
      guard HostValue.isValid(value) else { throw .host }
    case "content-length":
      lengths += 1
      guard lengths == 1 else { throw .lengthRepeated }
      length = try Self.length(value)
    case "transfer-encoding":
      encodings += 1
      guard encodings == 1 else { throw .encodingRepeated }
      guard !isHTTP10 else { throw .encodingInHTTP10 }
      guard !value.isEmpty else { throw .encodingEmpty }
      guard Self.isKeyword(value, "chunked") else { throw .encodingUnknown }
    case "connection":
      for option in value.utf8.split(separator: UInt8(ascii: ",")) {
        let text = option.drop { $0 == Byte.space || $0 == Byte.tab }
        if text.prefix(while: { $0 != Byte.space && $0 != Byte.tab }).map(Byte.lowercased) == Array("close".utf8) {
          closes = true
        }
      }
    // One that is not known is refused, whatever stands beside it.
    case "expect": expectation = expectation != false && Self.isKeyword(value, "100-continue")
    default: break
    }
  }

  /// Whether a value is this keyword in any case of ASCII: that of Unicode would take a Kelvin sign for a k, as no other
  /// server on the way does.
  private static func isKeyword(_ value: String, _ keyword: String) -> Bool {
    value.utf8.count == keyword.utf8.count && value.utf8.lazy.map(Byte.lowercased).elementsEqual(keyword.utf8)
  }

  /// Digits only; a number that no memory could hold counts as the greatest.
  private static func length(_ value: String) throws(HTTPFault) -> Int {
    guard !value.isEmpty else { throw .length }
    var sum = 0
    for byte in value.utf8 {
      guard let digit = Byte.digit(byte) else { throw .length }
      sum = sum > 100_000_000_000_000_000 ? Int.max : sum * 10 + digit
    }
    return sum
  }

  /// The end of the head: what the fields mean together (RFC 9112 section 6.3).
  func settle(_ head: inout RequestHead, _ limits: ServerLimits) throws(HTTPFault) {
    guard hosts == 1 || head.isHTTP10 else { throw .hostMissing }
    guard encodings == 0 || lengths == 0 else { throw .lengthAndEncoding }
    guard length <= limits.maxBodyBytes else { throw .tooLarge }
    head.framing = encodings == 1 ? .chunked : .length(length)
    head.keepsAlive = !head.isHTTP10 && !closes
    // HTTP/1.0 knows no expectations: they are ignored there (RFC 9110 section 10.1.1).
    if let expectation, !head.isHTTP10 {
      guard expectation else { throw .expectation }
      head.expectsContinue = head.framing != .length(0)
    }
  }
}
