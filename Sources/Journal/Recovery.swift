import Cryptography
import System

/// Reads a store back: the newest snapshot, then every segment from the one it names.
///
/// Nothing is removed or changed before everything was read and verified, but for files that never got their name.
struct Recovery {
  let paths: StorePaths
  let files: any FileSystem
  let storageKey: [UInt8]
  let options: FileJournal.Options

  private(set) var position: UInt64 = 0
  private(set) var replayedBytes = 0
  private var nextFrame: UInt64 = 0
  private var segment: UInt64 = 1

  /// What a store holds, in the order of numbers.
  struct Inventory {
    var segments: [UInt64] = []
    var snapshots: [UInt64] = []
    var unfinished: [String] = []

    init(_ names: [String]) {
      for name in names {
        if let number = StorePaths.segmentNumber(name) {
          segments.append(number)
        } else if let number = StorePaths.snapshotNumber(name) {
          snapshots.append(number)
        } else if name.hasSuffix(StorePaths.unfinished) {
          unfinished.append(name)
        }
      }
      segments.sort()
      snapshots.sort()
    }
  }

  init(paths: StorePaths, files: any FileSystem, storageKey: [UInt8], options: FileJournal.Options) {
    self.paths = paths
    self.files = files
    self.storageKey = storageKey
    self.options = options
  }

