import PeerProtocol
import Region

extension FeedSender {
  /// The guardians of a feed that are not due yet; nil where none waits.
  func waitingGuardians(_ key: FeedKey, _ state: RegionState, _ lane: DeliveryLane) -> WaitingGuardians? {
    guard let feed = state.exchange.outgoing[key], additionsWait(key, state, lane) else { return nil }
    let additions = FeedBacklog(state, key).outstandingAdditions()
    guard additions > 0 else { return nil }
    guard feed.complete, !lane.sendsGuardians else { return WaitingGuardians(additions: additions, from: nil) }
    let from = max(
      feed.addedAt + guardianMilliseconds, state.signals.changedAt + EngineLimits.guardianQuietMilliseconds)
    // After the youths that they belong to, whenever those are through.
    guard from > clock.milliseconds else { return WaitingGuardians(additions: additions, from: nil) }
    return WaitingGuardians(additions: additions, from: Timestamp(seconds: Int64((from + 999) / 1_000)))
  }
}
