public import Cryptography
import System

/// Seals a store under another key, file by file, while no node has the store.
///
/// Each file is written aside under the new key, made durable, and then takes the place of the older one in one step. So
/// after a crash every file is sealed as a whole under one of the two keys, and another run goes on where this one ended.
/// Nothing is changed before every file was verified.
public final class StoreKeyChange {
  /// What a look at the store finds before anything is changed.
  public struct Plan: Equatable, Sendable {
    /// Files that are sealed under the old key still.
    public var files = 0
    /// Bytes of them.
    public var bytes = 0
    /// Bytes of the largest of them: so much room is needed beside the store.
    public var largestFile = 0
    /// Whether there is a copy of the store before an upgrade, which is removed: the old key opens it.
    public var hasUpgradeCopy = false
  }

  private let paths: StorePaths
  private let files: any FileSystem
  private let keys: (old: [UInt8], new: [UInt8])
  private let options: FileJournal.Options
  private let lockFile: Int32

  /// Takes the store in `directory` for this process, until the last reference to this goes.
  ///
  /// - Parameters:
  ///   - oldKey: the key of the files that were not changed yet, 32 bytes.
  ///   - newKey: the key that takes its place, 32 bytes.
  /// - Throws: `.inUse` where a node has the store.
  public convenience init(
    directory: String, from oldKey: [UInt8], to newKey: [UInt8], random: any RandomSource = SystemRandom()
  ) throws(JournalError) {
    try self.init(directory: directory, from: oldKey, to: newKey, random: random, files: LocalFileSystem())
  }

  init(
    directory: String, from oldKey: [UInt8], to newKey: [UInt8], random: any RandomSource, files: any FileSystem
  ) throws(JournalError) {
    guard oldKey.count == 32, newKey.count == 32 else {
      throw .failed(operation: "a storage key has 32 bytes", code: 0)
    }
    paths = StorePaths(directory: directory)
    keys = (oldKey, newKey)
    self.files = files
    var options = FileJournal.Options()
    options.random = random
    self.options = options
    let outcome: LockOutcome
    do { outcome = try files.lock(paths.lock) } catch { throw error.journalError }
    switch outcome {
    case .held(let file): lockFile = file
    case .inUse(let pid): throw .inUse(pid: pid)
    }
  }

  deinit { files.close(lockFile) }

  /// Verifies every file, and says what is to be done. Nothing is changed.
  public func plan() throws(JournalError) -> Plan {
    var plan = Plan()
    do { plan.hasUpgradeCopy = try files.names(in: paths.directory).contains(StorePaths.upgradeCopyName) } catch {
      throw error.journalError
    }
    try walk { part in
      guard part.isOld else { return }
      plan.files += 1
      plan.bytes += part.bytes
      plan.largestFile = max(plan.largestFile, part.bytes)
    }
    return plan
  }

  /// Seals every file under the new key. When it returns, nothing in the store is sealed under the old key any more, and
  /// that is durable.
  ///
  /// - Parameter progress: called after each file that was changed.
  public func run(progress: () -> Void = {}) throws(JournalError) {
    _ = try plan()
    try removeRemains()
    try UpgradeCopy(paths: paths, files: files).remove()
    try walk { part throws(JournalError) in
      guard part.isOld else { return }
      try part.reseal()
      progress()
    }
  }

  // MARK: - Files

  /// A file of the store that was verified.
  private struct Part {
    var isOld: Bool
    var bytes: Int
    var reseal: () throws(JournalError) -> Void
  }

  private func inventory() throws(JournalError) -> Recovery.Inventory {
    do { return Recovery.Inventory(try files.names(in: paths.directory)) } catch { throw error.journalError }
  }

  /// Visits the files in the order in which they are read back, each verified as a whole.
  private func walk(_ visit: (Part) throws(JournalError) -> Void) throws(JournalError) {
    let inventory = try inventory()
    var (number, nextFrame): (UInt64, UInt64) = (1, 0)
    if let snapshot = inventory.snapshots.last {
      number = snapshot
      nextFrame = try self.snapshot(snapshot, visit)
    }
    let segments = inventory.segments.filter { $0 >= number }
    // A store that no node began has no file at all.
    guard !segments.isEmpty || !inventory.snapshots.isEmpty else { return }
    guard segments.elementsEqual(number..<number + UInt64(max(segments.count, 1))) else {
      throw .corrupt(file: paths.segment(number), offset: 0, reason: "the segment is missing")
    }
    for segment in segments {
      nextFrame = try self.segment(segment, firstFrame: nextFrame, isLast: segment == segments.last, visit)
    }
  }

  /// What a crash left without meaning, and what a finished snapshot stands for: the old key opens it.
  private func removeRemains() throws(JournalError) {
    let inventory = try inventory()
    do throws(FileError) {
      for name in inventory.unfinished { try files.remove(paths.directory + "/" + name) }
      if let snapshot = inventory.snapshots.last {
        for number in inventory.snapshots where number < snapshot { try files.remove(paths.snapshot(number)) }
        for number in inventory.segments where number < snapshot { try files.remove(paths.segment(number)) }
      }
      try files.syncDirectory(paths.directory)
    } catch { throw error.journalError }
  }

  /// The header of a file, and the key that it is sealed under.
  private func header(
    _ bytes: [UInt8], _ kind: FileHeader.Kind, _ number: UInt64, _ path: String
  ) throws(JournalError) -> (header: FileHeader, key: [UInt8]) {
    do throws(JournalError) {
      return (try FileHeader(bytes, kind: kind, number: number, storageKey: keys.new, file: path), keys.new)
    } catch {
      guard case .corrupt = error else { throw error }
      return (try FileHeader(bytes, kind: kind, number: number, storageKey: keys.old, file: path), keys.old)
    }
  }

