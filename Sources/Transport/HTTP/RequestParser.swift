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
  var facts = HeadFacts()
  /// Lines and bytes of the head or trailer section so far.
  var sectionBytes = 0
  var sectionFields = 0
  var emptyLines = 0
  /// Bytes of this request's body so far.
  var bodyBytes = 0

  private(set) var buffer: [UInt8] = []
  /// Where the unread part of the buffer starts.
  private(set) var start = 0
  /// Up to where no line feed was found.
  private var scanned = 0

  init(limits: ServerLimits) { self.limits = limits }

  /// Bytes that are fed and not yet taken.
  var pendingBytes: Int { buffer.count - start }

  /// True once a byte of the next request is here, until its head is complete.
  var isInsideHead: Bool { state == .head && (partial != nil || pendingBytes > 0 || emptyLines > 0) }

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
    case failed(HTTPFault)
  }

  /// Takes one line of at most `limit` bytes with its CR LF.
  mutating func takeLine(limit: Int, tooLong: HTTPFault) -> Line {
    let from = max(start, scanned)
    let found = buffer.withUnsafeBufferPointer { bytes in bytes[from...].firstIndex(of: Byte.lineFeed) }
    guard let lineFeed = found else {
      scanned = buffer.count
      return buffer.count - start > limit ? .failed(tooLong) : .incomplete
    }
    guard lineFeed + 1 - start <= limit else { return .failed(tooLong) }
    guard lineFeed > start, buffer[lineFeed - 1] == Byte.carriageReturn else { return .failed(.bareLineFeed) }
    let line = start..<(lineFeed - 1)
    start = lineFeed + 1
    scanned = start
    return .complete(line)
  }

  /// Takes up to `count` of the bytes that are there.
  mutating func takeBytes(_ count: Int) -> [UInt8] {
    let taken = Array(buffer[start..<start + min(count, pendingBytes)])
    start += taken.count
    return taken
  }

  mutating func fail(_ fault: HTTPFault) -> HTTPFault {
    state = .failed(fault)
    return fault
  }

  /// Ready for the next request on the connection.
  mutating func finishRequest() {
    state = .head
    partial = nil
    facts = HeadFacts()
    (sectionBytes, sectionFields, emptyLines, bodyBytes) = (0, 0, 0, 0)
  }
}
