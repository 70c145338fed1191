import System

/// The receiving half of a connection: bytes from TLS into the parser.
final class RequestInput {
  let stream: ClientStream
  var parser: RequestParser

  /// Bytes of a read: a whole record.
  static let readBytes = 16_384
  /// Bytes of a read for a body whose length is known.
  private static let bodyBytes = 65_536
  /// Bytes of a read for a head.
  private static let headBytes = 1_024

  init(_ stream: ClientStream, limits: ServerLimits) {
    self.stream = stream
    parser = RequestParser(limits: limits)
  }

  /// Feeds the parser with the next bytes of a head, through the stack: what a client sends beyond them, many heads at once
  /// or a body, waits in TLS and in the system.
  func fillHead(until deadline: Deadline) -> TLSConnection.Outcome? {
    withUnsafeTemporaryAllocation(byteCount: Self.headBytes, alignment: 1) { feed(through: $0, until: deadline) }
  }

  /// Feeds the parser with the next bytes, a whole record at most.
  func fill(until deadline: Deadline) -> TLSConnection.Outcome? {
    withUnsafeTemporaryAllocation(byteCount: Self.readBytes, alignment: 1) { feed(through: $0, until: deadline) }
  }

  /// Feeds the parser with what a read brings; nil where nothing is here.
  private func feed(
    through buffer: UnsafeMutableRawBufferPointer, until deadline: Deadline
  ) -> TLSConnection.Outcome? {
    let outcome = stream.tls.read(into: buffer, until: deadline)
    if case .bytes(let count)? = outcome { parser.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
    return outcome
  }

  /// At most `count` bytes of a body without chunks, into `bytes`: what waits behind the head, and what follows from the
  /// record to the array, with nothing between. Nil, and no array is held, where nothing is here.
  func readPlain(
    upTo count: Int, into bytes: inout [UInt8], until deadline: Deadline
  ) -> TLSConnection.Outcome? {
    var outcome: TLSConnection.Outcome?
    bytes = [UInt8](unsafeUninitializedCapacity: min(count, Self.bodyBytes)) { buffer, initialized in
      initialized = parser.takeBytes(into: buffer)
      if initialized < buffer.count {
        outcome = stream.tls.readAvailable(
          into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[initialized...])),
          until: deadline)
      }
      initialized += outcome?.count ?? 0
      // With some of it here, an end or a failure is told to the next read.
      if initialized > 0 { outcome = .bytes(initialized) }
    }
    if outcome == nil { bytes = [] }
    return outcome
  }
}
