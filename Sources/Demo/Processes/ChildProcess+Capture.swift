import Glibc
import Node
import System

extension ChildProcess {
  /// What a program said and how it ended.
  package struct Result {
    package var status: Int32
    package var output: [UInt8]
    package var errors: [UInt8]
  }

  /// Runs a program to its end and gathers what it writes; ends it when it takes longer than `seconds` or when somebody
  /// asks this process to stop.
  package static func run(_ program: String, _ arguments: [String], seconds: Double) throws -> Result {
    let pipes = [try Pipe(), try Pipe()]
    let child = try ChildProcess(
      program, arguments, output: .descriptor(pipes[0].writing), errors: .descriptor(pipes[1].writing))
    defer { child.stop(patience: 0.5) }
    for pipe in pipes { pipe.closeWriting() }
    let deadline = MonotonicTime.now + seconds
    while pipes.contains(where: { !$0.ended }) || child.poll() == nil {
      try Interruption.check()
      guard MonotonicTime.now < deadline else {
        throw Failure(description: "took longer than \(Int(seconds)) s")
      }
      if pipes.allSatisfy(\.ended) {
        usleep(1_000)
        continue
      }
      var waits = pipes.map { pollfd(fd: $0.ended ? -1 : $0.reading, events: Int16(POLLIN), revents: 0) }
      guard Glibc.poll(&waits, 2, 100) > 0 else { continue }
      for (pipe, wait) in zip(pipes, waits) where wait.revents != 0 { pipe.read() }
    }
    return Result(status: child.stop(patience: 0), output: pipes[0].bytes, errors: pipes[1].bytes)
  }
}

/// A pipe whose other end a child writes to.
private final class Pipe {
  let reading: Int32
  let writing: Int32
  private(set) var bytes: [UInt8] = []
  private(set) var ended = false
  private var isWritingOpen = true

  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw ChildProcess.Failure(description: "cannot make a pipe: \(FileError.text(of: errno))")
    }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    _ = close(reading)
    closeWriting()
  }

  func closeWriting() {
    if isWritingOpen { _ = close(writing) }
    isWritingOpen = false
  }

  /// Takes what is there.
  func read() {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
      count = Glibc.read(reading, buffer.baseAddress, buffer.count)
      initialized = max(0, count)
    }
    bytes += piece
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { ended = true }
  }
}
