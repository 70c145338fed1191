import Synchronization

/// One client's connection after its handshake: requests in, answers out, one after the other, on one thread at a time.
final class ServerConnection: BodySource {
  let tls: TLSConnection
  let account: ClientAccount
  let number: UInt64
  private let client: ClientIdentity
  private let address: String
  private let core: ServerCore
  private let limits: ServerLimits
  /// The end of a stranger's connection, whatever it does.
  private let lifetime: Deadline?
  private var parser: RequestParser
  private var encoder: ResponseEncoder

  // The wait for the next request.
  private var idleEnd: Deadline?
  private var headEnd: Deadline?
  /// Whether nobody expects the next bytes at once any more.
  private var isSlow = false

  // The body of the request that is being answered.
  private var awaitsContinue = false
  private var bodyEnded = true
  private var bodyFault: HTTPFault?
  private var bodyArrived = 0
  private var bodyWaited = Duration.zero
  /// How long the client took for its answer beyond the minimum rate.
  private var responseWaited = Duration.zero
  /// Whether it counts among the client's requests at the moment.
  private var isAdmitted = false
  /// Bytes that are held in memory for it.
  private var held = 0

  init(
    _ tls: TLSConnection, _ client: ClientIdentity, _ account: ClientAccount, number: UInt64, address: String,
    accepted: Deadline, core: ServerCore
  ) {
    self.account = account
    self.tls = tls
    self.client = client
    self.number = number
    self.address = address
    self.core = core
    limits = core.limits
    lifetime = client.isKnown ? nil : accepted + core.limits.strangerLifetime
    parser = RequestParser(limits: core.limits)
    encoder = ResponseEncoder(defaultHeaders: core.defaultHeaders)
  }

  /// Answers requests until one side is done. Where the client takes its time for the next one, and `isPatient` does not
  /// hold, it returns until when that may take: then, or as soon as there are bytes to read, it is to be called again.
  func run(isPatient: Bool) -> Deadline? {
    while true {
      switch readHead(isPatient: isPatient) {
      case .later(let end): return end
      case .closed: return nil
      case .failed(let fault):
        refuse(fault)
        return nil
      case .head(let head):
        (idleEnd, headEnd, isSlow) = (nil, nil, false)
        guard core.table.withLock({ $0.begin(number) }) else { return nil }
        if let fault = core.review.fault(of: tls) {
          // Nothing is said: whoever may still connect learns more from a new handshake.
          core.log(.cutOff(address: address, reason: fault.reason(.client)))
          return nil
        }
        let keeps = answer(head)
        // The next head may be here already: end and begin again, so that a stopping server is noticed.
        guard core.table.withLock({ $0.end(number) }), keeps else { return nil }
      }
    }
  }

  /// Too many known clients: said in HTTP, because a client that retries should know why.
  func refuseForLoad() {
    var response = HTTPResponse.problem(
      status: 503, code: "try-again", detail: "There are too many connections. Use fewer, or try again later.")
    response.headers.append(("Retry-After", "5"))
    _ = write(encoder.encode(response, toHEAD: false, closes: true))
  }

  // MARK: heads

  private enum HeadResult {
    case head(RequestHead)
    case failed(HTTPFault)
    case closed
    case later(Deadline)
  }

  private func readHead(isPatient: Bool) -> HeadResult {
    let idleEnd = idleEnd ?? .after(client.isKnown ? limits.idleTimeout : limits.strangerIdleTimeout)
    self.idleEnd = idleEnd
    while true {
      switch parser.nextHead() {
      case .head(let head): return .head(head)
      case .failed(let fault): return .failed(fault)
      case .needsMore: break
      }
      if parser.isInsideHead, headEnd == nil { headEnd = .after(limits.headDeadline) }
      let end = [headEnd ?? idleEnd, lifetime ?? .never].min() ?? idleEnd
      let pause = isPatient ? end : min(end, isSlow ? .now : .after(Self.patience))
      switch fill(until: pause) {
      case .bytes: continue
      case .timedOut where pause < end && .now < end:
        isSlow = true
        return .later(end)
      case .timedOut: return headEnd == nil ? .closed : .failed(.headTimeout)
      case .closed: return headEnd == nil ? .closed : .failed(.truncatedHead)
      case .failed: return .closed
      }
    }
  }

  /// How long a thread waits for the next request, which often comes at once.
  private static let patience = Duration.milliseconds(300)

