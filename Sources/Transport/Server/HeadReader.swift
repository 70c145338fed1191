import System

/// Reads the head of the next request, within the times that its client has for it.
struct HeadReader {
  enum Result {
    case head(RequestHead)
    case failed(HTTPFault)
    case closed
    /// The client takes its time: to be called again after this.
    case later(IOWait)
  }

  /// How long the client may leave its connection idle, take for a head, and send nothing within one, in nanoseconds.
  private let idleTime: Int64
  private let headTime: Int64
  private let stallTime: Int64

  private var idleEnd: Deadline?
  private var headEnd: Deadline?
  /// Until when more of the head is to be here.
  private var stallEnd: Deadline?

  /// Bytes of a head that do not count as held.
  private static let freeBytes = 8_192

  init(of client: ClientIdentity, _ limits: ServerLimits) {
    stallTime = limits.stallTimeout.inNanoseconds
    (idleTime, headTime) =
      client.isKnown
      ? (limits.idleTimeout.inNanoseconds, limits.headDeadline.inNanoseconds)
      : (limits.strangerIdleTimeout.inNanoseconds, limits.strangerHeadDeadline.inNanoseconds)
  }

  /// Waits for a whole head; where it takes longer and `isPatient` does not hold, says what to wait for.
  mutating func next(from input: RequestInput, _ quota: RequestQuota, isPatient: Bool) -> Result {
    let stream = input.stream
    let idleEnd = idleEnd ?? Deadline.now.advanced(by: idleTime)
    self.idleEnd = idleEnd
    // Also of a client that never lets anybody wait.
    if stream.isExpired { return .closed }
    while true {
      switch input.parser.nextHead() {
      case .head(let head):
        (self.idleEnd, headEnd, stallEnd, stream.isSlow) = (nil, nil, nil, false)
        return .head(head)
      case .failed(let fault): return .failed(fault)
      case .needsMore: break
      }
      if input.parser.isInsideHead, stallEnd == nil {
        let now = Deadline.now
        if headEnd == nil { headEnd = now.advanced(by: headTime) }
        stallEnd = now.advanced(by: stallTime)
      }
      // A long head counts like a body.
      let size = input.parser.headBytes
      guard size <= max(Self.freeBytes, quota.held) || quota.hold(size - quota.held) else {
        return .failed(.overloaded)
      }
      let end = stream.bounded(min(headEnd ?? idleEnd, stallEnd ?? .never))
      let pause = stream.endOfWait(end, isPatient: isPatient)
      switch stream.awaitInput(until: pause, { input.fillHead(until: $0) }) {
      case .bytes: stallEnd = nil
      case .timedOut where pause < end && .now < end:
        stream.isSlow = true
        return .later(IOWait(for: .readable, until: end))
      case .timedOut: return headEnd == nil ? .closed : .failed(.headTimeout)
      case .closed: return headEnd == nil ? .closed : .failed(.truncatedHead)
      case .failed(let reason):
        if stream.tls.isFlooded { quota.logCutOff(reason) }
        return .closed
      }
    }
  }
}
