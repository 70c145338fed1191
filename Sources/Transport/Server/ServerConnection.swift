import System

/// One client's connection after its handshake: requests in, answers out, one after the other, on one thread at a time.
final class ServerConnection {
  let number: UInt64
  private let client: ClientIdentity
  private let address: String
  private let core: ServerCore
  private let stream: ClientStream
  private let input: RequestInput
  private let quota: RequestQuota
  private let writer: ResponseWriter
  private let body: BodyReader
  private var heads: HeadReader

  init(
    _ tls: TLSConnection, _ client: ClientIdentity, _ account: ClientAccount, number: UInt64, address: String,
    accepted: Deadline, core: ServerCore
  ) {
    (self.client, self.number, self.address, self.core) = (client, number, address, core)
    let limits = core.limits
    stream = ClientStream(tls, lifetime: client.isKnown ? nil : accepted + limits.strangerLifetime)
    input = RequestInput(stream, limits: limits)
    quota = RequestQuota(account, address: address, core: core)
    writer = ResponseWriter(stream, quota, core.responsePace, headers: core.defaultHeaders)
    body = BodyReader(input, quota, writer, limits, client.isKnown ? core.bodyPace : core.strangerBodyPace)
    heads = HeadReader(of: client, limits)
  }

  var tls: TLSConnection { stream.tls }
  var account: ClientAccount { quota.account }

  /// Answers requests until one side is done. Where the client takes its time for the next one or for an answer, and
  /// `isPatient` does not hold, it returns what it waits for: then, or when that took too long, it is to be called again.
  func run(isPatient: Bool) -> IOWait? {
    while true {
      switch writer.resume(isPatient: isPatient) {
      case .later(let wait): return wait
      case .failed: return nil
      case .nothing: break
      case .done(let keepsConnection):
        let goesOn = keepsConnection && body.drain()
        // The next head may be here already: end and begin again, so that a stopping server is noticed.
        guard core.table.withLock({ $0.end(number) }), goesOn else { return nil }
      }
      if !isPatient, let end = quota.takeRest() { return IOWait(for: .time, until: end) }
      switch heads.next(from: input, quota, isPatient: isPatient) {
      case .later(let wait): return wait
      case .closed: return nil
      case .failed(let fault):
        log(fault)
        writer.beginLast(HTTPResponse(fault))
      case .head(let head):
        quota.release()
        guard core.table.withLock({ $0.begin(number) }) else { return nil }
        if let fault = core.review.fault(of: tls) {
          // Nothing is said: a client that may still connect learns more from a new handshake.
          quota.logCutOff(fault.reason(.client))
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
    writer.beginLast(response)
  }

  /// Bytes of an answer that do not count as held.
  private static let smallAnswer = 16_384

  /// Answers one request: what it is answered is on its way then.
  private func answer(_ head: RequestHead) {
    body.begin(head)
    if let refusal = quota.begin() { return send(refusal, to: head) }
    let response = respond(to: head)
    if response.body.count > Self.smallAnswer { quota.keep(response.body.count) }
    // Before the client sees the answer, and may ask again at once.
    quota.end()
    send(consume response, to: head)
  }

  /// Sets out to send what was answered.
  private func send(_ answered: consuming HTTPResponse, to head: RequestHead) {
    var response = answered
    if let fault = body.fault {
      // Whatever the handler made of it: a request that did not arrive whole did not succeed.
      if response.status < 400 { response = HTTPResponse(fault) }
      log(fault)
    }
    // After CONNECT a client may take what follows for a tunnel.
    let closes =
      !head.keepsAlive || body.fault != nil || head.method == "CONNECT" || !body.couldDrain(head)
      || core.table.withLock { $0.isStopping }
    writer.begin(consume response, to: head, closes: closes)
  }

  private func log(_ fault: HTTPFault) {
    core.log(.requestRefused(address: address, status: fault.status, detail: fault.detail))
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
    let requestBody = body.hasEnded ? RequestBody([]) : RequestBody(body, declaredLength: length)
    defer { requestBody.detach() }
    return core.handler(
      HTTPRequest(
        method: head.method, path: path, query: query, headers: head.fields, body: requestBody, client: client))
  }
}
