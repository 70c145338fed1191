import Glibc

/// Lets one process at a time work with a folder's files: the others wait. Held until it is released.
package final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Waits until no other process has the folder, and takes it.
  package init(_ folder: String) throws(FileError) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", folder) }
    var result: Int32 = -1
    repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
    guard result == 0 else { throw FileError("open", folder) }
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }
}
