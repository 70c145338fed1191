import PeerProtocol
import Region
import Synchronization

import enum Cryptography.SubjectKind

extension Engine {
  /// Measures a batch against the limits of its sender, before any curve arithmetic and again when it is decided.
  ///
  /// - Parameters:
  ///   - adding: additions that are not in the feed yet.
  ///   - growing: how many entries more, or fewer, are held afterwards.
  /// - Throws: ``Refusal`` `limit-exceeded` where it does not fit.
  func share(
    adding: Int, growing: Int, _ agreement: AgreementId, _ peer: Peer, _ state: RegionState
  ) throws(Refusal) -> LimitShare {
    let at = milliseconds
    guard adding > 0, let room = state.room(agreement, .received, at: at) else {
      return LimitShare(ordinary: adding, excepted: [])
    }
    func refuse(_ limit: String, _ remaining: Int, _ retryAfter: Int) -> Refusal {
      Refusal.problem(
        Problem(
          .limitExceeded,
          "The batch would pass the limit \(limit) of the agreement. Send at most `remaining` additions, the rest after "
            + "Retry-After.",
          members: ["limit": .string(limit), "remaining": JSONValue(remaining)], retryAfter: retryAfter))
    }
    if growing > room.active {
      // What the batch itself withdraws makes room too.
      throw refuse("active", max(0, room.active + adding - growing), EngineLimits.activeRetrySeconds)
    }
    if adding > room.inTime {
      let limit = room.perDay <= room.perYear ? "perDay" : "perYear"
      throw refuse(limit, room.inTime, state.secondsUntilRoom(agreement, for: adding, limit, at: at))
    }
    return room.share(adding)
  }

  /// Lets exceptions lapse and alarms end, by time alone.
  func reviewLimits() throws(Refusal) {
    let at = milliseconds
    guard store.readLatest({ !$0.decideLimits(at: at).isEmpty }) else { return }
    let events = try store.commit { (transaction) throws(Refusal) in
      let events = transaction.state.decideLimits(at: at)
      try transaction.append(events)
      return events
    }
    tell(events)
  }

  /// Raises and clears alarms after a batch of a peer; gives what changed, for ``tell(_:)``.
  func noteSuspicions(
    _ peer: RegionName, at: Int, _ transaction: inout Transaction
  ) throws(Refusal) -> [RegionEvent] {
    let events = transaction.state.decideSuspicions(peer, at: at)
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
              "detail": .string(store.readLatest { explain(suspicion, peer, $0) }),
            ]))
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

  /// An alarm in plain words, with the next step.
  func explain(_ suspicion: Suspicion, _ peer: RegionName, _ state: RegionState) -> String {
    let concluded = state.agreements.with(peer).filter { $0.status == .concluded }
    let things = concluded.contains { $0.terms.kinds.contains(.guardian) } ? "youths and guardians" : "youths"
    return suspicion.detail(of: peer, things: things)
      + " Ask their privacy officer why; until you know, suspend it with: samenloop peer suspend \(peer) --reason TEXT"
  }
}
