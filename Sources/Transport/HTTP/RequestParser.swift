/// HTTP/1.1 requests (RFC 9112) as a state machine without input or output: bytes are fed, heads and pieces of bodies
/// are taken. It goes line by line, so that it never waits for an end that cannot come, and refuses whatever the
/// grammar does not allow. However the bytes are split, the result is the same.
struct RequestParser {
  enum HeadStep: Equatable {
    case needsMore
    case head(RequestHead)
    case failed(HTTPFault)
  }

  enum BodyStep: Equatable {
    case needsMore
    /// Never empty.
    case bytes([UInt8])
    case end
    case failed(HTTPFault)
  }

  enum State: Equatable {
    case head
    case length(remaining: Int)
    case chunkSize
    case chunk(remaining: Int)
    case chunkEnd
    case trailers
    case failed(HTTPFault)
  }

  let limits: ServerLimits
  var state = State.head
  /// The head under construction, once its request line is there.
  var partial: RequestHead?
  /// Whether it is.
  var isInFields = false
  var facts = HeadFacts()
  /// Lines and bytes of the head or trailer section so far.
  var sectionBytes = 0
  var sectionFields = 0
  var emptyLines = 0
  /// Bytes of this request's body so far,
  var bodyBytes = 0
  /// and of the extensions of its chunks.
  var chunkExtensionBytes = 0

  private(set) var buffer: [UInt8] = []
  /// Where the unread part of the buffer starts.
  private(set) var start = 0
  /// Up to where there is no line feed and nothing that a line may not hold.
  private var scanned = 0

  init(limits: ServerLimits) { self.limits = limits }

  /// Bytes that are fed and not yet taken.
  var pendingBytes: Int { buffer.count - start }

  /// The first of them.
  var nextByte: UInt8? { start < buffer.count ? buffer[start] : nil }

  /// Bytes that the head takes up so far.
  var headBytes: Int { sectionBytes + pendingBytes }

  /// True once a byte of the next request is here, until its head is complete.
  var isInsideHead: Bool { isAtHead && (isInFields || pendingBytes > 0 || emptyLines > 0) }

  private var isAtHead: Bool { if case .head = state { true } else { false } }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      (start, scanned) = (0, 0)
    } else if start >= 8_192 {
      buffer.removeSubrange(0..<start)
      (start, scanned) = (0, max(0, scanned - start))
    }
    buffer.append(contentsOf: bytes)
  }

  enum Line {
    case incomplete
    /// Where the line stands in the buffer, without CR LF.
    case complete(Range<Int>)
    /// Over the limit already.
    case tooLong
    case failed(HTTPFault)
  }

  /// Takes one line of at most `limit` bytes with its CR LF. What no line can hold is refused as soon as it is here: a
  /// client that sends it may never send an end.
  mutating func takeLine(limit: Int) -> Line {
    let isFirst = isAtHead && !isInFields
    let end = min(buffer.count, start + limit)
    let scan = buffer.withUnsafeBufferPointer { bytes in
      Self.scan(bytes, from: max(start, scanned), to: end, first: isFirst ? start : nil)
    }
    switch scan {
    case .end(let lineFeed):
      guard lineFeed > start, buffer[lineFeed - 1] == Byte.carriageReturn else { return .failed(.bareLineFeed) }
      let line = start..<(lineFeed - 1)
      start = lineFeed + 1
      scanned = start
      return .complete(line)
    case .open(let next):
      scanned = next
      return buffer.count - start > limit ? .tooLong : .incomplete
    case .notAMethod: return .failed(.method)
    case .control: return .failed(control)
    }
  }

  private enum Scan {
    case end(lineFeed: Int)
    /// No end so far; where to look on.
    case open(next: Int)
    case notAMethod
    case control
  }

  /// Looks for a line feed, and for what may not come before it: control characters, a carriage return by itself, and at
  /// `first` what begins no method.
  private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to end: Int, first: Int?) -> Scan {
    if let first, from == first, first < end {
      let byte = bytes[first]
      guard ByteSet.token.contains(byte) || byte == Byte.carriageReturn || byte == Byte.lineFeed else {
        return .notAMethod
      }
    }
    var index = from
    while index < end {
      let byte = bytes[index]
      if !Byte.isFieldValue(byte) {
        if byte == Byte.lineFeed { return .end(lineFeed: index) }
        guard byte == Byte.carriageReturn else { return .control }
        // Nothing behind it yet: it is looked at again.
        guard index + 1 < bytes.count else { return .open(next: index) }
        guard bytes[index + 1] == Byte.lineFeed else { return .control }
      }
      index += 1
    }
    return .open(next: index)
  }

  /// The fault of a control character where the parser is.
  private var control: HTTPFault {
    switch state {
    case .head: isInFields ? .fieldValue : .requestLine
    case .trailers: .fieldValue
    case .chunkEnd: .chunkEnd
    default: .chunkSize
    }
  }

  /// Takes up to `count` of the bytes that are there.
  mutating func takeBytes(_ count: Int) -> [UInt8] {
    let taken = Array(buffer[start..<start + min(count, pendingBytes)])
    take(taken.count)
    return taken
  }

  /// Takes as many of the bytes that are there as fit; how many.
  mutating func takeBytes(into target: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let count = min(target.count, pendingBytes)
    buffer.withUnsafeBufferPointer { source in
      _ = target.update(fromContentsOf: source[start..<start + count])
    }
    take(count)
    return count
  }

  private mutating func take(_ count: Int) {
    start += count
    if start == buffer.count, buffer.capacity > Self.keptCapacity {
      // The rest of a long body may take its time.
      buffer = []
      (start, scanned) = (0, 0)
    }
  }

  /// Bytes of an empty buffer that are worth keeping for the next request.
  private static let keptCapacity = 4_096

  mutating func fail(_ fault: HTTPFault) -> HTTPFault {
    state = .failed(fault)
    return fault
  }

  /// Ready for the next request on the connection.
  mutating func finishRequest() {
    state = .head
    (partial, isInFields) = (nil, false)
    facts = HeadFacts()
    (sectionBytes, sectionFields, emptyLines, bodyBytes, chunkExtensionBytes) = (0, 0, 0, 0, 0)
  }
}
