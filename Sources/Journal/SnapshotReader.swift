import System

/// Reads a snapshot chunk by chunk; of the file, no more than one frame and one window are in memory.
struct SnapshotReader {
  private let path: String
  private let files: any FileSystem
  private let number: UInt64
  private let storageKey: [UInt8]
  private let options: FileJournal.Options

  /// What the first frame says of the records behind the snapshot.
  struct Head {
    let nextFrame: UInt64
    let position: UInt64
  }

  init(
    _ number: UInt64, paths: StorePaths, files: any FileSystem, storageKey: [UInt8], options: FileJournal.Options
  ) throws(JournalError) {
    path = paths.snapshot(number)
    self.number = number
    self.files = files
    self.storageKey = storageKey
    self.options = options
  }

  /// Hands the chunks to `readChunk` in order. A snapshot has its name only since it was durable: no part may lack.
  func read(_ readChunk: ([UInt8]) throws -> Void) throws(JournalError) -> Head {
    let file: Int32
    do { file = try files.open(path) } catch { throw error.journalError }
    defer { files.close(file) }
    var window = FileWindow(file, files: files)
    let headerBytes: [UInt8]
    do { headerBytes = try window.bytes(FileHeader.bytes, at: 0) } catch { throw error.journalError }
    let header = try FileHeader(headerBytes, kind: .snapshot, number: number, storageKey: storageKey, file: path)
    let sealer = try FrameSealer(header, storageKey: storageKey, random: options.random)
    var offset = FileHeader.bytes
    var frame: UInt64 = 0
    var head: Head?
    var chunks: UInt64 = 0
    while true {
      let (plaintext, end) = try self.frame(frame, at: offset, &window, sealer)
      switch Frame.Kind(rawValue: plaintext[0]) {
      case .snapshotHead where frame == 0 && plaintext.count == 17:
        head = Head(nextFrame: plaintext.uint64(at: 1), position: plaintext.uint64(at: 9))
      case .chunk where head != nil:
        chunks += 1
        do {
          try readChunk(Array(plaintext.dropFirst()))
        } catch { throw .refusal(error, file: path, offset: offset) }
      case .snapshotEnd where plaintext.count == 9 && plaintext.uint64(at: 1) == chunks:
        guard let head else { throw damaged(offset, "snapshot has no head") }
        let isAtEnd: Bool
        do { isAtEnd = try window.bytes(1, at: end).isEmpty } catch { throw error.journalError }
        guard isAtEnd else { throw damaged(end, "bytes behind the last frame") }
        return head
      default: throw damaged(offset, "frame does not belong here")
      }
      offset = end
      frame += 1
    }
  }

  private func damaged(_ offset: Int, _ reason: String) -> JournalError {
    .corrupt(file: path, offset: offset, reason: reason)
  }

  /// The plaintext of frame `number` at `offset`, which has at least its kind, and where the frame ends.
  private func frame(
    _ number: UInt64, at offset: Int, _ window: inout FileWindow, _ sealer: FrameSealer
  ) throws(JournalError) -> (plaintext: [UInt8], end: Int) {
    do {
      let headerBytes = try window.bytes(Frame.headerBytes, at: offset)
      guard let header = Frame.Header(headerBytes, at: 0), header.number == number else {
        throw damaged(offset, "frame header is damaged")
      }
      let limit = Frame.size(plaintext: 1 + FileJournal.Options.maxFormatBytes)
      guard header.length > 16, header.frameSize <= limit else { throw damaged(offset, "frame is too long") }
      let bytes = try window.bytes(header.frameSize, at: offset)
      guard bytes.count == header.frameSize, let plaintext = sealer.open(bytes, header: header, at: 0) else {
        throw damaged(offset, "frame does not verify")
      }
      return (plaintext, offset + header.frameSize)
    } catch let error as FileError {
      throw error.journalError
    } catch let error as JournalError {
      throw error
    } catch { throw .failed(operation: "\(error)", code: 0) }
  }
}

/// A stretch of a file, read ahead.
struct FileWindow {
  private static let ahead = 1 << 20

  private let file: Int32
  private let files: any FileSystem
  private var held: [UInt8] = []
  private var start = 0

  init(_ file: Int32, files: any FileSystem) {
    self.file = file
    self.files = files
  }

  /// `count` bytes from `offset`, fewer only at the end of the file.
  mutating func bytes(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    if offset < start || offset + count > start + held.count {
      held = try files.read(file, count: max(count, Self.ahead), at: offset)
      start = offset
    }
    let first = offset - start
    return Array(held[first..<min(first + count, held.count)])
  }
}
