import Engine
import Node
import PeerProtocol
import Region
import Synchronization

/// Connects nodes by endpoint and key as TLS would: pins are checked, and strangers are refused.
final class Switchboard: Sendable {
  private struct Line: Sendable {
    var engine: Engine?
    var key: [UInt8]
  }

  private let lines = Mutex<[String: Line]>([:])

  func connect(_ endpoint: String, _ engine: Engine?, key: [UInt8]) {
    lines.withLock { $0[endpoint] = Line(engine: engine, key: key) }
  }

  /// Carries a call to its node and gives its answer.
  func carry(_ call: PeerCall, from key: [UInt8]) -> Result<PeerReply, PeerCallFailure> {
    guard let line = lines.withLock({ $0[call.endpoint] }), let engine = line.engine else {
      return .failure(.notReachable("connection refused"))
    }
    guard call.pins.contains(line.key) else { return .failure(.pinMismatch) }
    guard engine.trust(spkiSHA256: key) != .refuse else { return .failure(.refused("unknown certificate")) }
    let body = call.body ?? []
    let response = engine.answer(
      PeerRequest(method: call.method, path: call.path, client: key) { (limit) throws(Refusal) in
        guard body.count <= limit else { throw .problem(Problem(.tooLarge, "The body is too large.")) }
        return body
      })
    return .success(PeerReply(status: response.status, body: response.body, retryAfter: response.retryAfter))
  }
}

/// A node's way out for the one request that waits for its answer, to join: it is carried at once.
struct DirectCaller: PeerCaller {
  let switchboard: Switchboard
  let key: [UInt8]

  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    completion(switchboard.carry(call, from: key))
  }
}
