import PeerProtocol
public import Region
import Synchronization

/// What ends by time, and what two people decide together about a youth or about what was erased.
public final class Retention: Sendable {
  struct State: Sendable {
    /// The day for which terms were last looked at.
    var expiredOn: CalendarDate?
    /// What a sweep would end, while that waits for an operator.
    var waiting: WaitingEndings?
    /// The day for which ended matches were last looked at.
    var forgottenOn: CalendarDate?
  }

  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let profile: RetentionProfile
  /// True once the node stops: long work ends early then.
  let isStopping: @Sendable () -> Bool
  let log: @Sendable (LogEvent) -> Void
  let state = Mutex(State())

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, profile: RetentionProfile,
    isStopping: @escaping @Sendable () -> Bool, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes) = (store, clock, lanes)
    (self.profile, self.isStopping, self.log) = (profile, isStopping, log)
  }

  // MARK: - What waits for an operator

  /// What ended by a clock that is not to be believed yet, or waits for an operator; nil where nothing is held.
  var heldEndings: EndingDeferral? {
    guard clock.isInDoubt || waitingEndings != nil else { return nil }
    return EndingDeferral(
      today: clock.machineDay, profile: profile, isGroundEnded: profile.isGroundEnded(clock.machineNow))
  }

  /// What a sweep would end, while that waits for an operator; nil where nothing waits.
  public var waitingEndings: DueEndings? { state.withLock { $0.waiting?.due } }

  /// An operator confirms the number of signals that end at once.
  ///
  /// - Throws: ``Refusal`` `try-again` while the clock is in doubt, `conflict` where another number would end.
  func confirm(signals count: Int) throws(Refusal) {
    let day = clock.today
    let due = countEndings(by: day)
    guard due.total == count else { throw .retention(.otherCount(.signals, count: due.total)) }
    try sweep(by: day)
  }

  // MARK: - The legal ground

  /// How the legal ground for exchange stands; nil where its end is not configured.
  public var legalGround: LegalGround? { profile.validUntil.map { LegalGround(validUntil: $0, now: clock.now) } }

  /// After the legal ground ended: the concluded agreements to revoke. Every entry is withdrawn; an agreement is revoked
  /// once that is confirmed, or after a day of grace where the peer does not answer.
  func agreementsWithoutGround() -> [AgreementId] {
    guard let ground = legalGround, ground.hasEnded else { return [] }
    let isOver = clock.now.seconds >= ground.validUntil.seconds + EngineLimits.groundGraceSeconds
    return store.readLatest { state in
      state.agreements.records.values.filter {
        $0.status == .concluded && (isOver || state.exchange.confirmedEmpty($0) != nil)
      }
      .map(\.id).sorted()
    }
  }
}
