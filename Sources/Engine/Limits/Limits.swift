import PeerProtocol
import Region

import enum Cryptography.SubjectKind

/// The limits of agreements: what peers may still send, what this region may, and exceptions that widen both.
public final class Limits: Sendable {
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let admission: PeerAdmission
  let alarms: Alarms
  let signer: DocumentSigner
  let region: RegionName
  let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission, alarms: Alarms,
    signer: DocumentSigner,
    region: RegionName, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.alarms, self.signer, self.region, self.log) = (alarms, signer, region, log)
  }

  /// Checks that a batch has room within the limits of its sender, before any curve arithmetic and again when it is decided;
  /// gives how its additions are divided over the daily limit and exceptions.
  ///
  /// - Parameters:
  ///   - adding: additions that are not in the feed yet.
  ///   - growing: how many entries more, or fewer, are held afterwards.
  /// - Throws: ``Refusal`` `limit-exceeded` where it does not fit.
  func checkRoom(
    adding: Int, growing: Int, _ agreement: AgreementId, _ peer: Peer, _ state: RegionState
  ) throws(Refusal) -> LimitShare {
    let at = clock.milliseconds
    guard adding > 0, let room = LimitReader(state).room(agreement, .received, at: at) else {
      return LimitShare(ordinary: adding, excepted: [])
    }
    if growing > room.active {
      // What the batch itself withdraws makes room too.
      throw .limits(
        .exceeded(
          .active, remaining: max(0, room.active + adding - growing), retryAfter: EngineLimits.activeRetrySeconds))
    }
    if adding > room.inTime {
      let limit = room.perDay <= room.perYear ? LimitName.perDay : .perYear
      let wait = LimitReader(state).secondsUntilRoom(agreement, for: adding, limit, at: at)
      throw .limits(.exceeded(limit, remaining: room.inTime, retryAfter: wait))
    }
    return room.share(adding)
  }

  /// Lets exceptions lapse and alarms end, by time alone.
  func advance() throws(Refusal) {
    let at = clock.milliseconds
    guard store.readLatest({ !LimitDecisions($0).decideLimits(at: at).isEmpty }) else { return }
    let events = try store.commit { (transaction) throws(Refusal) in
      let events = LimitDecisions(transaction.state).decideLimits(at: at)
      try transaction.append(events)
      return events
    }
    tell(events)
  }

  /// Raises and clears alarms after a batch of a peer; gives what changed, for ``tell(_:)``.
  func noteSuspicions(
    _ peer: RegionName, at: Int, _ transaction: inout Transaction
  ) throws(Refusal) -> [RegionEvent] {
    let events = LimitDecisions(transaction.state).decideSuspicions(peer, at: at)
    try transaction.append(events)
    return events
  }

  /// Writes into the log what the privacy officer should know.
  func tell(_ events: [RegionEvent]) {
    for case .limits(let event) in events {
      switch event {
      case .suspicionRaised(let peer, let suspicion):
        log(
          LogEvent(
            .warning, "alarm",
            [
              "code": .string(suspicion.sign.code), "peer": .string(peer.text),
              "detail": .string(
                store.readLatest { suspicion.detail(of: peer, things: Self.feedContents(of: peer, $0)) }),
            ], nextStep: .askAboutGuessing(peer)))
      case .suspicionCleared(let peer, let sign):
        log(LogEvent(.info, "alarm-over", ["code": .string(sign.code), "peer": .string(peer.text)]))
      case .exceptionClosed(let id, let standing, let reason):
        log(
          LogEvent(
            .warning, "limit-exception-" + standing.name,
            ["document": .string(id.base64URL), "reason": .string(reason)]))
      default: break
      }
    }
  }

  /// What the feeds of a peer hold, in words.
  static func feedContents(of peer: RegionName, _ state: RegionState) -> String {
    let concluded = state.agreements.with(peer).filter { $0.status == .concluded }
    return concluded.contains { $0.terms.kinds.contains(.guardian) } ? "youths and guardians" : "youths"
  }
}