  /// Feeds the parser with what the next read brings.
  private func fill(until deadline: Deadline) -> TLSConnection.Outcome {
    awaitInput(until: deadline) { end in
      withUnsafeTemporaryAllocation(byteCount: bodyEnded ? Self.headBytes : Self.readBytes, alignment: 16) { buffer in
        let outcome = tls.read(into: buffer, until: end)
        if case .bytes(let count) = outcome { parser.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return outcome
      }
    }
  }

  /// Reads once there is something to read.
  private func awaitInput(
    until deadline: Deadline, _ read: (Deadline) -> TLSConnection.Outcome?
  ) -> TLSConnection.Outcome {
    let end = lifetime.map { min($0, deadline) } ?? deadline
    // Within a body there is more as a rule: the system need not be asked.
    let isLikelyHere = !bodyEnded && bodyArrived > 0
    if !isLikelyHere, !tls.waitForInput(until: end, isExhausted: false) { return .timedOut }
    while true {
      if let outcome = read(end) { return outcome }
      if !tls.waitForInput(until: end, isExhausted: true) { return .timedOut }
    }
  }

  /// Bytes of a read: a whole record.
  private static let readBytes = 16_384
  /// Of a read for a head: whoever sends many at once, or a body behind it, has them wait where they are.
  private static let headBytes = 4_096

  private func refuse(_ fault: HTTPFault) {
    core.log(.requestRefused(address: address, status: fault.status, detail: fault.detail))
    _ = write(encoder.encode(HTTPResponse(fault), toHEAD: false, closes: true))
  }

  // MARK: answers

  /// Answers one request; false when the connection ends with it.
  private func answer(_ head: RequestHead) -> Bool {
    awaitsContinue = head.expectsContinue
    bodyEnded = head.framing == .length(0)
    if bodyEnded { _ = parser.nextBody(upTo: 1) }
    (bodyFault, bodyArrived, bodyWaited) = (nil, 0, .zero)
    if let refusal = refusal() { return send(refusal, to: head) }
    isAdmitted = true
    let response = respond(to: head)
    if response.body.count > Self.smallAnswer { keep(response.body.count) }
    // Before the client sees the answer, and may ask again at once.
    account.ledger.withLock { $0.end() }
    isAdmitted = false
    defer { release() }
    return send(consume response, to: head)
  }

  /// Sends what was answered; false when the connection ends with it.
  private func send(_ answered: consuming HTTPResponse, to head: RequestHead) -> Bool {
    var response = answered
    if let bodyFault, response.status < 400 {
      // Whatever the handler made of it: a request that did not arrive whole did not succeed.
      response = HTTPResponse(bodyFault)
    }
    if let bodyFault { core.log(.requestRefused(address: address, status: bodyFault.status, detail: bodyFault.detail)) }
    // After CONNECT a client may take what follows for a tunnel.
    let closes =
      !head.keepsAlive || bodyFault != nil || head.method == "CONNECT" || !couldDrain(head)
      || core.table.withLock { $0.isStopping }
    let isHEAD = head.method == "HEAD"
    responseWaited = .zero
    let bytes = encoder.encode(response, toHEAD: isHEAD, closes: closes, endsWithConnection: head.isHTTP10)
    // Held once, however long the client takes.
    response.body = []
    guard write(bytes) else { return false }
    if let rest = response.rest, !isHEAD {
      guard send(rest, isChunked: !head.isHTTP10) else { return false }
    }
    return closes ? false : drain()
  }

  /// Sends the rest of an answer; false when that was not possible.
  private func send(_ rest: any BodyPieces, isChunked: Bool) -> Bool {
    // What one answer may be, it does not shut its client out alone.
    let always = min(rest.heldBytes, account.ledger.withLock { $0.limits.maxHeldBytes } / 4)
    while true {
      // To make a piece is work for this client; to wait until it took one is not.
      account.ledger.withLock { $0.goOn(0, now: Deadline.now.nanoseconds) }
      let made = Result { try rest.next() }
      account.ledger.withLock { $0.end() }
      guard case .success(let next) = made else { return false }
      guard let piece = next else { return !isChunked || write(ResponseEncoder.lastChunk) }
      release()
      keep(always + piece.count)
      guard write(isChunked ? ResponseEncoder.chunk(piece) : piece) else { return false }
    }
  }

  private static let methods = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS"

  private func respond(to head: RequestHead) -> HTTPResponse {
    switch head.method {
    case "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS": break
    default:
      var response = HTTPResponse.problem(
        status: 501, code: "method-not-allowed", detail: "This method is not known here. Use one that Allow names.")
      response.headers.append(("Allow", Self.methods))
      return response
    }
    guard case .path(let path, let query) = head.target else {
      return HTTPResponse(status: 204, headers: [("Allow", Self.methods)])
    }
    var length: Int?
    if case .length(let count) = head.framing { length = count }
    let body = bodyEnded ? RequestBody([]) : RequestBody(self, declaredLength: length)
    defer { body.detach() }
    return core.handler(
      HTTPRequest(
        method: head.method, path: path, query: query, headers: head.fields, body: body, client: client))
  }

  /// Writes what belongs to one answer. The grace is for all of it, so that nobody gets it anew for each piece.
  private func write(_ bytes: [UInt8]) -> Bool {
    let allowance = Duration.seconds(Double(bytes.count) / Double(max(1, limits.minResponseRate)))
    let begin = Deadline.now
    let end = begin + (limits.responseGrace + allowance - responseWaited)
    defer {
      let took = Duration.nanoseconds(Deadline.now.nanoseconds - begin.nanoseconds)
      responseWaited = max(.zero, responseWaited + took - allowance)
    }
    return bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        guard case .bytes(let count) = tls.write(rest, until: end) else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
  }

  // MARK: what the client may ask

  /// Bytes of an answer that do not count.
  private static let smallAnswer = 16_384

  /// Begins a request in the client's account; an answer where it may not.
  private func refusal() -> HTTPResponse? {
    let now = Deadline.now.nanoseconds
    let verdict = core.clients.isFull ? .busy : account.ledger.withLock { $0.begin(now: now) }
    switch verdict {
    case .admitted: return nil
    case .tooFast(let seconds):
      note("requests", now)
      return .later(status: 429, seconds: seconds)
    case .busy:
      note(core.clients.isFull ? "memory" : "concurrency", now)
      return .later(status: 503, seconds: 1)
    }
  }

  private func note(_ limit: String, _ now: Int64) {
    guard account.ledger.withLock({ $0.mayLog(now: now) }) else { return }
    core.log(.limited(account: account.name, limit: limit))
  }

  func hold(_ count: Int) -> Bool {
    guard core.clients.hold(count, for: account) else {
      note("memory", Deadline.now.nanoseconds)
      return false
    }
    held += count
    return true
  }

  private func keep(_ count: Int) {
    core.clients.keep(count, for: account)
    held += count
  }

  private func release() {
    guard held > 0 else { return }
    core.clients.release(held, of: account)
    held = 0
  }

  // MARK: bodies

  func readBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    if bodyEnded { return [] }
    if bodyFault != nil { throw .malformed }
    while true {
      switch parser.nextBody(upTo: count) {
      case .bytes(let bytes):
        bodyArrived += bytes.count
        awaitsContinue = false
        return bytes
      case .end:
        bodyEnded = true
        awaitsContinue = false
        return []
      case .failed(let fault):
        bodyFault = fault
        throw fault.status == 413 ? .tooLarge : .malformed
      case .needsMore:
        let room = parser.plainBodyRoom
        guard room == 0 else { return try readPlainBody(upTo: min(count, room)) }
        try awaitBody(until: nil) { fill(until: $0) }
      }
    }
  }

