import Synchronization
import Transport

/// A listener on a port of its own for one test.
final class TestServer: Sendable {
  let identity: TestIdentity
  let server: HTTPServer
  let port: UInt16
  private let events: Events

  /// What the listener logged so far.
  final class Events: Sendable {
    private let list = Mutex<[ServerEvent]>([])
    func add(_ event: ServerEvent) { list.withLock { $0.append(event) } }
    var all: [ServerEvent] { list.withLock { $0 } }
  }

  init(
    identity: TestIdentity? = nil, limits: ServerLimits = .peer, trust: ServerTLS.Trust = .pins({ _ in .known }),
    handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse = TestServer.answerToEverything,
    terms: @escaping @Sendable (ClientIdentity) -> ClientTerms? = { _ in nil },
    clock: (@Sendable () -> Int64)? = nil
  ) throws {
    let identity = try identity ?? .selfSigned("server")
    self.identity = identity
    let events = Events()
    self.events = events
    var policy = ServerTLS(certificatePEM: identity.certificatePEM, privateKeyPEM: identity.keyPEM, trust: trust)
    if let clock { policy.clock = clock }
    server = HTTPServer(
      address: ("127.0.0.1", 0), tls: policy,
      limits: limits, defaultHeaders: [("API-Version", "1.0.0")], handler: handler, log: { events.add($0) },
      terms: terms)
    port = try server.start()
  }

  deinit { server.stop(drain: 0) }

  var log: [ServerEvent] { events.all }

  /// Whether a handshake failed for this reason. The log may come after the alert: it is waited for.
  func refused(_ words: String) -> Bool {
    logs { if case .handshakeFailed(_, let reason) = $0 { reason.contains(words) } else { false } }
  }

  /// Whether an open connection was closed for this reason.
  func cutOff(_ words: String) -> Bool {
    logs { if case .cutOff(_, let reason) = $0 { reason.contains(words) } else { false } }
  }

  private func logs(_ isIt: (ServerEvent) -> Bool) -> Bool {
    for _ in 0..<3_000 {
      if log.contains(where: isIt) { return true }
      pause(milliseconds: 10)
    }
    return false
  }

  func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }

  func request(_ path: String = "/", method: String = "GET", body: [UInt8]? = nil) -> OutgoingRequest {
    OutgoingRequest(url: url(path), method: method, body: body, pins: [identity.pin], timeout: 30)
  }

  /// 200 on `/` after the body was read; 404 elsewhere.
  @Sendable static func answerToEverything(_ request: HTTPRequest) -> HTTPResponse {
    guard request.path == "/" else {
      return .problem(status: 404, code: "not-found", detail: "There is nothing here.")
    }
    do throws(HTTPBodyError) {
      while try !request.body.read(upTo: 4_096).isEmpty {}
    } catch {
      return .problem(status: error.status, code: "malformed", detail: "The body did not arrive.")
    }
    return HTTPResponse(status: 200, body: Array("ok".utf8))
  }
}
