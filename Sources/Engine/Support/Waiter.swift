import Dispatch
import PeerProtocol
import Region
import Synchronization

/// Waits for the one outcome of a request.
final class Waiter: Sendable {
  private let outcome = Mutex<Result<PeerReply, PeerCallFailure>?>(nil)
  private let arrived = DispatchSemaphore(value: 0)

  func finish(_ result: Result<PeerReply, PeerCallFailure>) {
    outcome.withLock { $0 = result }
    arrived.signal()
  }

  func wait() -> Result<PeerReply, PeerCallFailure> {
    arrived.wait()
    return outcome.withLock { $0 } ?? .failure(.timedOut)
  }
}
