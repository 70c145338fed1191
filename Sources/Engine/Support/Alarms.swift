import PeerProtocol
import Region
import Synchronization

/// Alarms about peers and this node: told in the log at once, and kept in the state.
final class Alarms: Sendable {
  /// Alarms of one kind and peer that were counted since the last durable one.
  private struct Pending: Sendable {
    var count = 0
    var lastDurableAt = Int.min / 2
  }

  private let store: Store
  private let clock: NodeClock
  private let log: @Sendable (LogEvent) -> Void
  private let pending = Mutex<[String: Pending]>([:])

  init(store: Store, clock: NodeClock, log: @escaping @Sendable (LogEvent) -> Void) {
    (self.store, self.clock, self.log) = (store, clock, log)
  }

  /// Tells of an alarm about a peer, or about this region: in the log at once, in the state at most once a minute a kind.
  func raise(_ alarm: Alarm, about peer: RegionName) {
    tell(alarm, about: peer)
    store(alarm.code, peer)
  }

  /// Tells in the log of an alarm that was stored with what led to it, as ``Alarm/event(about:at:)``.
  func tell(_ alarm: Alarm, about peer: RegionName) {
    log(LogEvent(.warning, "alarm", ["code": .string(alarm.code), "peer": .string(peer.text)], alarm: alarm))
  }

  private func store(_ code: String, _ peer: RegionName) {
    let at = clock.uptimeMilliseconds
    let key = peer.text + "\n" + code
    let count = pending.withLock { book -> Int in
      var pending = book[key] ?? Pending()
      pending.count += 1
      defer { book[key] = pending }
      guard at - pending.lastDurableAt >= EngineLimits.alarmMilliseconds else { return 0 }
      let count = pending.count
      pending = Pending(count: 0, lastDurableAt: at)
      return count
    }
    guard count > 0 else { return }
    do {
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.peering(.alarmRaised(peer, code: code, count: count, at: clock.now)))
      }
    } catch {
      log(LogEvent(.error, "alarm-not-stored", ["code": .string(code), "peer": .string(peer.text)]))
    }
  }
}
