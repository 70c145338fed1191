package import Engine
import Node
import PeerProtocol
package import Region
import Synchronization

/// Connects nodes by endpoint and key as TLS would: pins are checked, and strangers are refused.
///
/// What happens to a message on the way (loss, copies, delay) the driver decides by ``NetworkConditions``; an outage between two
/// nodes is noted here.
package final class SimulatedNetwork: Sendable {
  private struct Listener: Sendable {
    var engine: Engine?
    var key: [UInt8]
  }

  private let listeners = Mutex<[String: Listener]>([:])
  private let requests = Mutex<[String]>([])
  /// Pairs of nodes, the smaller number first, with the moment at which their outage ends.
  private let outages = Mutex<[[Int]: Int]>([:])

  /// A network without nodes.
  package init() {}

  /// Lets a node listen; without an engine the endpoint refuses connections.
  package func connect(_ endpoint: String, _ engine: Engine?, key: [UInt8]) {
    listeners.withLock { $0[endpoint] = Listener(engine: engine, key: key) }
  }

  /// Method and path of each request that reached a node so far.
  package var reached: [String] { requests.withLock { $0 } }

  /// Carries a call to its node and gives its answer.
  package func carry(_ call: PeerCall, from key: [UInt8]) -> Result<PeerReply, PeerCallFailure> {
    guard let listener = listeners.withLock({ $0[call.endpoint] }), let engine = listener.engine else {
      return .failure(.notReachable("connection refused"))
    }
    guard call.pins.contains(listener.key) else { return .failure(.pinMismatch) }
    guard engine.trust(spkiSHA256: key) != .refuse else { return .failure(.refused("unknown certificate")) }
    requests.withLock { $0.append(call.method + " " + call.path) }
    let body = call.body ?? []
    let response = engine.answer(
      PeerRequest(method: call.method, path: call.path, client: key) { (limit) throws(Refusal) in
        guard body.count <= limit else { throw .body(.tooLarge(limit: limit)) }
        return body
      })
    return .success(PeerReply(status: response.status, body: response.body, retryAfter: response.retryAfter))
  }

  // MARK: - Outages

  private static func pair(_ first: Int, _ second: Int) -> [Int] { [min(first, second), max(first, second)] }

  /// Nothing passes between two nodes, until a moment if one is given.
  func beginOutage(_ first: Int, _ second: Int, until end: Int = .max) {
    outages.withLock { $0[Self.pair(first, second)] = end }
  }

  /// Ends the outage that was planned to end at this moment; a later one goes on.
  func endOutage(_ first: Int, _ second: Int, plannedFor moment: Int) {
    outages.withLock { if $0[Self.pair(first, second)] == moment { $0[Self.pair(first, second)] = nil } }
  }

  /// Ends all outages.
  func endOutages() { outages.withLock { $0 = [:] } }

  /// True while nothing passes between two nodes.
  func isOut(_ first: Int, _ second: Int) -> Bool { outages.withLock { $0[Self.pair(first, second)] != nil } }
}
