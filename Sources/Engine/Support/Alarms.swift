import PeerProtocol
import Region
import Synchronization

/// Alarms of one kind and peer that were counted since the last durable one.
struct PendingAlarm: Sendable {
  var count = 0
  var lastDurableAt = Int.min / 2
}

extension Engine {
  /// Notes that a peer did what it should not: in the log at once, in the state at most once a minute a kind.
  func raise(_ code: String, _ peer: RegionName, _ detail: String) {
    let at = clock.uptimeMilliseconds
    log(LogEvent(.warning, "alarm", ["code": .string(code), "peer": .string(peer.text), "detail": .string(detail)]))
    let count = alarmBook.withLock { book -> Int in
      var pending = book[peer.text + "\n" + code] ?? PendingAlarm()
      pending.count += 1
      defer { book[peer.text + "\n" + code] = pending }
      guard at - pending.lastDurableAt >= EngineLimits.alarmMilliseconds else { return 0 }
      let count = pending.count
      pending = PendingAlarm(count: 0, lastDurableAt: at)
      return count
    }
    guard count > 0 else { return }
    do {
      try commit { (transaction) throws(Problem) in
        try transaction.append(.peering(.alarmRaised(peer, code: code, count: count, at: now)))
      }
    } catch {
      log(LogEvent(.error, "alarm-not-stored", ["code": .string(code), "peer": .string(peer.text)]))
    }
  }
}
