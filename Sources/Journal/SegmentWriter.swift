import Cryptography
import System

/// Writes frames into the current segment and goes on to the next one. Belongs to the writer thread alone.
struct SegmentWriter {
  private let paths: StorePaths
  private let files: any FileSystem
  private let storageKey: [UInt8]
  private let options: FileJournal.Options
  private let supply: SegmentPreallocator

  private var file: Int32
  private var sealer: FrameSealer
  private var size: Int
  private var offset: Int
  private(set) var segment: UInt64
  private(set) var nextFrame: UInt64
  private var endsWithClosed: Bool
  /// A preallocated segment that was taken before an attempt to begin it failed.
  private var standby: PreallocatedSegment?

  /// Where recovery found the end of the log.
  struct End {
    let file: Int32
    let sealer: FrameSealer
    let segment: UInt64
    let size: Int
    let offset: Int
    let nextFrame: UInt64
    let endsWithClosed: Bool
  }

  init(
    continuing end: End, paths: StorePaths, files: any FileSystem, storageKey: [UInt8], options: FileJournal.Options,
    supply: SegmentPreallocator
  ) {
    self.paths = paths
    self.files = files
    self.storageKey = storageKey
    self.options = options
    self.supply = supply
    file = end.file
    sealer = end.sealer
    size = end.size
    offset = end.offset
    segment = end.segment
    nextFrame = end.nextFrame
    endsWithClosed = end.endsWithClosed
  }

  /// Bytes of records that a frame may hold so that it fits behind the last one.
  var recordCapacity: Int { min(size - offset - 128, options.maxFrameBytes) }

  /// Makes `records` durable in one frame. After `.full` it can be called again with the same.
  mutating func commit(_ records: [[UInt8]], first: UInt64) throws(JournalError) {
    var plaintext: [UInt8] = [Frame.Kind.records.rawValue]
    plaintext.reserveCapacity(records.reduce(9) { $0 + CommitQueue.size(of: $1) })
    plaintext.append(bigEndian: first)
    for record in records {
      plaintext.append(bigEndian: UInt32(record.count))
      plaintext.append(contentsOf: record)
    }
    if offset + Frame.size(plaintext: plaintext.count) > size {
      try rotate(frame: Frame.size(plaintext: plaintext.count))
    }
    try write(plaintext)
    endsWithClosed = false
  }

  /// Marks that everything was made durable, where there is room for that.
  mutating func close() throws(JournalError) {
    let plaintext = [Frame.Kind.closed.rawValue]
    guard !endsWithClosed, offset + Frame.size(plaintext: plaintext.count) <= size else { return }
    try write(plaintext)
    endsWithClosed = true
  }

  private mutating func write(_ plaintext: [UInt8]) throws(JournalError) {
    let frame = try sealer.frame(plaintext, number: nextFrame)
    do {
      try files.write(frame, to: file, at: offset)
      try files.syncData(file)
    } catch { throw error.journalError }
    offset += frame.count
    nextFrame += 1
  }

  /// Begins the next segment, with room for a frame of `frame` bytes. After `.full` it can be called again.
  mutating func rotate(frame: Int = 0) throws(JournalError) {
    let needed = FileHeader.bytes + frame
    let preallocated: PreallocatedSegment
    do {
      if needed > options.segmentBytes {
        preallocated = try PreallocatedSegment(
          path: paths.preallocatedLarge, size: needed.roundedUp(to: 4096), files: files)
      } else if let standby {
        preallocated = standby
      } else {
        preallocated = try supply.take()
        standby = preallocated
      }
    } catch { throw error.journalError }
    let header = FileHeader(
      kind: .segment, number: segment + 1, size: preallocated.size, salt: options.random.bytes(32))
    do {
      try Self.begin(preallocated, header, paths: paths, files: files, storageKey: storageKey)
    } catch {
      if preallocated.size != options.segmentBytes { files.close(preallocated.file) }
      throw error
    }
    if preallocated.size == options.segmentBytes {
      standby = nil
      supply.taken()
    }
    files.close(file)
    file = preallocated.file
    sealer = try FrameSealer(header, storageKey: storageKey, random: options.random)
    size = preallocated.size
    offset = FileHeader.bytes
    segment += 1
  }

  /// Gives a preallocated segment its header and then its name, each durable before the next step.
  static func begin(
    _ preallocated: PreallocatedSegment, _ header: FileHeader, paths: StorePaths, files: any FileSystem,
    storageKey: [UInt8]
  ) throws(JournalError) {
    let bytes = try header.encoded(storageKey: storageKey)
    do {
      try files.write(bytes, to: preallocated.file, at: 0)
      try files.syncData(preallocated.file)
      try files.rename(preallocated.path, to: paths.segment(header.number))
      try files.syncDirectory(paths.directory)
    } catch { throw error.journalError }
  }

  /// Closes what is open; the last thing that is called.
  func release() {
    files.close(file)
    if let standby {
      files.close(standby.file)
      try? files.remove(standby.path)
    }
  }
}
