import Node
import Synchronization
import System

/// A file on its way to the node; remembers when it could not be read to its end.
final class FileUpload: Sendable {
  private let file: FileReader
  private let failure = Mutex<FileError?>(nil)

  init(_ file: FileReader) { self.file = file }

  /// The next bytes, none at the end; nil where they cannot be read, so that a part is not taken for the whole.
  func read(_ count: Int) -> [UInt8]? {
    do {
      return try file.read(upTo: count)
    } catch {
      failure.withLock { $0 = error }
      return nil
    }
  }

  /// Throws when the file could not be read to its end.
  func check() throws(CommandFailure) {
    if let error = failure.withLock({ $0 }) {
      throw CommandFailure(.badData, "\(error): only the rows before that were imported")
    }
  }
}
