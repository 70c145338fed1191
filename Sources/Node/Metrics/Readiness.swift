import Cryptography
import Engine
import PeerProtocol
import Region

/// Whether the node can do its work now: sign, store changes, and take what peers send.
struct Readiness {
  /// One thing that the node must be able to do.
  struct Check {
    /// A word for programs.
    var name: String
    /// What keeps the node from it, and what to do; nil where nothing does.
    var fault: String?
  }

  var checks: [Check]

  init(of engine: Engine, _ surroundings: NodeSurroundings) {
    checks = [
      Check(name: "sign", fault: Self.signing(engine)),
      Check(name: "write", fault: engine.storageTrouble.map { Problem($0).detail }),
      Check(name: "accept", fault: Self.accepting(surroundings)),
    ]
  }

  /// Whether nothing is wrong.
  var isReady: Bool { checks.allSatisfy { $0.fault == nil } }

  private static func signing(_ engine: Engine) -> String? {
    do {
      _ = try engine.regionConfiguration.identityKey.sign(Array("samenloop/v1/readiness".utf8))
      return nil
    } catch {
      return
        "the identity key does not sign (\(error.reason)): restart the node, and restore keys/ where that fails too"
    }
  }

  private static func accepting(_ surroundings: NodeSurroundings) -> String? {
    surroundings.isPeerListenerAccepting()
      ? nil : "the peer listener takes no connections: the log says why; restart the node"
  }

  /// The answer to `GET /readyz`: which checks pass.
  var json: JSONValue {
    [
      "status": .string(isReady ? "ready" : "not ready"),
      "checks": .array(
        checks.map { check in
          JSONValue(present: [
            "name": .string(check.name), "state": .string(check.fault == nil ? "ok" : "fail"),
            "detail": check.fault.map { .string($0) },
          ])
        }),
    ]
  }

  /// The same as a problem, where something is wrong.
  var problem: Problem? {
    let faults = checks.compactMap { check in check.fault.map { "\(check.name): \($0)" } }
    guard !faults.isEmpty else { return nil }
    return Problem(
      .tryAgain, "The node cannot do all of its work. \(faults.joined(separator: ". "))",
      members: ["faults": .array(faults.map { .string($0) })], retryAfter: 10)
  }
}
