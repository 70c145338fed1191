import Glibc
import System

/// The journal of one machine: sealed frames in prewritten segment files, one group commit for all threads that wait, snapshots.
///
/// A store is a directory (mode 0700, files 0600) with
///
/// - `lock`: held while the journal is open, with the process number in it;
/// - `segment-N.journal`: numbered without gaps, each a header (`FileHeader`), frames (`Frame`) and zeros up to its
///   prewritten size;
/// - `snapshot-N`: the state that everything before segment N leads to; the same framing, ended by an end frame;
/// - `before-upgrade`: a copy of the store before a newer program wrote into it (`UpgradeCopy`);
/// - `*.new`: unfinished, without meaning, removed when the store is opened.
///
/// One thread seals what was appended into one frame, writes it and calls fdatasync, over and over: so every frame was
/// durable before the next one was written. Opening relies on that to tell the torn end of a write from damage; the
/// rule stands with `SegmentScan`. A torn end is overwritten with zeros, damage is refused with file and offset.
/// Somebody who can write to the disk can put back an older state of the whole store, or cut its end: no seal prevents that.
///
/// A full disk stops nothing that is in memory: records stay queued in order and are tried again every second, while
/// waiters and appenders get `.full`. A failed write or sync ends the journal with `.failed`: what the kernel has not
/// written it forgets, so a second sync would lie.
public final class FileJournal: Journal {
  private let queue: CommitQueue
  private let paths: StorePaths
  private let files: any FileSystem
  private let key: [UInt8]
  private let options: Options
  private let supply: SegmentPreallocator
  private let writerThread: WorkerThread
  private let supplyThread: WorkerThread
  private let lockFile: Int32
  private let closing = Lock()
  /// The copy of the store before an upgrade.
  public let upgradeCopy: UpgradeCopy?

  /// Opens the store in `directory`, which is made where it is not there (its parent must exist), and replays it.
  ///
  /// - Parameters:
  ///   - key: 32 bytes, from which the keys of the files are derived.
  ///   - readSnapshot: gets the chunks of the last finished snapshot, in order.
  ///   - readRecord: gets the records behind it, in order. What it or `readSnapshot` throws becomes part of the
  ///     error's text, and so must not tell what a record holds.
  /// - Throws: `.inUse`, `.corrupt`, `.rejected`, `.full` or `.failed`. Nothing was changed then, but for the torn end
  ///   of an earlier write, which may have been overwritten with zeros.
  public static func open(
    directory: String, key: [UInt8], options: Options = .init(), readSnapshot: ([UInt8]) throws -> Void,
    readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> FileJournal {
    try open(
      directory: directory, key: key, options: options, files: LocalFileSystem(), readSnapshot: readSnapshot,
      readRecord: readRecord)
  }

  static func open(
    directory: String, key: [UInt8], options: Options, files: any FileSystem, readSnapshot: ([UInt8]) throws -> Void,
    readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> FileJournal {
    guard key.count == 32 else { throw .failed(operation: "a storage key has 32 bytes", code: 0) }
    let paths = StorePaths(directory: directory)
    let options = options.bounded
    let lockFile = try takeLock(paths, files)
    do {
      let upgradeCopy = try UpgradeCopy(paths: paths, files: files)
      var recovery = Recovery(paths: paths, files: files, storageKey: key, options: options)
      let end = try recovery.run(readSnapshot: readSnapshot, readRecord: readRecord)
      let queue = CommitQueue(position: recovery.position, replayedBytes: recovery.replayedBytes, options: options)
      return try FileJournal(
        continuing: end, queue: queue, paths: paths, files: files, key: key, options: options, lockFile: lockFile,
        upgradeCopy: upgradeCopy)
    } catch {
      files.close(lockFile)
      throw error
    }
  }

  private static func takeLock(_ paths: StorePaths, _ files: any FileSystem) throws(JournalError) -> Int32 {
    do {
      try files.makeDirectory(paths.directory)
      switch try files.lock(paths.lock) {
      case .held(let file): return file
      case .inUse(let pid): throw JournalError.inUse(pid: pid)
      }
    } catch let error as FileError {
      throw error.journalError
    } catch let error as JournalError {
      throw error
    } catch { throw .failed(operation: "\(error)", code: 0) }
  }

  private init(
    continuing end: SegmentWriter.End, queue: CommitQueue, paths: StorePaths, files: any FileSystem, key: [UInt8],
    options: Options, lockFile: Int32, upgradeCopy: UpgradeCopy
  ) throws(JournalError) {
    let supply = SegmentPreallocator(paths: paths, size: options.segmentBytes, files: files)
    let writer = SegmentWriter(
      continuing: end, paths: paths, files: files, storageKey: key, options: options, supply: supply)
    guard let supplyThread = WorkerThread({ supply.run() }) else {
      writer.release()
      throw Self.noThread
    }
    guard let writerThread = WorkerThread({ CommitLoop(queue: queue, writer: writer).run() }) else {
      supply.stop()
      supplyThread.join()
      supply.discard()
      writer.release()
      throw Self.noThread
    }
    (self.supplyThread, self.writerThread) = (supplyThread, writerThread)
    self.queue = queue
    self.paths = paths
    self.files = files
    self.key = key
    self.options = options
    self.supply = supply
    self.lockFile = lockFile
    self.upgradeCopy = upgradeCopy
  }

  private static let noThread = JournalError.failed(operation: "pthread_create", code: EAGAIN)

  deinit { close() }

  /// Queues `record`; see `Journal.append`.
  public func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition {
    JournalPosition(try queue.append(record))
  }

  /// Blocks until the commit that holds the record is durable; see `Journal.waitUntilDurable`.
  public func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    try queue.waitUntilDurable(position.value)
  }

  /// The position of the last record appended or replayed.
  public var lastPosition: JournalPosition { JournalPosition(queue.lastPosition) }

  /// Bytes of records (each with 4 bytes for its length) behind the last finished snapshot.
  public var bytesSinceSnapshot: Int { queue.bytesSinceSnapshot }

  /// The error that ended the journal, for a health report; nil while it works or waits for room on the disk.
  public var failure: JournalError? { queue.failure }

  /// Goes on in a new segment behind the last record; see `Journal.beginSnapshot`.
  public func beginSnapshot() throws(JournalError) -> any SnapshotWriter {
    try queue.beginSnapshot()
    return FileSnapshotWriter(queue: queue, paths: paths, files: files, storageKey: key, options: options)
  }

  /// Writes what is queued, with a mark behind it, and gives the store free. Records that a full disk holds up are lost;
  /// nobody was told that they are durable.
  public func close() {
    // A second caller returns when the store is free as well.
    closing.lock()
    defer { closing.unlock() }
    guard queue.beginClosing() else { return }
    writerThread.join()
    supply.stop()
    supplyThread.join()
    supply.discard()
    files.close(lockFile)
  }
}
