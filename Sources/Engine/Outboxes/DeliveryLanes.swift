import PeerProtocol
import Synchronization
import System

/// The lanes of all peers, and the bells that wake their threads.
final class DeliveryLanes: Sendable {
  private let lanes = Mutex<[RegionName: DeliveryLane]>([:])
  private let bells = Mutex<[RegionName: WakeSignal]>([:])

  func lane<Result>(_ peer: RegionName, _ body: (inout DeliveryLane) -> Result) -> Result {
    lanes.withLock { body(&$0[peer, default: DeliveryLane()]) }
  }

  /// Lets the calling thread rest.
  func pause(milliseconds: Int) { WakeSignal().wait(milliseconds: milliseconds) }

  /// Wakes the threads of all lanes; one that is awake looks once more.
  func wakeAll() {
    for bell in bells.withLock({ Array($0.values) }) { bell.signal() }
  }

  /// Wakes the thread of one lane.
  func wake(_ peer: RegionName) { bells.withLock { $0[peer] }?.signal() }

  /// Hangs up the lane's bell, before the lane looks for the first time: what happens from then on is heard.
  func open(_ peer: RegionName) {
    bells.withLock { bells in
      if bells[peer] == nil { bells[peer] = WakeSignal() }
    }
  }

  /// Waits until the lane is woken or `milliseconds` have passed.
  func wait(_ peer: RegionName, milliseconds: Int) { bells.withLock { $0[peer] }?.wait(milliseconds: milliseconds) }
}