  /// Replays the store and returns where to go on.
  mutating func run(
    readSnapshot: ([UInt8]) throws -> Void, readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> SegmentWriter.End {
    let inventory = try clean()
    if let number = inventory.snapshots.last {
      let reader = try SnapshotReader(number, paths: paths, files: files, storageKey: storageKey, options: options)
      let head = try reader.read(readSnapshot)
      (segment, nextFrame, position) = (number, head.nextFrame, head.position)
    }
    let live = inventory.segments.filter { $0 >= segment }
    let end: SegmentWriter.End
    if live.isEmpty && inventory.snapshots.isEmpty {
      end = try beginFirst()
    } else {
      end = try replay(live, readRecord)
    }
    try remove(inventory)
    return end
  }

  /// Lists the store, without the files that never got their name.
  private func clean() throws(JournalError) -> Inventory {
    do {
      let inventory = Inventory(try files.names(in: paths.directory))
      for name in inventory.unfinished { try files.remove(paths.directory + "/" + name) }
      // Names that a crash left may be visible and not yet durable.
      try files.syncDirectory(paths.directory)
      return inventory
    } catch { throw error.journalError }
  }

  private func beginFirst() throws(JournalError) -> SegmentWriter.End {
    let preallocated: PreallocatedSegment
    do {
      preallocated = try PreallocatedSegment(path: paths.preallocated, size: options.segmentBytes, files: files)
    } catch { throw error.journalError }
    let header = FileHeader(kind: .segment, number: segment, size: preallocated.size, salt: options.random.bytes(32))
    do {
      try SegmentWriter.begin(preallocated, header, paths: paths, files: files, storageKey: storageKey)
    } catch {
      files.close(preallocated.file)
      throw error
    }
    return SegmentWriter.End(
      file: preallocated.file, sealer: try FrameSealer(header, storageKey: storageKey, random: options.random),
      segment: segment, size: preallocated.size, offset: FileHeader.bytes, nextFrame: nextFrame, endsWithClosed: true)
  }

  private mutating func replay(
    _ live: [UInt64], _ readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> SegmentWriter.End {
    var end: SegmentWriter.End?
    for number in live {
      guard number == segment else { break }
      end = try replaySegment(isLast: number == live.last, readRecord)
      segment += 1
    }
    guard let end, end.segment == live.last else {
      if let end { files.close(end.file) }
      throw .corrupt(file: paths.segment(segment), offset: 0, reason: "the segment is missing")
    }
    return end
  }

  /// Replays segment number `segment`; leaves it open only when it is the last one.
  private mutating func replaySegment(
    isLast: Bool, _ readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> SegmentWriter.End {
    let path = paths.segment(segment)
    let file: Int32
    do { file = try files.open(path) } catch { throw error.journalError }
    var keep = false
    defer { if !keep { files.close(file) } }
    var bytes: [UInt8]
    do {
      // Segments are bounded: this is the size of one, or of one record.
      bytes = try files.read(file, count: try files.size(of: file), at: 0)
    } catch { throw error.journalError }
    let header = try FileHeader(bytes, kind: .segment, number: segment, storageKey: storageKey, file: path)
    guard bytes.count <= header.size, bytes.count == header.size || isLast else {
      throw .corrupt(file: path, offset: bytes.count, reason: "its header says \(header.size) bytes")
    }
    // A shortened last segment is one that ends in zeros.
    let present = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: header.size - present))
    let sealer = try FrameSealer(header, storageKey: storageKey, random: options.random)
    var scan = SegmentScan(bytes, sealer: sealer, firstFrame: nextFrame, isLast: isLast)
    let (torn, endsWithClosed) = try replayFrames(&scan, path, readRecord)
    if isLast {
      do {
        if let torn { try files.write([UInt8](repeating: 0, count: torn.count), to: file, at: torn.lowerBound) }
        if present < header.size {
          let start = max(present, torn?.upperBound ?? 0)
          try files.write([UInt8](repeating: 0, count: header.size - start), to: file, at: start)
        }
        // What a killed process wrote may be read here and not yet be durable.
        try files.syncData(file)
      } catch { throw error.journalError }
      keep = true
    }
    nextFrame = scan.nextFrame
    return SegmentWriter.End(
      file: file, sealer: sealer, segment: segment, size: header.size, offset: scan.offset, nextFrame: nextFrame,
      endsWithClosed: endsWithClosed)
  }

  private mutating func replayFrames(
    _ scan: inout SegmentScan, _ path: String, _ readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> (torn: Range<Int>?, endsWithClosed: Bool) {
    var endsWithClosed = false
    while true {
      switch scan.next() {
      case .frame(let plaintext, let offset):
        endsWithClosed = plaintext == [Frame.Kind.closed.rawValue]
        if !endsWithClosed { try replayRecords(plaintext, path, offset, readRecord) }
      case .end: return (nil, endsWithClosed)
      case .torn(let range): return (range, endsWithClosed)
      case .corrupt(let offset, let reason): throw .corrupt(file: path, offset: offset, reason: reason)
      }
    }
  }

  private mutating func replayRecords(
    _ plaintext: [UInt8], _ path: String, _ offset: Int, _ readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) {
    guard plaintext.count >= 9, plaintext[0] == Frame.Kind.records.rawValue, plaintext.uint64(at: 1) == position + 1
    else { throw .corrupt(file: path, offset: offset, reason: "frame is not the next one of this journal") }
    var start = 9
    while start < plaintext.count {
      guard start + 4 <= plaintext.count, start + 4 + Int(plaintext.uint32(at: start)) <= plaintext.count else {
        throw .corrupt(file: path, offset: offset, reason: "record is longer than its frame")
      }
      let end = start + 4 + Int(plaintext.uint32(at: start))
      do {
        try readRecord(Array(plaintext[start + 4..<end]))
      } catch { throw .refusal(error, file: path, offset: offset) }
      position += 1
      replayedBytes += end - start
      start = end
    }
  }

  /// Removes what a crash left between naming a snapshot and removing what it stands for.
  private func remove(_ inventory: Inventory) throws(JournalError) {
    guard let snapshot = inventory.snapshots.last else { return }
    do {
      for number in inventory.snapshots where number < snapshot { try files.remove(paths.snapshot(number)) }
      for number in inventory.segments where number < snapshot { try files.remove(paths.segment(number)) }
      try files.syncDirectory(paths.directory)
    } catch { throw error.journalError }
  }
}
