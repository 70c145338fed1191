import Journal
import PeerProtocol
import Region
import Synchronization

/// What was erased from the state and is not gone from the disk yet.
struct ErasureOnDisk: Sendable {
  /// When the first of it was erased that the journal still holds; milliseconds of uptime.
  var erasedAt: Int?
  /// True where something was erased that the copy of the store before an upgrade holds.
  var isInUpgradeCopy = false
}

extension Store {
  /// What was erased leaves the disk with the next snapshot, soon. `isReplayed`: it was erased before the last stop, and
  /// a copy that is made of such a store stays until that snapshot.
  func noteErasure(isReplayed: Bool = false) {
    let at = machine.uptimeMilliseconds
    erasure.withLock { erasure in
      if !isReplayed { erasure.isInUpgradeCopy = true }
      if erasure.erasedAt == nil { erasure.erasedAt = at }
    }
  }

  /// Writes a snapshot where the journal grew long, or something was erased that it still holds.
  func writeSnapshotWhereDue() {
    let at = machine.uptimeMilliseconds
    let erasedAt = erasure.withLock { $0.erasedAt }
    let isDue =
      journal.bytesSinceSnapshot > EngineLimits.snapshotBytes
      || (erasedAt.map { at - $0 >= EngineLimits.erasureMilliseconds } ?? false)
    if isDue { writeSnapshot() }
  }

  /// Writes everything that the state holds and removes the journal before it: what was erased is gone from the disk.
  ///
  /// - Returns: false where it could not be written now; the log says why.
  @discardableResult
  func writeSnapshot() -> Bool {
    // Taken before the state is: what is erased between the two asks for one snapshot too many instead of one too few.
    let erasedAt = erasure.withLock { erasure in
      defer { erasure.erasedAt = nil }
      return erasure.erasedAt
    }
    do {
      // Before the snapshot stands: once it does, no start would know that the copy holds what was erased.
      if erasedAt != nil { try journal.upgradeCopy?.remove() }
      let (copy, writer) = try state.withLock { state in (state, try journal.beginSnapshot()) }
      do {
        try RegionSnapshotWriter(copy).write { try writer.write($0) }
        try writer.finish()
      } catch {
        writer.abandon()
        throw error
      }
      log(LogEvent(.info, "snapshot-written", [:]))
      return true
    } catch {
      erasure.withLock { $0.erasedAt = erasedAt ?? $0.erasedAt }
      log(LogEvent(.warning, "snapshot-failed", ["reason": .string("\(error)")]))
      return false
    }
  }
}
