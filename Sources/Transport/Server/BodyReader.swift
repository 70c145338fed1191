import System

/// Reads the body of the request that is being answered, at its handler's pace and within its client's time.
final class BodyReader: BodySource {
  private let input: RequestInput
  private let quota: RequestQuota
  private let writer: ResponseWriter
  private let limits: ServerLimits
  private let pace: MinimumRate
  private let stallTime: Int64
  private var incoming = IncomingBody()

  init(
    _ input: RequestInput, _ quota: RequestQuota, _ writer: ResponseWriter, _ limits: ServerLimits, _ pace: MinimumRate
  ) {
    (self.input, self.quota, self.writer, self.limits, self.pace) = (input, quota, writer, limits, pace)
    stallTime = limits.stallTimeout.inNanoseconds
  }

  /// Begins with the body behind this head.
  func begin(_ head: RequestHead) {
    incoming = IncomingBody(of: head)
    if incoming.hasEnded { _ = input.parser.nextBody(upTo: 1) }
  }

  /// Whether all of it was read.
  var hasEnded: Bool { incoming.hasEnded }

  /// Why it will not arrive whole.
  var fault: HTTPFault? { incoming.fault }

  func hold(_ count: Int) -> Bool { quota.hold(count) }

  func mayGoOn() -> Bool { incoming.wasAwaited ? quota.mayGoOn() : true }

  func readBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    if incoming.hasEnded { return [] }
    if incoming.fault != nil { throw .malformed }
    let room = input.parser.plainBodyRoom
    if room > 0 { return try readPlainBody(upTo: min(count, room)) }
    while true {
      switch input.parser.nextBody(upTo: count) {
      case .bytes(let bytes):
        incoming.arrived(bytes.count)
        return bytes
      case .end:
        incoming.end()
        return []
      case .failed(let fault):
        incoming.fault = fault
        throw fault.status == 413 ? .tooLarge : .malformed
      case .needsMore:
        try awaitBytes(until: nil) { input.fill(until: $0) }
      }
    }
  }

  /// Most bytes come this way.
  private func readPlainBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    // A client that sends does not wait to be told to.
    if input.parser.pendingBytes > 0 { incoming.awaitsContinue = false }
    var bytes: [UInt8] = []
    try awaitBytes(until: nil) { input.readPlain(upTo: count, into: &bytes, until: $0) }
    incoming.arrived(bytes.count)
    if input.parser.skipBody(bytes.count) { incoming.end() }
    return bytes
  }

  /// Goes on with the body. Only the time spent waiting counts against the client, not that of the handler.
  private func awaitBytes(
    until limit: Deadline?, _ read: (Deadline) -> TLSConnection.Outcome?
  ) throws(HTTPBodyError) {
    if incoming.awaitsContinue {
      incoming.awaitsContinue = false
      guard writer.sendContinue() else { throw .disconnected }
    }
    let begin = Deadline.now
    let own = min(incoming.deadline(from: begin, pace), begin.advanced(by: stallTime))
    let end = limit.map { min($0, own) } ?? own
    let stream = input.stream
    // After the first piece there is more as a rule: the system need not be asked.
    let isLikelyHere = input.parser.pendingBytes > 0 || incoming.count > 0 && !stream.tls.isExhausted
    let outcome: TLSConnection.Outcome
    if isLikelyHere, let found = read(end) {
      if let count = found.count { quota.charge(count, now: begin.nanoseconds) }
      outcome = found
    } else {
      quota.beginWait()
      outcome = stream.awaitInput(until: end, read)
      let now = Deadline.now.nanoseconds
      incoming.waited(now - begin.nanoseconds)
      quota.endWait(outcome.count ?? 0, now: now)
    }
    switch outcome {
    case .bytes: return
    case .timedOut:
      incoming.fault = .bodyTimeout
      throw .timeout
    case .closed, .failed:
      incoming.fault = .truncatedBody
      throw .disconnected
    }
  }

  /// Whether what is left of the body may be read and dropped to keep the connection.
  func couldDrain(_ head: RequestHead) -> Bool {
    if incoming.hasEnded { return true }
    // The client waits for a 100 that it will not get: whether it sends the body now is its own choice.
    if incoming.awaitsContinue { return false }
    guard case .length(let count) = head.framing else { return true }
    return count - incoming.count <= limits.maxDrainBytes
  }

  /// Reads and drops what is left of the body; false where that is too much or takes too long.
  func drain() -> Bool {
    if incoming.hasEnded { return true }
    let end = Deadline.after(limits.drainDeadline)
    var left = limits.maxDrainBytes
    while !incoming.hasEnded {
      switch input.parser.nextBody(upTo: RequestInput.readBytes) {
      case .bytes(let bytes):
        left -= bytes.count
        guard left >= 0 else { return false }
      case .end: incoming.end()
      case .failed: return false
      case .needsMore:
        do throws(HTTPBodyError) {
          try awaitBytes(until: end) { input.fill(until: $0) }
        } catch { return false }
      }
    }
    return true
  }
}
