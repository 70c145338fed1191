import PeerProtocol
import Synchronization

/// Lets one batch a peer be decided on at a time, so that limits hold (PROTOCOL section 5).
final class PeerGates: Sendable {
  private final class Gate: Sendable {
    let mutex = Mutex<Void>(())
  }

  private let gates = Mutex<[RegionName: Gate]>([:])

  func pass<Result>(_ peer: RegionName, _ body: () throws(Problem) -> Result) throws(Problem) -> Result {
    let gate = gates.withLock { gates in
      if let gate = gates[peer] { return gate }
      let gate = Gate()
      gates[peer] = gate
      return gate
    }
    let outcome: Swift.Result<Result, Problem> = gate.mutex.withLock { _ in
      do throws(Problem) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
