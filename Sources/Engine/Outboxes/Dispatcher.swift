import PeerProtocol
import Region
import Synchronization

/// The threads that carry deliveries: one a peer.
final class Dispatcher: Sendable {
  private let store: Store
  private let lanes: DeliveryLanes
  private let background: Background
  private let outboxes: Outboxes
  private let caller: any PeerCaller
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, lanes: DeliveryLanes, background: Background, outboxes: Outboxes, caller: any PeerCaller,
    log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.lanes, self.background) = (store, lanes, background)
    (self.outboxes, self.caller, self.log) = (outboxes, caller, log)
  }

  /// Sees to it that every peer has a thread.
  func servePeers() {
    for peer in store.readLatest({ $0.peering.peersToServe }) {
      let isNew = background.state.withLock { $0.lanes.insert(peer).inserted }
      guard isNew, !background.start({ [self] in serve(peer) }) else { continue }
      // Tried again with the next tick.
      background.state.withLock { _ = $0.lanes.remove(peer) }
      log(LogEvent(.error, "no-thread", ["peer": .string(peer.text)]))
    }
  }

  /// Sends what is due and takes in what was answered, in groups: whatever arrives while the thread waits for the disk.
  private func serve(_ peer: RegionName) {
    lanes.open(peer)
    let answered = AnsweredCalls()
    var underWay = 0
    // What was begun is waited for.
    while !background.isStopping || underWay > 0 {
      // Answers are taken in on this thread: the caller's thread only hands them over.
      let arrived = answered.take()
      underWay -= arrived.count
      outboxes.complete(arrived, of: peer)
      let deliveries = background.isStopping ? [] : outboxes.nextDeliveries(to: peer)
      underWay += deliveries.count
      for delivery in deliveries {
        caller.call(delivery.call) { [lanes] in
          answered.add((delivery, $0))
          lanes.wake(peer)
        }
      }
      if arrived.isEmpty && deliveries.isEmpty {
        lanes.wait(peer, milliseconds: outboxes.millisecondsUntilDue(peer))
      }
    }
  }
}

/// Hands what was answered from the caller's thread to the peer's.
private final class AnsweredCalls: Sendable {
  private let queue = Mutex<[Outboxes.Call]>([])

  func add(_ call: Outboxes.Call) { queue.withLock { $0.append(call) } }

  /// All that arrived since the last look.
  func take() -> [Outboxes.Call] {
    queue.withLock { queue in
      defer { queue = [] }
      return queue
    }
  }
}
