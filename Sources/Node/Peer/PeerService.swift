import Engine
import PeerProtocol
import Region
import Transport

/// Hands the requests of the peer listener to the engine.
final class PeerService: Sendable {
  private let engine: Engine

  private let figures: ActivityFigures

  init(engine: Engine, figures: ActivityFigures = ActivityFigures()) {
    (self.engine, self.figures) = (engine, figures)
  }

  /// The whole way of one request.
  func answer(_ request: HTTPRequest) -> HTTPResponse {
    figures.measure(.peer) { route in
      route = PeerRoute.name(of: request.path)
      return answerUnmeasured(request)
    }
  }

  private func answerUnmeasured(_ request: HTTPRequest) -> HTTPResponse {
    let asked = PeerRequest(
      method: request.method, path: request.path, client: request.client.spkiSHA256,
      readBody: { limit throws(Refusal) in try Self.body(of: request, limit: limit) })
    let answer = engine.answer(asked)
    if request.method == "OPTIONS", let allow = answer.allow {
      return HTTPResponse(status: 204, headers: [("Allow", allow)])
    }
    var headers = [("Content-Type", answer.contentType)]
    if let allow = answer.allow { headers.append(("Allow", allow)) }
    if let seconds = answer.retryAfter { headers.append(("Retry-After", String(seconds))) }
    return HTTPResponse(status: answer.status, headers: headers, body: answer.body)
  }

  /// Every request that has a body here has JSON but one, and says how long it is or that it comes in chunks.
  private static func body(of request: HTTPRequest, limit: Int) throws(Refusal) -> [UInt8] {
    guard request.hasBody else { throw .body(.missing) }
    // C2SP tlog-witness names no type for what a log sends.
    if request.path != "/v1/witness/add-checkpoint" { try request.requireBody(of: "application/json") }
    return try request.body.collectOrRefuse(limit: limit)
  }

  /// One account a peer, whatever keys its card has.
  func terms(_ client: ClientIdentity, _ limits: ClientLimits) -> ClientTerms? {
    engine.region(spkiSHA256: client.spkiSHA256).map { ClientTerms(account: $0.text, limits: limits) }
  }

  /// What the listener makes of a client's key.
  func decide(_ spkiSHA256: [UInt8]) -> PinDecision {
    switch engine.trust(spkiSHA256: spkiSHA256) {
    case .known: .known
    case .stranger: .stranger
    case .refuse: .refuse
    }
  }
}
