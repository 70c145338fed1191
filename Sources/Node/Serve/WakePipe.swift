import Glibc

/// Wakes one thread from any other.
final class WakePipe: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileError("make", "a pipe") }
    readEnd = ends[0]
    writeEnd = ends[1]
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Wakes the waiting thread, now or when it waits next.
  func wake() {
    var byte: UInt8 = 1
    // A full pipe wakes just as well.
    _ = Glibc.write(writeEnd, &byte, 1)
  }

  /// Waits to be woken, at most so long; false when the time is over.
  func wait(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&entry, 1, milliseconds)
      if count > 0 { return wait() }
      if count == 0 || errno != EINTR { return false }
    }
  }

  /// Waits to be woken; false when that cannot be any more.
  func wait() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(readEnd, &bytes, bytes.count)
      if count > 0 { return true }
      if count == 0 || errno != EINTR { return false }
    }
  }
}