  /// Verifies a segment and gives the number of the frame behind it.
  private func segment(
    _ number: UInt64, firstFrame: UInt64, isLast: Bool, _ visit: (Part) throws(JournalError) -> Void
  ) throws(JournalError) -> UInt64 {
    let path = paths.segment(number)
    var bytes = try whole(path)
    let (header, key) = try header(bytes, .segment, number, path)
    guard bytes.count <= header.size, bytes.count == header.size || isLast else {
      throw .corrupt(file: path, offset: bytes.count, reason: "its header says \(header.size) bytes")
    }
    bytes.append(contentsOf: repeatElement(0, count: header.size - bytes.count))
    var scan = SegmentScan(
      bytes, sealer: try FrameSealer(header, storageKey: key, random: options.random), firstFrame: firstFrame,
      isLast: isLast)
    let fresh = FileHeader(kind: .segment, number: number, size: header.size, salt: options.random.bytes(32))
    let sealer = try FrameSealer(fresh, storageKey: keys.new, random: options.random)
    let isOld = key != keys.new
    var output = isOld ? [UInt8](repeating: 0, count: header.size) : []
    if isOld { output.replaceSubrange(..<FileHeader.bytes, with: try fresh.encoded(storageKey: keys.new)) }
    scan: while true {
      switch scan.next() {
      case .frame(let plaintext, let offset):
        guard isOld else { continue }
        // The length is that of the frame before, so that it takes the same place.
        let frame = try sealer.frame(plaintext, number: scan.nextFrame - 1)
        output.replaceSubrange(offset..<offset + frame.count, with: frame)
      // What a crash cut off was never answered.
      case .end: break scan
      case .torn: break scan
      case .corrupt(let offset, let reason): throw .corrupt(file: path, offset: offset, reason: reason)
      }
    }
    try visit(
      Part(isOld: isOld, bytes: header.size) { () throws(JournalError) in
        try self.replace(path) { write throws(FileError) in try write(output) }
      })
    return scan.nextFrame
  }

  /// Verifies a snapshot and gives the number of the frame behind it.
  private func snapshot(
    _ number: UInt64, _ visit: (Part) throws(JournalError) -> Void
  ) throws(JournalError) -> UInt64 {
    let path = paths.snapshot(number)
    let (start, length) = try beginning(path)
    let (_, key) = try header(start, .snapshot, number, path)
    let reader = try SnapshotReader(number, paths: paths, files: files, storageKey: key, options: options)
    var chunks: UInt64 = 0
    let head = try reader.read { _ in chunks += 1 }
    try visit(
      Part(isOld: key != keys.new, bytes: length) { () throws(JournalError) in
        try self.reseal(reader, path, number, head, chunks)
      })
    return head.nextFrame
  }

  private func reseal(
    _ reader: SnapshotReader, _ path: String, _ number: UInt64, _ head: SnapshotReader.Head, _ chunks: UInt64
  ) throws(JournalError) {
    let header = FileHeader(kind: .snapshot, number: number, size: 0, salt: options.random.bytes(32))
    let sealer = try FrameSealer(header, storageKey: keys.new, random: options.random)
    var first: [UInt8] = [Frame.Kind.snapshotHead.rawValue]
    first.append(bigEndian: head.nextFrame)
    first.append(bigEndian: head.position)
    var last: [UInt8] = [Frame.Kind.snapshotEnd.rawValue]
    last.append(bigEndian: chunks)
    try replace(path) { write in
      try write(try header.encoded(storageKey: self.keys.new) + (try sealer.frame(first, number: 0)))
      var frame: UInt64 = 1
      // What the reader throws for it would say that the store is damaged.
      var failure: (any Error)?
      do {
        _ = try reader.read { chunk in
          do { try write(try sealer.frame([Frame.Kind.chunk.rawValue] + chunk, number: frame)) } catch {
            failure = error
            throw error
          }
          frame += 1
        }
      } catch { throw failure ?? error }
      try write(try sealer.frame(last, number: frame))
    }
  }

  /// The first bytes of a file, and its length.
  private func beginning(_ path: String) throws(JournalError) -> (bytes: [UInt8], length: Int) {
    do throws(FileError) {
      let file = try files.open(path)
      defer { files.close(file) }
      return (try files.read(file, count: FileHeader.bytes, at: 0), try files.size(of: file))
    } catch { throw error.journalError }
  }

  private func whole(_ path: String) throws(JournalError) -> [UInt8] {
    do throws(FileError) {
      let file = try files.open(path)
      defer { files.close(file) }
      return try files.read(file, count: try files.size(of: file), at: 0)
    } catch { throw error.journalError }
  }

  /// Puts what `fill` writes in the place of a file, as one step.
  private func replace(
    _ path: String, _ fill: (_ write: ([UInt8]) throws(FileError) -> Void) throws -> Void
  ) throws(JournalError) {
    let aside = path + StorePaths.unfinished
    do {
      let file = try files.create(aside)
      defer { files.close(file) }
      var offset = 0
      try fill { bytes throws(FileError) in
        try self.files.write(bytes, to: file, at: offset)
        offset += bytes.count
      }
      try files.syncData(file)
      try files.rename(aside, to: path)
      try files.syncDirectory(paths.directory)
    } catch let error as FileError {
      throw error.journalError
    } catch let error as JournalError {
      throw error
    } catch { throw .failed(operation: "\(error)", code: 0) }
  }
}
