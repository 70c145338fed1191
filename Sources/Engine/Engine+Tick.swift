import Journal
import PeerProtocol
public import Region
import Synchronization

extension Engine {
  /// Does what the clock asks for: terms that ran out, agreements that lapsed or ended, peers that went silent, snapshots.
  public func tick() {
    clockWatch.observe()
    do throws(Refusal) {
      try retention.keepRules()
      try retention.sweep()
      try feedSender.giveUpErasedBatches()
      // What time alone ends is not ended by a clock in doubt.
      if !isClockInDoubt {
        try retention.forgetEndedMatches()
        try agreements.advance()
        try standing.advance()
        try endExchange()
        try closing.advance()
        try limits.advance()
        try credentials.advanceProposals()
        try reviews.advance()
        try figures.advance()
        try organisations.advance()
        try rights.advance()
        // Where unusually much of the signals waits for an operator, the clock may be wrong after all.
        if retention.waitingEndings == nil { try pruning.prune(configuration.profile) }
      }
    } catch {
      log(LogEvent(.warning, "tick-waits", refusal: error))
    }
    do throws(Refusal) { try webhooks.advance() } catch {
      log(LogEvent(.warning, "webhooks-wait", refusal: error))
    }
    do throws(Refusal) { try mail.advance() } catch {
      log(LogEvent(.warning, "mail-waits", refusal: error))
    }
    dropOutdatedBriefs()
    audit.advance()
    checkpoints.advance()
    store.writeSnapshotWhereDue()
    store.reviewUpgradeCopy()
  }

  /// Drops what is kept for the worklist of matches that changed or ended since it was last opened.
  func dropOutdatedBriefs() {
    var place: Int?
    repeat {
      place = matches.briefs.withLock { briefs in store.readLatest { briefs.dropOutdated(before: place, $0) } }
    } while place != nil
  }

  /// Writes everything that the state holds and removes the journal before it: what was erased is gone from the disk.
  ///
  /// - Returns: false where it could not be written now; the log says why.
  @discardableResult
  public func writeSnapshot() -> Bool { store.writeSnapshot() }

  /// Writes a snapshot like ``writeSnapshot()``, for an operator who waits for it.
  ///
  /// - Throws: ``Refusal`` `try-again` where the disk takes none, or another one is being written.
  public func snapshot() throws(Refusal) {
    guard store.writeSnapshot() else { throw .storage(.snapshotFailed) }
  }
}
