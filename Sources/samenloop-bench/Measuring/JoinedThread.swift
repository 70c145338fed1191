import System

/// A thread that is waited for.
struct JoinedThread {
  private let thread: WorkerThread

  init(_ run: @escaping @Sendable () -> Void) throws {
    guard let thread = WorkerThread(stackBytes: 8 << 20, run) else {
      throw BenchmarkFailure(description: "no more threads")
    }
    self.thread = thread
  }

  func join() { thread.join() }
}
