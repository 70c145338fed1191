import Cryptography
import System

/// Writes a snapshot aside and puts it in the place of the segments before it.
final class FileSnapshotWriter: SnapshotWriter, @unchecked Sendable {
  // Unchecked: used from one thread at a time, which the protocol asks of its caller; what it shares with the journal
  // is the queue, which has a lock of its own.

  private let queue: CommitQueue
  private let paths: StorePaths
  private let files: any FileSystem
  private let storageKey: [UInt8]
  private let options: FileJournal.Options

  private struct Output {
    let file: Int32
    let sealer: FrameSealer
    let number: UInt64
    var offset: Int
    var frame: UInt64 = 0
    var buffer: [UInt8] = []
  }

  private static let bufferBytes = 1 << 18

  private var output: Output?
  private var chunks: UInt64 = 0
  private var isOver = false

  init(
    queue: CommitQueue, paths: StorePaths, files: any FileSystem, storageKey: [UInt8], options: FileJournal.Options
  ) {
    self.queue = queue
    self.paths = paths
    self.files = files
    self.storageKey = storageKey
    self.options = options
  }

  deinit { abandon() }

  func write(_ chunk: [UInt8]) throws(JournalError) {
    guard chunk.count <= options.maxRecordBytes else {
      throw .tooLarge(bytes: chunk.count, limit: options.maxRecordBytes)
    }
    var output = try begun()
    // Taken out while it grows, so that its buffer is not copied.
    self.output = nil
    defer { self.output = output }
    try add(.chunk, chunk, to: &output)
    chunks += 1
    if output.buffer.count >= Self.bufferBytes { try flush(&output) }
  }

  func finish() throws(JournalError) {
    var output = try begun()
    var count: [UInt8] = []
    count.append(bigEndian: chunks)
    try add(.snapshotEnd, count, to: &output)
    try flush(&output)
    self.output = output
    // The store must not be given free between the check and the removal of older segments.
    try queue.beginFinishing()
    defer { queue.endFinishing() }
    do {
      try files.syncData(output.file)
      try files.rename(paths.newSnapshot(output.number), to: paths.snapshot(output.number))
      try files.syncDirectory(paths.directory)
    } catch { throw error.journalError }
    files.close(output.file)
    self.output = nil
    isOver = true
    queue.endSnapshot(isFinished: true)
    try removeOlder(than: output.number)
  }

  func abandon() {
    guard !isOver else { return }
    isOver = true
    if let output {
      files.close(output.file)
      try? files.remove(paths.newSnapshot(output.number))
    }
    output = nil
    queue.endSnapshot(isFinished: false)
  }

  /// The file with its header and head frame, once it is known which segment follows.
  private func begun() throws(JournalError) -> Output {
    guard !isOver else { throw .closed }
    if let output { return output }
    let rotation = try queue.awaitRotation()
    let header = FileHeader(kind: .snapshot, number: rotation.segment, size: 0, salt: options.random.bytes(32))
    let sealer = try FrameSealer(header, storageKey: storageKey, random: options.random)
    let bytes = try header.encoded(storageKey: storageKey)
    let file: Int32
    do { file = try files.create(paths.newSnapshot(rotation.segment)) } catch { throw error.journalError }
    var output = Output(file: file, sealer: sealer, number: rotation.segment, offset: 0)
    output.buffer = bytes
    var head: [UInt8] = []
    head.append(bigEndian: rotation.nextFrame)
    head.append(bigEndian: rotation.position)
    self.output = output
    try add(.snapshotHead, head, to: &output)
    self.output = output
    return output
  }

  private func add(_ kind: Frame.Kind, _ payload: [UInt8], to output: inout Output) throws(JournalError) {
    output.buffer += try output.sealer.frame([kind.rawValue] + payload, number: output.frame)
    output.frame += 1
  }

  private func flush(_ output: inout Output) throws(JournalError) {
    do { try files.write(output.buffer, to: output.file, at: output.offset) } catch { throw error.journalError }
    output.offset += output.buffer.count
    output.buffer.removeAll(keepingCapacity: true)
  }

  /// What the snapshot stands for is erased; after a crash here, the next opening does it.
  private func removeOlder(than number: UInt64) throws(JournalError) {
    do {
      let inventory = Recovery.Inventory(try files.names(in: paths.directory))
      for old in inventory.segments where old < number { try files.remove(paths.segment(old)) }
      for old in inventory.snapshots where old < number { try files.remove(paths.snapshot(old)) }
      try files.syncDirectory(paths.directory)
    } catch { throw error.journalError }
  }
}
