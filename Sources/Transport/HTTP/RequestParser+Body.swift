extension RequestParser {
  /// Goes on with the body: at most `count` bytes of it at once. After `end` the parser is at the next head.
  mutating func nextBody(upTo count: Int) -> BodyStep {
    while true {
      switch state {
      case .failed(let fault): return .failed(fault)
      case .head: return .end
      case .length(0):
        finishRequest()
        return .end
      case .length(let remaining):
        let bytes = takeBytes(min(count, remaining))
        guard !bytes.isEmpty else { return .needsMore }
        state = .length(remaining: remaining - bytes.count)
        return .bytes(bytes)
      case .chunk(0): state = .chunkEnd
      case .chunk(let remaining):
        let bytes = takeBytes(min(count, remaining))
        guard !bytes.isEmpty else { return .needsMore }
        state = .chunk(remaining: remaining - bytes.count)
        return .bytes(bytes)
      case .chunkSize, .chunkEnd, .trailers:
        do throws(HTTPFault) {
          guard try takeFramingLine() else { return .needsMore }
        } catch {
          return .failed(fail(error))
        }
      }
    }
  }

  /// How many bytes of the body are still to come as they are, those that wait here among them; none where they come in
  /// chunks.
  var plainBodyRoom: Int {
    if case .length(let remaining) = state { remaining } else { 0 }
  }

  /// Takes note of bytes of the body, at most `plainBodyRoom`, that were taken or read past it. True at the end of it: then
  /// the parser is at the next head.
  mutating func skipBody(_ count: Int) -> Bool {
    guard case .length(let remaining) = state else { return false }
    guard count < remaining else {
      finishRequest()
      return true
    }
    state = .length(remaining: remaining - count)
    return false
  }

  /// One line between the chunks; false when it is not complete yet.
  private mutating func takeFramingLine() throws(HTTPFault) -> Bool {
    let (limit, tooLong): (Int, HTTPFault)
    switch state {
    case .chunkEnd:
      // At the first byte, as everywhere: a second one of the kind could be all that ever comes.
      if let first = nextByte, first != Byte.carriageReturn, first != Byte.lineFeed { throw .chunkEnd }
      (limit, tooLong) = (2, .chunkEnd)
    case .trailers:
      let left = limits.maxHeadBytes - sectionBytes
      limit = min(left, limits.maxHeaderLineBytes)
      tooLong = limits.maxHeaderLineBytes <= left ? .fieldTooLong : .headTooLarge
    default: (limit, tooLong) = (limits.maxChunkLineBytes, .chunkSize)
    }
    switch takeLine(limit: limit) {
    case .incomplete: return false
    case .tooLong: throw tooLong
    case .failed(let fault): throw fault
    case .complete(let line):
      switch state {
      case .chunkEnd: state = .chunkSize
      case .trailers:
        sectionBytes += line.count + 2
        if line.isEmpty {
          finishRequest()
        } else {
          // Trailer fields are checked and dropped: nothing here has a use for them.
          _ = try takeField(line)
        }
      default: try startChunk(line)
      }
      return true
    }
  }

  private mutating func startChunk(_ line: Range<Int>) throws(HTTPFault) {
    let (size, extensionBytes) = try ChunkLine.parse(buffer[line])
    guard size <= limits.maxBodyBytes - bodyBytes else { throw .tooLarge }
    chunkExtensionBytes += extensionBytes
    guard chunkExtensionBytes <= limits.maxChunkExtensionBytes else { throw .chunkExtensions }
    bodyBytes += size
    state = size == 0 ? .trailers : .chunk(remaining: size)
  }
}

/// chunk-size [ chunk-ext ] (RFC 9112 section 7.1).
enum ChunkLine {
  private static let maxDigits = 16

  /// The size, clamped to what an `Int` holds, and how many bytes of extensions follow it.
  static func parse(_ line: ArraySlice<UInt8>) throws(HTTPFault) -> (size: Int, extensionBytes: Int) {
    var size: UInt64 = 0
    var rest = line
    while let first = rest.first, let digit = Byte.hexDigit(first) {
      guard line.count - rest.count < maxDigits else { throw .chunkSize }
      size = size << 4 | UInt64(digit)
      rest = rest.dropFirst()
    }
    guard rest.count < line.count else { throw .chunkSize }
    try checkExtensions(rest)
    return (Int(clamping: size), rest.count)
  }

  /// *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] ), section 7.1.1. Recipients must parse the bad
  /// whitespace (RFC 9110 section 5.6.3); after the last extension there is none.
  private static func checkExtensions(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) {
    let token = ByteSet.token
    var rest = bytes
    while !rest.isEmpty {
      rest = withoutBlanks(rest)
      guard rest.first == Byte.semicolon else { throw .chunkSize }
      rest = withoutBlanks(rest.dropFirst())
      let name = rest.prefix(while: token.contains)
      guard !name.isEmpty else { throw .chunkSize }
      rest = rest[name.endIndex...]
      let value = withoutBlanks(rest)
      guard value.first == Byte.equals else { continue }
      rest = withoutBlanks(value.dropFirst())
      if rest.first == Byte.quote {
        rest = try afterQuoted(rest.dropFirst())
      } else {
        let value = rest.prefix(while: token.contains)
        guard !value.isEmpty else { throw .chunkSize }
        rest = rest[value.endIndex...]
      }
    }
  }

  private static func withoutBlanks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.drop { $0 == Byte.space || $0 == Byte.tab }
  }

  private static func afterQuoted(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> ArraySlice<UInt8> {
    var index = bytes.startIndex
    while index < bytes.endIndex, Byte.isFieldValue(bytes[index]) {
      if bytes[index] == Byte.quote { return bytes[(index + 1)...] }
      if bytes[index] == Byte.backslash {
        index += 1
        guard index < bytes.endIndex, Byte.isFieldValue(bytes[index]) else { throw .chunkSize }
      }
      index += 1
    }
    throw .chunkSize
  }
}
