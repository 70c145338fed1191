public import Cryptography
import System

/// A copy of a store, taken while a node may be writing into it: the newest snapshot, and the segments after it as far as they
/// are whole. Everything was verified before a byte of it is given. It holds all that was durable when it began.
public struct StoreCopy: ~Copyable {
  /// How often it begins anew because the node wrote a snapshot meanwhile.
  private static let attempts = 5
  private static let pieceBytes = 1 << 20

  private struct OpenFile {
    var name: String
    var file: Int32
    /// How much of it belongs to the copy; what follows are zeros, or a frame that was being written.
    var length: Int
  }

  private let files: any FileSystem
  private var open: [OpenFile] = []

  /// Opens and verifies the files of the store in `directory`, which `key` sealed (32 bytes).
  ///
  /// Throws ``JournalError`` where the store is damaged or cannot be read.
  public init(directory: String, key: [UInt8], random: any RandomSource = SystemRandom()) throws(JournalError) {
    try self.init(directory: directory, key: key, random: random, files: LocalFileSystem())
  }

  init(
    directory: String, key: [UInt8], random: any RandomSource, files: any FileSystem
  ) throws(JournalError) {
    self.files = files
    let paths = StorePaths(directory: directory)
    var options = FileJournal.Options()
    options.random = random
    var failures: [JournalError] = []
    for attempt in 0..<Self.attempts {
      // What a node writes meanwhile looks like damage for a moment, and elsewhere the next time.
      if attempt > 0 { WakeSignal().wait(milliseconds: 20 << attempt) }
      do throws(JournalError) {
        open = try Self.verified(paths, key, options, files)
        return
      } catch { failures.append(error) }
    }
    guard let failure = failures.first, failures.allSatisfy({ $0 == failure }) else { throw .busy }
    throw failure
  }

  deinit { for file in open { files.close(file.file) } }

  /// Gives the files piece by piece, in the order in which they are read back.
  ///
  /// - Parameter each: takes the name of a file, its length in bytes, and a function that gives the next piece of it, empty
  ///   at the end.
  public func write(_ each: (_ name: String, _ length: Int, _ next: () throws -> [UInt8]) throws -> Void) throws {
    for part in open {
      var offset = 0
      try each(part.name, part.length) {
        let piece = try files.read(part.file, count: min(Self.pieceBytes, part.length - offset), at: offset)
        offset += piece.count
        return piece
      }
    }
  }

  // MARK: - Verifying

  private static func verified(
    _ paths: StorePaths, _ key: [UInt8], _ options: FileJournal.Options, _ files: any FileSystem
  ) throws(JournalError) -> [OpenFile] {
    var open: [OpenFile] = []
    var isWhole = false
    defer { if !isWhole { for file in open { files.close(file.file) } } }
    func opened(_ name: String) throws(JournalError) -> OpenFile {
      do {
        let file = try files.open(paths.directory + "/" + name)
        open.append(OpenFile(name: name, file: file, length: 0))
        open[open.count - 1].length = try files.size(of: file)
        return open[open.count - 1]
      } catch { throw error.journalError }
    }
    let inventory: Recovery.Inventory
    do { inventory = Recovery.Inventory(try files.names(in: paths.directory)) } catch { throw error.journalError }
    var (number, nextFrame): (UInt64, UInt64) = (1, 0)
    if let snapshot = inventory.snapshots.last {
      // Opened first: it stays readable where the node replaces it meanwhile.
      _ = try opened(StorePaths.name(ofSnapshot: snapshot))
      let reader = try SnapshotReader(snapshot, paths: paths, files: files, storageKey: key, options: options)
      (number, nextFrame) = (snapshot, try reader.read { _ in }.nextFrame)
    }
    let segments = inventory.segments.filter { $0 >= number }
    guard segments.first == number, segments.elementsEqual(number..<number + UInt64(segments.count)) else {
      throw .corrupt(file: paths.segment(number), offset: 0, reason: "the segment is missing")
    }
    for segment in segments {
      let part = try opened(StorePaths.name(ofSegment: segment))
      let end = try end(of: part, segment, &nextFrame, isLast: segment == segments.last, paths, key, options, files)
      open[open.count - 1].length = end
    }
    isWhole = true
    return open
  }

  /// Where the last whole frame of a segment ends; for one that another follows, its length.
  private static func end(
    of part: OpenFile, _ number: UInt64, _ nextFrame: inout UInt64, isLast: Bool, _ paths: StorePaths, _ key: [UInt8],
    _ options: FileJournal.Options, _ files: any FileSystem
  ) throws(JournalError) -> Int {
    let path = paths.segment(number)
    var bytes: [UInt8]
    do { bytes = try files.read(part.file, count: part.length, at: 0) } catch { throw error.journalError }
    let header = try FileHeader(bytes, kind: .segment, number: number, storageKey: key, file: path)
    guard bytes.count <= header.size, bytes.count == header.size || isLast else {
      throw .corrupt(file: path, offset: bytes.count, reason: "its header says \(header.size) bytes")
    }
    bytes.append(contentsOf: repeatElement(0, count: header.size - bytes.count))
    let sealer = try FrameSealer(header, storageKey: key, random: options.random)
    var scan = SegmentScan(bytes, sealer: sealer, firstFrame: nextFrame, isLast: isLast)
    while true {
      switch scan.next() {
      case .frame: continue
      case .torn where !isLast: throw .corrupt(file: path, offset: scan.offset, reason: "a frame is cut off")
      // The node may be writing the frame that is not whole.
      case .end, .torn:
        nextFrame = scan.nextFrame
        return isLast ? scan.offset : header.size
      case .corrupt(let offset, let reason): throw .corrupt(file: path, offset: offset, reason: reason)
      }
    }
  }
}
