import Journal
import PeerProtocol
import Region
import Synchronization

extension Engine {
  /// Does what the clock asks for: terms that ran out, agreements that lapsed or ended, peers that went silent, snapshots.
  public func tick() {
    observeClock()
    do throws(Problem) {
      try keepRules()
      try sweep()
      try giveUpErasedBatches()
      // What time alone ends is not ended by a clock in doubt.
      if !isClockInDoubt {
        try forgetEndedMatches()
        try closeAgreements()
        try endExchange()
        try advanceClosing()
        try reviewLimits()
        try advanceOfficerProposals()
      }
    } catch {
      log(LogEvent(.warning, "tick-waits", ["reason": .string(error.detail)]))
    }
    snapshotWhereDue()
    reviewUpgradeCopy()
  }

  private func closeAgreements() throws(Problem) {
    let at = milliseconds
    let knowsSilence = hasListened
    let (decided, concluded) = peek { state in
      (
        state.decideAgreements(at: at, knowsSilence: knowsSilence) { _, _ in nil },
        state.agreements.records.values.count { $0.status == .concluded }
      )
    }
    let isHeld = holdsEndings(of: decided, concluded)
    let due = isHeld ? decided.filter { !$0.endsAgreement } : decided
    guard !due.isEmpty else { return }
    try commit { (transaction) throws(Problem) in
      let events = transaction.state.decideAgreements(at: at, knowsSilence: knowsSilence) { id, reason in
        try? ending(id, reason, .revocation)
      }
      try transaction.append(isHeld ? events.filter { !$0.endsAgreement } : events)
    }
    for case .agreements(.closed(let id, let status, _, let reason, _, _)) in due {
      log(
        LogEvent(
          .warning, "agreement-" + status.name,
          ["agreement": .string(id.base64URL), "reason": .string(reason)]))
    }
  }

  /// True where all of several agreements would end at once, and nobody confirmed that.
  private func holdsEndings(of events: [RegionEvent], _ concluded: Int) -> Bool {
    let ending = events.count(where: \.endsAgreement)
    let (isHeld, isNews) = background.state.withLock { state in
      let isHeld = ending > 1 && ending == concluded && ending > state.confirmedAgreements
      defer { state.waitingAgreements = isHeld ? ending : 0 }
      if ending == 0 { state.confirmedAgreements = 0 }
      return (isHeld, isHeld && state.waitingAgreements != ending)
    }
    if isNews {
      log(
        LogEvent(
          .warning, "endings-wait",
          [
            "agreements": JSONValue(ending), "of": JSONValue(concluded),
            "next": .string("samenloop retention confirm --agreements \(ending)"),
          ]))
    }
    return isHeld
  }

  /// A batch that waits for its answer may hold what was erased since; where its peer is down that could stay for weeks.
  private func giveUpErasedBatches() throws(Problem) {
    let held = peek { state in
      state.exchange.outgoing.filter { $0.value.pending?.holdsErased == true }.map { ($0.key, $0.value.peer) }
    }
    for (key, peer) in held where !lanes.lane(peer, { $0.underWay.contains(.batch(key)) }) { try giveUp(key, peer) }
  }

  /// What was erased leaves the disk with the next snapshot, soon. `isReplayed`: it was erased before the last stop, and
  /// a copy that is made of such a store stays until that snapshot.
  func noteErasure(isReplayed: Bool = false) {
    let at = clock.uptimeMilliseconds
    background.state.withLock { state in
      if !isReplayed { state.copyHoldsErased = true }
      if state.erasedAt == nil { state.erasedAt = at }
    }
  }

  private func snapshotWhereDue() {
    let at = clock.uptimeMilliseconds
    let erasedAt = background.state.withLock { $0.erasedAt }
    let isDue =
      journal.bytesSinceSnapshot > EngineLimits.snapshotBytes
      || (erasedAt.map { at - $0 >= EngineLimits.erasureMilliseconds } ?? false)
    if isDue { writeSnapshot() }
  }

  /// Writes everything that the state holds and removes the journal before it: what was erased is gone from the disk.
  ///
  /// - Returns: false where it could not be written now; the log says why.
  @discardableResult
  public func writeSnapshot() -> Bool {
    // Taken before the state is: what is erased between the two asks for one snapshot too many instead of one too few.
    let erasedAt = background.state.withLock { state in
      defer { state.erasedAt = nil }
      return state.erasedAt
    }
    do {
      // Before the snapshot stands: once it does, no start would know that the copy holds what was erased.
      if erasedAt != nil { try journal.upgradeCopy?.remove() }
      let (copy, writer) = try state.withLock { state in (state, try journal.beginSnapshot()) }
      do {
        try copy.writeSnapshot { try writer.write($0) }
        try writer.finish()
      } catch {
        writer.abandon()
        throw error
      }
      log(LogEvent(.info, "snapshot-written", [:]))
      return true
    } catch {
      background.state.withLock { $0.erasedAt = erasedAt ?? $0.erasedAt }
      log(LogEvent(.warning, "snapshot-failed", ["reason": .string("\(error)")]))
      return false
    }
  }
}

extension RegionEvent {
  /// True where a concluded agreement ends by this event, by time alone.
  fileprivate var endsAgreement: Bool {
    if case .agreements(.closed(_, .ended, _, _, _, _)) = self { true } else { false }
  }
}
