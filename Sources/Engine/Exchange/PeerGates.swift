import PeerProtocol
import Region
import Synchronization

/// Lets one batch a peer be decided on at a time, so that limits hold (Schemas/peer-protocol.md, section 5), and bounds
/// what one peer can make this node hold and remember.
final class PeerGates: Sendable {
  private final class Gate: Sendable {
    let mutex = Mutex<Void>(())
    let waiting = Mutex(0)
    let idle = Mutex(Allowance())
  }

  /// How many batches that change nothing a peer may still send.
  private struct Allowance: Sendable {
    var left = EngineLimits.idleBatches
    var grownAt: Int?

    /// Takes one; false where none is left.
    mutating func take(now: Int) -> Bool {
      let since = grownAt ?? now
      let grown = max(0, now - since) / EngineLimits.idleBatchMilliseconds
      left = min(EngineLimits.idleBatches, left + grown)
      grownAt = since + grown * EngineLimits.idleBatchMilliseconds
      guard left > 0 else { return false }
      left -= 1
      return true
    }
  }

  private let gates = Mutex<[RegionName: Gate]>([:])

  private func gate(_ peer: RegionName) -> Gate {
    gates.withLock { gates in
      if let gate = gates[peer] { return gate }
      let gate = Gate()
      gates[peer] = gate
      return gate
    }
  }

  /// Counts a request of the peer while `body` reads it and waits for its turn.
  ///
  /// - Throws: ``Refusal`` `try-again` where too many are under way.
  func admit<Result>(_ peer: RegionName, _ body: () throws(Refusal) -> Result) throws(Refusal) -> Result {
    let gate = gate(peer)
    let isAdmitted = gate.waiting.withLock { waiting in
      guard waiting < EngineLimits.batchesWaiting else { return false }
      waiting += 1
      return true
    }
    guard isAdmitted else { throw .exchange(.tooManyBatches) }
    defer { gate.waiting.withLock { $0 -= 1 } }
    return try body()
  }

  /// True where the peer may send one more batch that changes nothing.
  func allowsIdleBatch(_ peer: RegionName, now: Int) -> Bool { gate(peer).idle.withLock { $0.take(now: now) } }

  func pass<Result>(_ peer: RegionName, _ body: () throws(Refusal) -> Result) throws(Refusal) -> Result {
    let outcome: Swift.Result<Result, Refusal> = gate(peer).mutex.withLock { _ in
      do throws(Refusal) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
