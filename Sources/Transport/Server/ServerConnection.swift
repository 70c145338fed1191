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
  /// How long this client may leave its connection idle, take for a head, and leave a request as it is, in nanoseconds.
  private let (idleTime, headTime, stallTime): (Int64, Int64, Int64)
  /// How long it may take for a body.
  private let bodyPace: Pace
  /// The end of a stranger's connection, whatever it does.
  private let lifetime: Deadline?
  private var parser: RequestParser
  private var encoder: ResponseEncoder

  // The wait for the next request.
  private var idleEnd: Deadline?
  private var headEnd: Deadline?
  /// Until when more of the head is to be here.
  private var stallEnd: Deadline?
  /// Whether nobody expects the next bytes at once any more.
  private var isSlow = false

  /// The body of the request that is being answered.
  private var incoming = IncomingBody()
  /// The answer that the client has not taken yet.
  private var outgoing: OutgoingAnswer?
  /// Nanoseconds that the client is late with the answers that it took.
  private var lateness: Int64 = 0
  /// The client asks too much: when its next request is looked at.
  private var restEnd: Deadline?
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
    stallTime = limits.stallTimeout.inNanoseconds
    (idleTime, headTime, bodyPace) =
      client.isKnown
      ? (limits.idleTimeout.inNanoseconds, limits.headDeadline.inNanoseconds, core.bodyPace)
      : (limits.strangerIdleTimeout.inNanoseconds, limits.strangerHeadDeadline.inNanoseconds, core.strangerBodyPace)
    lifetime = client.isKnown ? nil : accepted + core.limits.strangerLifetime
    parser = RequestParser(limits: core.limits)
    encoder = ResponseEncoder(defaultHeaders: core.defaultHeaders)
  }

  // What is held counts until nobody can go on with the connection.
  deinit { release() }

  /// Answers requests until one side is done. Where the client takes its time for the next one or for an answer, and
  /// `isPatient` does not hold, it returns what it waits for: then, or when that took too long, it is to be called again.
  func run(isPatient: Bool) -> Pause? {
    while true {
      switch goOnSending(isPatient: isPatient) {
      case .later(let pause): return pause
      case .failed: return nil
      case .nothing: break
      case .done(let keeps):
        // The next head may be here already: end and begin again, so that a stopping server is noticed.
        guard core.table.withLock({ $0.end(number) }), keeps else { return nil }
      }
      if let restEnd, !isPatient {
        self.restEnd = nil
        return Pause(event: .time, end: restEnd)
      }
      switch readHead(isPatient: isPatient) {
      case .later(let pause): return pause
      case .closed: return nil
      case .failed(let fault): refuse(fault)
      case .head(let head):
        (idleEnd, headEnd, stallEnd, isSlow) = (nil, nil, nil, false)
        release()
        guard core.table.withLock({ $0.begin(number) }) else { return nil }
        if let fault = core.review.fault(of: tls) {
          // Nothing is said: whoever may still connect learns more from a new handshake.
          core.log(.cutOff(address: address, reason: fault.reason(.client)))
          return nil
        }
        answer(head)
      }
    }
  }

  /// Too many known clients: said in HTTP, because a client that retries should know why. It is all that is said then.
  func refuseForLoad() {
    var response = HTTPResponse.problem(
      status: 503, code: "try-again", detail: "There are too many connections. Use fewer, or try again later.")
    response.headers.append(("Retry-After", "5"))
    end(with: response)
  }

  // MARK: heads

  private enum HeadResult {
    case head(RequestHead)
    case failed(HTTPFault)
    case closed
    case later(Pause)
  }

  private func readHead(isPatient: Bool) -> HeadResult {
    let idleEnd = idleEnd ?? Deadline.now.advanced(by: idleTime)
    self.idleEnd = idleEnd
    // Also of one that never lets anybody wait.
    if let lifetime, lifetime <= .now { return .closed }
    while true {
      switch parser.nextHead() {
      case .head(let head): return .head(head)
      case .failed(let fault): return .failed(fault)
      case .needsMore: break
      }
      if parser.isInsideHead, stallEnd == nil {
        let now = Deadline.now
        if headEnd == nil { headEnd = now.advanced(by: headTime) }
        stallEnd = now.advanced(by: stallTime)
      }
      // A long head counts like a body.
      let size = parser.headBytes
      guard size <= max(Self.freeHeadBytes, held) || hold(size - held) else { return .failed(.overloaded) }
      let end = min(headEnd ?? idleEnd, stallEnd ?? .never, lifetime ?? .never)
      let pause = isPatient ? end : min(end, endOfPatience)
      switch awaitInput(until: pause, { fillHead(until: $0) }) {
      case .bytes: stallEnd = nil
      case .timedOut where pause < end && .now < end:
        isSlow = true
        return .later(Pause(event: .input, end: end))
      case .timedOut: return headEnd == nil ? .closed : .failed(.headTimeout)
      case .closed: return headEnd == nil ? .closed : .failed(.truncatedHead)
      case .failed(let reason):
        if tls.isFlooded { core.log(.cutOff(address: address, reason: reason)) }
        return .closed
      }
    }
  }

  /// Bytes of a head that do not count.
  private static let freeHeadBytes = 8_192

  /// Until when a thread that begins to wait now does so before it leaves.
  private var endOfPatience: Deadline { isSlow ? .now : .after(ServerCore.patience) }

  /// Feeds the parser with the next bytes of a head, through the stack, where there is room for so many: whoever sends
  /// many heads at once, or a body behind one, has them wait where they are.
  private func fillHead(until deadline: Deadline) -> TLSConnection.Outcome? {
    withUnsafeTemporaryAllocation(byteCount: 1_024, alignment: 1) { feed(through: $0, until: deadline) }
  }

  /// Feeds the parser with the next bytes, a whole record at most.
  private func fill(until deadline: Deadline) -> TLSConnection.Outcome? {
    withUnsafeTemporaryAllocation(byteCount: Self.readBytes, alignment: 1) { feed(through: $0, until: deadline) }
  }

  /// Feeds the parser with what a read brings; nil where nothing is here.
  private func feed(
    through buffer: UnsafeMutableRawBufferPointer, until deadline: Deadline
  ) -> TLSConnection.Outcome? {
    let outcome = tls.read(into: buffer, until: deadline)
    if case .bytes(let count)? = outcome { parser.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
    return outcome
  }

  /// Reads once there is something to read.
  private func awaitInput(
    until deadline: Deadline, _ read: (Deadline) -> TLSConnection.Outcome?
  ) -> TLSConnection.Outcome {
    let end = lifetime.map { min($0, deadline) } ?? deadline
    while tls.waitForInput(until: end) {
      if let outcome = read(end) { return outcome }
    }
    return .timedOut
  }

  /// Bytes of a read: a whole record.
  private static let readBytes = 16_384
  /// Of a read for a body, where it is known how long it is.
  private static let bodyBytes = 65_536

  private func refuse(_ fault: HTTPFault) {
    core.log(.requestRefused(address: address, status: fault.status, detail: fault.detail))
    end(with: HTTPResponse(fault))
  }

  /// Sets out to send the last answer of the connection.
  private func end(with response: HTTPResponse) {
    outgoing = OutgoingAnswer(
      encoder.encode(response, toHEAD: false, closes: true), core.responsePace, keepsConnection: false)
  }

  // MARK: answers

  /// Answers one request: what it is answered is on its way then.
  private func answer(_ head: RequestHead) {
    incoming = IncomingBody(of: head)
    if incoming.hasEnded { _ = parser.nextBody(upTo: 1) }
    if let refusal = refusal() { return send(refusal, to: head) }
    isAdmitted = true
    let response = respond(to: head)
    if response.body.count > Self.smallAnswer { keep(response.body.count) }
    // Before the client sees the answer, and may ask again at once.
    account.ledger.withLock { $0.end() }
    isAdmitted = false
    send(consume response, to: head)
  }

  /// Sets out to send what was answered.
  private func send(_ answered: consuming HTTPResponse, to head: RequestHead) {
    var response = answered
    if let fault = incoming.fault {
      // Whatever the handler made of it: a request that did not arrive whole did not succeed.
      if response.status < 400 { response = HTTPResponse(fault) }
      core.log(.requestRefused(address: address, status: fault.status, detail: fault.detail))
    }
    // After CONNECT a client may take what follows for a tunnel.
    let closes =
      !head.keepsAlive || incoming.fault != nil || head.method == "CONNECT" || !couldDrain(head)
      || core.table.withLock { $0.isStopping }
    // Who took all of it meanwhile has caught up.
    if lateness > 0, tls.isAllTaken { lateness = 0 }
    let isHEAD = head.method == "HEAD"
    let bytes = encoder.encode(response, toHEAD: isHEAD, closes: closes, endsWithConnection: head.isHTTP10)
    var answer = OutgoingAnswer(bytes, core.responsePace, keepsConnection: !closes, waited: lateness)
    if let rest = response.rest, !isHEAD {
      // What one answer may be, it does not shut its client out alone.
      let always = min(rest.heldBytes, account.ledger.withLock { $0.limits.maxHeldBytes } / 4)
      answer.rest = OutgoingAnswer.Rest(pieces: rest, isChunked: !head.isHTTP10, heldBytes: always)
    }
    outgoing = answer
  }

  private enum Progress {
    case nothing
    case done(keepsConnection: Bool)
    case failed
    case later(Pause)
  }

  /// Goes on with the answer that is on its way.
  private func goOnSending(isPatient: Bool) -> Progress {
    // Taken out while it changes, so that it is held once.
    guard var answer = outgoing.take() else { return .nothing }
    var progress = Progress.failed
    if answer.wasAwaited, min(answer.end, lifetime ?? .never) <= .now {
      // Also where there is some room: whoever makes just enough of it would never be late.
      tls.cut()
    } else {
      progress = carry(&answer, isPatient: isPatient)
    }
    if case .later = progress {
      outgoing = answer
      return progress
    }
    release()
    guard case .done(true) = progress else { return progress }
    if answer.wasAwaited || lateness > 0 {
      answer.stopClock()
      lateness = answer.waited
    }
    return .done(keepsConnection: drain())
  }

  private func carry(_ answer: inout OutgoingAnswer, isPatient: Bool) -> Progress {
    while true {
      let end = min(answer.end, lifetime ?? .never)
      while let outcome = answer.write({ tls.write($0, until: end) }) {
        switch outcome {
        case .bytes: continue
        case .closed, .failed, .timedOut: return .failed
        }
      }
      if answer.isPieceTaken {
        guard let rest = answer.rest else { return .done(keepsConnection: answer.keepsConnection) }
        guard makePiece(of: rest, for: &answer) else { return .failed }
        continue
      }
      let pause = isPatient ? end : min(end, endOfPatience)
      answer.wasAwaited = true
      if tls.waitForRoom(until: pause) { continue }
      if pause < end, .now < end {
        isSlow = true
        return .later(Pause(event: .room, end: end))
      }
      // Nobody waits for the rest.
      tls.cut()
      return .failed
    }
  }

  /// Makes the next piece of an answer; false where that fails.
  private func makePiece(of rest: OutgoingAnswer.Rest, for answer: inout OutgoingAnswer) -> Bool {
    answer.stopClock()
    // To make a piece is work for this client; to wait until it took one is not.
    account.ledger.withLock { $0.goOn(0, now: Deadline.now.nanoseconds) }
    let made = Result { try rest.pieces.next() }
    account.ledger.withLock { $0.end() }
    guard case .success(let piece) = made else { return false }
    release()
    if let piece { keep(rest.heldBytes + piece.count) }
    answer.goOn(with: piece)
    return true
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
    let body = incoming.hasEnded ? RequestBody([]) : RequestBody(self, declaredLength: length)
    defer { body.detach() }
    return core.handler(
      HTTPRequest(
        method: head.method, path: path, query: query, headers: head.fields, body: body, client: client))
  }

  // MARK: what the client may ask

  /// Bytes of an answer that do not count.
  private static let smallAnswer = 16_384

  /// Begins a request in the client's account; an answer where it may not.
  private func refusal() -> HTTPResponse? {
    let now = Deadline.now.nanoseconds
    let isFull = core.clients.isFull(for: account)
    switch isFull ? .busy : account.ledger.withLock({ $0.begin(now: now) }) {
    case .admitted: return nil
    case .tooFast(let seconds):
      note("requests", now)
      // To refuse costs nearly as much as to answer: who asks on at once is not listened to at once.
      restEnd = Deadline(nanoseconds: now).advanced(by: Self.rest)
      return .later(status: 429, seconds: seconds)
    case .busy:
      note(isFull ? "memory" : "concurrency", now)
      return .later(status: 503, seconds: 1)
    }
  }

  /// Nanoseconds: as long as the shortest time that `Retry-After` can name.
  private static let rest: Int64 = 1_000_000_000

  func mayGoOn() -> Bool {
    guard isAdmitted, incoming.wasAwaited else { return true }
    guard account.ledger.withLock({ $0.isWithinConcurrency }) else {
      note("concurrency", Deadline.now.nanoseconds)
      return false
    }
    return true
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
    if incoming.hasEnded { return [] }
    if incoming.fault != nil { throw .malformed }
    let room = parser.plainBodyRoom
    if room > 0 { return try readPlainBody(upTo: min(count, room)) }
    while true {
      switch parser.nextBody(upTo: count) {
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
        try awaitBody(until: nil) { fill(until: $0) }
      }
    }
  }

  /// Most bytes come this way: what waits behind the head, and what follows from the record to the handler's array, with
  /// nothing between.
  private func readPlainBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    // Who sends does not wait to be told.
    if parser.pendingBytes > 0 { incoming.awaitsContinue = false }
    var bytes: [UInt8] = []
    try awaitBody(until: nil) { deadline in
      var outcome: TLSConnection.Outcome?
      bytes = [UInt8](unsafeUninitializedCapacity: min(count, Self.bodyBytes)) { buffer, initialized in
        initialized = parser.takeBytes(into: buffer)
        if initialized < buffer.count {
          outcome = tls.readOn(
            into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[initialized...])),
            until: deadline)
        }
        initialized += outcome?.count ?? 0
        // With some of it here, an end or a failure is told to the next read.
        if initialized > 0 { outcome = .bytes(initialized) }
      }
      // Nothing is held while it waits.
      if outcome == nil { bytes = [] }
      return outcome
    }
    incoming.arrived(bytes.count)
    if parser.skipBody(bytes.count) { incoming.end() }
    return bytes
  }

  /// Goes on with the body. Only the time spent waiting counts against the client, not that of the handler.
  private func awaitBody(
    until limit: Deadline?, _ read: (Deadline) -> TLSConnection.Outcome?
  ) throws(HTTPBodyError) {
    if incoming.awaitsContinue { try sendContinue() }
    let begin = Deadline.now
    let own = min(incoming.deadline(from: begin, bodyPace), begin.advanced(by: stallTime))
    let end = limit.map { min($0, own) } ?? own
    // After the first piece there is more as a rule: the system need not be asked.
    let isLikelyHere = parser.pendingBytes > 0 || incoming.count > 0 && !tls.isExhausted
    let outcome: TLSConnection.Outcome
    if isLikelyHere, let found = read(end) {
      if isAdmitted, let count = found.count { account.charge(count, now: begin.nanoseconds) }
      outcome = found
    } else {
      // Whoever is slow has no less room for what it asks beside.
      if isAdmitted { account.ledger.withLock { $0.end() } }
      outcome = awaitInput(until: end, read)
      let now = Deadline.now.nanoseconds
      incoming.waited(now - begin.nanoseconds)
      if isAdmitted { account.ledger.withLock { $0.goOn(outcome.count ?? 0, now: now) } }
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

  /// The client waits for it before it sends the body (RFC 9110 section 10.1.1).
  private func sendContinue() throws(HTTPBodyError) {
    incoming.awaitsContinue = false
    var message = OutgoingAnswer(
      Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), core.responsePace, keepsConnection: true)
    guard case .done = carry(&message, isPatient: true) else { throw .disconnected }
  }

  /// Whether what is left of the body may be read and dropped to keep the connection.
  private func couldDrain(_ head: RequestHead) -> Bool {
    if incoming.hasEnded { return true }
    // The client waits for a 100 that it will not get: whether it sends the body now is its own choice.
    if incoming.awaitsContinue { return false }
    guard case .length(let count) = head.framing else { return true }
    return count - incoming.count <= limits.maxDrainBytes
  }

  private func drain() -> Bool {
    if incoming.hasEnded { return true }
    let end = Deadline.after(limits.drainDeadline)
    var left = limits.maxDrainBytes
    while !incoming.hasEnded {
      switch parser.nextBody(upTo: Self.readBytes) {
      case .bytes(let bytes):
        left -= bytes.count
        guard left >= 0 else { return false }
      case .end: incoming.end()
      case .failed: return false
      case .needsMore:
        do throws(HTTPBodyError) {
          try awaitBody(until: end) { fill(until: $0) }
        } catch { return false }
      }
    }
    return true
  }
}
