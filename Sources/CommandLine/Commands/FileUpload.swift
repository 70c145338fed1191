import Node
import Synchronization
import System

/// A file on its way to the node; remembers when it could not be read to its end.
final class FileUpload: Sendable {
  private let file: FileReader
  private let failure = Mutex<FileError?>(nil)
  private let readBytes = Mutex(0)

  init(_ file: FileReader) { self.file = file }

  /// The next bytes, none at the end; nil where they cannot be read, so that a part is not taken for the whole.
  func read(_ count: Int) -> [UInt8]? {
    do {
      let bytes = try file.read(upTo: count)
      readBytes.withLock { $0 += bytes.count }
      return bytes
    } catch {
      failure.withLock { $0 = error }
      return nil
    }
  }

  /// Bytes of the whole file; nil for what comes through a pipe.
  var length: Int? { file.length }

  /// How much of the file was read, in percent; nil where its length is unknown. All of it is read before the node has
  /// decided on all rows.
  var share: Int? {
    guard let length, length > 0 else { return nil }
    return min(100, readBytes.withLock { $0 } * 100 / length)
  }

  /// Throws when the file could not be read to its end.
  func check() throws(CommandFailure) {
    if let error = failure.withLock({ $0 }) {
      throw CommandFailure(
        .badData,
        "\(error): " + pick("alleen de rijen daarvoor zijn ingelezen", "only the rows before that were imported"))
    }
  }
}
