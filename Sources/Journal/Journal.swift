/// The durable, ordered record of everything that happened: appended to, waited for, replayed at the next start.
///
/// A journal is used from many threads. The order of records is the order of the calls of `append`, so callers that
/// fold records into a state append under the lock that guards that state.
public protocol Journal: AnyObject, Sendable {
  /// Puts `record` behind all earlier ones; it is not yet durable.
  ///
  /// Cheap enough for a caller that holds its state lock: the bytes are queued, nothing is sealed or written here.
  /// - Throws: `.full` while the disk is full, `.busy` while too many bytes wait to be written, `.tooLarge`, `.failed`
  ///   or `.closed`. After an error the record is not in the journal and will not be.
  func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition

  /// Blocks until the record at `position`, and with it every earlier one, survives a power cut.
  /// - Throws: `.full` when the disk is full: the record stays queued and becomes durable once there is room, as long
  ///   as the process lives. `.failed` or `.closed` when it is unknown whether the record is durable.
  func waitUntilDurable(_ position: JournalPosition) throws(JournalError)

  /// The position of the last record appended or replayed, `.start` when there is none.
  var lastPosition: JournalPosition { get }

  /// Marks this point in the order of records; what is written to the result stands for everything before it.
  ///
  /// The caller holds the lock under which it appends, so that the snapshot equals its state at this point. Records
  /// may be appended while the snapshot is written. One snapshot at a time.
  /// - Throws: `.busy` while another snapshot is being written, `.full`, `.failed` or `.closed`.
  func beginSnapshot() throws(JournalError) -> any SnapshotWriter

  /// Bytes of records that the next opening must replay behind the last finished snapshot.
  var bytesSinceSnapshot: Int { get }

  /// The copy of the store before an upgrade, made and removed through it; nil where a journal has no files.
  var upgradeCopy: UpgradeCopy? { get }

  /// Writes what is queued, marks the end and releases the store. Waiters return; later calls throw `.closed`.
  func close()
}

extension Journal {
  /// No copy.
  public var upgradeCopy: UpgradeCopy? { nil }
}

/// Takes the chunks of one snapshot, in order, from one thread at a time.
public protocol SnapshotWriter: AnyObject, Sendable {
  /// Adds `chunk`; the reader gets the same chunks in the same order.
  func write(_ chunk: [UInt8]) throws(JournalError)

  /// Makes the snapshot durable and removes the records that it stands for. Waits until all of these were durable.
  func finish() throws(JournalError)

  /// Drops what was written; the journal continues as if this snapshot had not begun.
  func abandon()
}
