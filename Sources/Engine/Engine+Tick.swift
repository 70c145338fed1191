import Journal
import PeerProtocol
import Region
import Synchronization

extension Engine {
  /// Does what the clock asks for: terms that ran out, agreements that lapsed or ended, peers that went silent, snapshots.
  public func tick() {
    clockWatch.observe()
    do throws(Refusal) {
      try keepRules()
      try sweep()
      try feedSender.giveUpErasedBatches()
      // What time alone ends is not ended by a clock in doubt.
      if !isClockInDoubt {
        try forgetEndedMatches()
        try closeAgreements()
        try endExchange()
        try advanceClosing()
        try reviewLimits()
        try credentials.advanceProposals()
      }
    } catch {
      log(LogEvent(.warning, "tick-waits", refusal: error))
    }
    store.writeSnapshotWhereDue()
    store.reviewUpgradeCopy()
  }

  /// Writes everything that the state holds and removes the journal before it: what was erased is gone from the disk.
  ///
  /// - Returns: false where it could not be written now; the log says why.
  @discardableResult
  public func writeSnapshot() -> Bool { store.writeSnapshot() }
}
