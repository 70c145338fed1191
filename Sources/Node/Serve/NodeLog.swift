import Cryptography
import Glibc
import PeerProtocol
import Synchronization
import System

/// Writes JSON lines to standard error, from a thread of its own: a reader that falls behind never stops the node.
/// When too many lines wait, new ones are dropped and counted.
final class NodeLog: Sendable {
  private struct Queue: Sendable {
    var lines: [[UInt8]] = []
    var dropped = 0
    var isBusy = false
  }

  /// Lines that may wait.
  private static let limit = 10_000
  /// How long the end of the program waits for a slow reader, in microseconds.
  private static let patience: useconds_t = 1_000_000

  private let queue = Mutex(Queue())
  private let repeats = Mutex(RepeatedLines())
  private let wake = WakeSignal()
  private let descriptor: Int32

  /// Starts the writing thread. Lives until the process ends.
  init(descriptor: Int32 = 2) throws(FileError) {
    self.descriptor = descriptor
    let isStarted = WorkerThread.start { [self] in
      while true {
        wake.wait()
        drain()
      }
    }
    guard isStarted else { throw FileError("start", "a thread", number: EAGAIN) }
  }

  /// Adds a line. Members never hold an identity, a point, a token, a proof or a secret.
  func write(_ event: String, level: LogLevel = .info, _ members: [String: JSONValue] = [:]) {
    let isFirst = queue.withLock { queue in
      guard queue.lines.count < Self.limit else {
        queue.dropped += 1
        return false
      }
      queue.lines.append(Self.line(event, level, members))
      return queue.lines.count == 1
    }
    if isFirst { wake.signal() }
  }

  /// The same for what comes again with every try, such as a disk that stays full: once a minute, with how often it
  /// came.
  func writeBounded(_ event: String, level: LogLevel, _ members: [String: JSONValue]) {
    let now = Int64(MonotonicTime.now)
    guard let omitted = repeats.withLock({ $0.admit(event, members, now: now) }) else { return }
    write(event, level: level, omitted == 0 ? members : members.merging(["repeated": JSONValue(omitted)]) { $1 })
  }

  /// Waits until everything so far was written, or the reader takes too long.
  func flush() {
    var waited: useconds_t = 0
    while waited < Self.patience, queue.withLock({ $0.isBusy || !$0.lines.isEmpty }) {
      usleep(2_000)
      waited += 2_000
    }
  }

  private static func line(_ event: String, _ level: LogLevel, _ members: [String: JSONValue]) -> [UInt8] {
    var line = members
    line["time"] = .string(WallClock.rfc3339)
    line["level"] = .string(level.rawValue)
    line["event"] = .string(event)
    return JSONText.bytes(of: .object(line)) + [0x0A]
  }

  private func drain() {
    while true {
      let taken = queue.withLock { queue in
        var lines = queue.lines
        if queue.dropped > 0 {
          let members: [String: JSONValue] = ["lines": .integer(Int64(queue.dropped))]
          lines.append(Self.line("log-lines-dropped", .warning, members))
        }
        queue = Queue(isBusy: !lines.isEmpty)
        return lines
      }
      if taken.isEmpty { return }
      for line in taken { StandardStream.write(line, to: descriptor) }
    }
  }
}