  /// Most bytes come this way: from the record to the handler's array, with nothing between.
  private func readPlainBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    var bytes: [UInt8] = []
    try awaitBody(until: nil) { deadline in
      awaitInput(until: deadline) { end in
        var outcome: TLSConnection.Outcome?
        bytes = [UInt8](unsafeUninitializedCapacity: min(count, Self.readBytes)) { buffer, initialized in
          outcome = tls.read(into: UnsafeMutableRawBufferPointer(buffer), until: end)
          if case .bytes(let count) = outcome { initialized = count }
        }
        // Nothing is held while it waits.
        if outcome == nil { bytes = [] }
        return outcome
      }
    }
    parser.skipBody(bytes.count)
    bodyArrived += bytes.count
    return bytes
  }

  /// Waits for more of the body. Only the time spent waiting counts against the client, not that of the handler.
  private func awaitBody(
    until limit: Deadline?, _ read: (Deadline) -> TLSConnection.Outcome
  ) throws(HTTPBodyError) {
    if awaitsContinue {
      awaitsContinue = false
      guard write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { throw .disconnected }
    }
    let allowance = limits.bodyGrace + .seconds(Double(bodyArrived) / Double(max(1, limits.minBodyRate)))
    let begin = Deadline.now
    let end = begin + (allowance - bodyWaited)
    // Whoever is slow has no less room for what it asks beside.
    if isAdmitted { account.ledger.withLock { $0.end() } }
    let outcome = read(limit.map { min($0, end) } ?? end)
    let now = Deadline.now.nanoseconds
    bodyWaited += .nanoseconds(now - begin.nanoseconds)
    if isAdmitted {
      let arrived = if case .bytes(let count) = outcome { count } else { 0 }
      account.ledger.withLock { $0.goOn(arrived, now: now) }
    }
    switch outcome {
    case .bytes: return
    case .timedOut:
      bodyFault = .bodyTimeout
      throw .timeout
    case .closed, .failed:
      bodyFault = .truncatedBody
      throw .disconnected
    }
  }

  /// Whether what is left of the body may be read and dropped to keep the connection.
  private func couldDrain(_ head: RequestHead) -> Bool {
    if bodyEnded { return true }
    // The client waits for a 100 that it will not get: whether it sends the body now is its own choice.
    if awaitsContinue { return false }
    guard case .length(let count) = head.framing else { return true }
    return count - bodyArrived <= limits.maxDrainBytes
  }

  private func drain() -> Bool {
    let end = Deadline.after(limits.drainDeadline)
    var left = limits.maxDrainBytes
    while !bodyEnded {
      switch parser.nextBody(upTo: 16_384) {
      case .bytes(let bytes):
        left -= bytes.count
        guard left >= 0 else { return false }
      case .end: bodyEnded = true
      case .failed: return false
      case .needsMore:
        do throws(HTTPBodyError) { try awaitBody(until: end) { fill(until: $0) } } catch { return false }
      }
    }
    return true
  }
}
