import Cryptography
import PeerProtocol
import Region

/// What `status` shows of limits.
extension Limits {
  /// The limits of an agreement as they stand; nil for an agreement that names none of the parties.
  func limits(of record: AgreementRecord, _ state: RegionState, _ lane: DeliveryLane) -> AgreementLimits? {
    let at = clock.milliseconds
    let now = Timestamp(seconds: Int64(at / 1000))
    let reader = LimitReader(state)
    guard let received = reader.room(record.id, .received, at: at), let sent = reader.room(record.id, .sent, at: at)
    else { return nil }
    let open = state.limits.exceptions(under: record.id)
      .filter { $0.terms.until >= now && ($0.standing.isOpen || $0.standing == .concluded) }
    return AgreementLimits(
      agreement: record.id, received: received, sent: sent, waiting: waiting(record, state, lane),
      exceptions: open.map { LimitExceptionDetails($0, at: now) })
  }

  /// The first exception of a peer that waits here for an approval; nil where none does.
  func awaitedException(of peer: RegionName, _ state: RegionState, at: Timestamp) -> LimitExceptionDetails? {
    state.limits.exceptions(with: peer).filter { $0.standing == .received && $0.terms.until >= at }
      .min { $0.id < $1.id }.map { LimitExceptionDetails($0, at: at) }
  }

  /// What waits in the feeds of an agreement because of the peer's limits: how much, which limit, and until when.
  func waiting(
    _ record: AgreementRecord, _ state: RegionState, _ lane: DeliveryLane
  ) -> WaitingAdditions? {
    var found: WaitingAdditions?
    let (at, uptime) = (clock.milliseconds, clock.uptimeMilliseconds)
    for kind in record.terms.kinds {
      let key = FeedKey(agreement: record.id, kind: kind)
      guard let budget = lane.budgets[key], budget.until > uptime, budget.remaining == 0 else { continue }
      let additions = FeedBacklog(state, key).outstandingAdditions()
      guard additions > 0 else { continue }
      let until = Timestamp(seconds: Int64((at + budget.until - uptime + 999) / 1000))
      found = WaitingAdditions(
        additions: (found?.additions ?? 0) + additions,
        guardians: (found?.guardians ?? 0) + (kind == .guardian ? additions : 0), limit: found?.limit ?? budget.limit,
        until: min(found?.until ?? until, until))
    }
    return found
  }
}
