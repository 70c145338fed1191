import Journal
import Synchronization

/// A journal that counts how long a change waits until the disk has it.
final class MeasuredJournal: Journal {
  private let journal: any Journal
  private let figures: ActivityFigures
  /// The newest position that is known to be durable: whoever waits for an older one does not wait for the disk.
  private let durable: Atomic<UInt64>

  init(_ journal: any Journal, _ figures: ActivityFigures) {
    (self.journal, self.figures) = (journal, figures)
    durable = Atomic(journal.lastPosition.value)
  }

  func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition { try journal.append(record) }

  func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    guard position.value > durable.load(ordering: .relaxed) else {
      return try journal.waitUntilDurable(position)
    }
    let beganAt = MonotonicTime.now
    try journal.waitUntilDurable(position)
    figures.noteCommit(seconds: MonotonicTime.now - beganAt)
    durable.max(position.value, ordering: .relaxed)
  }

  var lastPosition: JournalPosition { journal.lastPosition }

  func beginSnapshot() throws(JournalError) -> any SnapshotWriter { try journal.beginSnapshot() }

  var bytesSinceSnapshot: Int { journal.bytesSinceSnapshot }

  var upgradeCopy: UpgradeCopy? { journal.upgradeCopy }

  func close() { journal.close() }
}
