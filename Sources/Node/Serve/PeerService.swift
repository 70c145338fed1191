import Engine
import PeerProtocol
import Transport

/// Hands the requests of the peer listener to the engine.
final class PeerService: Sendable {
  private let engine: Engine

  init(engine: Engine) { self.engine = engine }

  /// The whole way of one request.
  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let body = request.body
    let asked = PeerRequest(
      method: request.method, path: request.path, client: request.client.spkiSHA256,
      readBody: { limit throws(Problem) in try body.collectOrProblem(limit: limit) })
    let answer = engine.answer(asked)
    var headers = [("Content-Type", answer.contentType)]
    if let allow = answer.allow { headers.append(("Allow", allow)) }
    if let seconds = answer.retryAfter { headers.append(("Retry-After", String(seconds))) }
    return HTTPResponse(status: answer.status, headers: headers, body: answer.body)
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
