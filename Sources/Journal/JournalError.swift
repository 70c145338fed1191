import System

/// Why a journal could not do what was asked. None of these carries contents of the store.
public enum JournalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another process (or another opening in this one) has the store; `pid` is 0 where it could not be read.
  case inUse(pid: Int32)
  /// The store holds something that no crash explains: a damaged, exchanged or missing file.
  case corrupt(file: String, offset: Int, reason: String)
  /// The reader of records or chunks refused the one in the frame at `offset`; `reason` describes what it threw.
  case rejected(file: String, offset: Int, reason: String)
  /// A newer program wrote `file`: nothing is damaged, and this program is older than the store.
  case newerFormat(file: String, reason: String)
  /// The disk (or quota) is full. Try again later: queued records are kept in memory and written once there is room.
  case full
  /// Too many bytes wait to be written, or a snapshot is being written already. Try again.
  case busy
  /// A record or chunk of `bytes` bytes is over the limit of `limit` bytes.
  case tooLarge(bytes: Int, limit: Int)
  /// The operating system refused `operation` with the errno `code`, or something else did where `code` is 0; the
  /// journal does not continue.
  case failed(operation: String, code: Int32)
  /// The journal was closed.
  case closed

  /// Whether the same call may succeed later without anyone repairing anything but disk space.
  public var isTemporary: Bool {
    switch self {
    case .full, .busy: true
    case .inUse, .corrupt, .rejected, .newerFormat, .tooLarge, .failed, .closed: false
    }
  }

  /// What happened, for an operator.
  public var description: String {
    switch self {
    case .inUse(let pid):
      pid > 0 ? "the store is in use by process \(pid)" : "the store is in use by another process"
    case .corrupt(let file, let offset, let reason): "\(file), byte \(offset): \(reason)"
    case .rejected(let file, let offset, let reason): "\(file), byte \(offset): record refused: \(reason)"
    case .newerFormat(let file, let reason): "this program is older than the store: \(file): \(reason)"
    case .full: "the disk is full"
    case .busy: "too much is waiting to be written"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes is over the limit of \(limit)"
    case .failed(let operation, 0): operation
    case .failed(let operation, let code): "\(operation) failed: \(FileError.text(of: code))"
    case .closed: "the journal is closed"
    }
  }
}

extension FileError {
  /// The same as the journal's own error: a full disk is one that can be waited out.
  var journalError: JournalError { isNoSpace ? .full : .failed(operation: action, code: number) }
}
