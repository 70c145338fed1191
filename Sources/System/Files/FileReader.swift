import Glibc

/// An open file (or, for `-`, standard input) that is read from its beginning to its end. One thread at a time.
package final class FileReader: Sendable {
  /// The path, as it was given.
  package let path: String
  private let descriptor: Int32

  /// Opens a file.
  package init(_ path: String) throws(FileError) {
    self.path = path
    descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("read", path) }
  }

  deinit { _ = close(descriptor) }

  /// How many bytes the file has; nil where that is not known before its end.
  package var length: Int? {
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, path != "-" else { return nil }
    return Int(info.st_size)
  }

  /// The next bytes, none at the end.
  package func read(upTo count: Int) throws(FileError) -> [UInt8] {
    while true {
      var got = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        got = Glibc.read(descriptor, buffer.baseAddress, count)
        initialized = max(0, got)
      }
      if got >= 0 { return bytes }
      if errno != EINTR { throw FileError("read", path) }
    }
  }
}
