/// Threads for connections: one that ended its work waits a moment for the next, because making a thread and ending it costs
/// more than a small request. There is no limit here; the listener has that.
package final class ThreadPool: Sendable {
  /// The work of one thread.
  package typealias Job = @Sendable () -> Void

  private final class Place: Sendable {
    let job = Monitor<Job?>(nil)
  }

  private struct State: Sendable {
    var waiting: [Place] = []
  }

  private let state = Monitor(State())
  private let stackBytes: Int
  private let maxWaiting: Int
  private let patience: Duration

  /// Keeps up to `maxWaiting` threads for `patience` after their work ended.
  package init(stackBytes: Int, maxWaiting: Int = 32, patience: Duration = .seconds(2)) {
    (self.stackBytes, self.maxWaiting, self.patience) = (stackBytes, maxWaiting, patience)
  }

  /// How many threads wait for work.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Does the work on a thread; false when the system has none to give.
  package func run(_ job: @escaping Job) -> Bool {
    // The one that ended last is the one whose memory is still at hand.
    if let place = state.withLock({ $0.waiting.popLast() }) {
      place.job.notifying { $0 = job }
      return true
    }
    return WorkerThread.start(stackBytes: stackBytes) { [self] in serve(job) }
  }

  private func serve(_ first: @escaping Job) {
    var next: Job? = first
    while let job = next {
      job()
      next = waitForJob()
    }
  }

  private func waitForJob() -> Job? {
    let place = Place()
    let mayWait = state.withLock { state in
      guard state.waiting.count < maxWaiting else { return false }
      state.waiting.append(place)
      return true
    }
    guard mayWait else { return nil }
    if !place.job.wait(until: .after(patience), for: { $0 != nil }) {
      // Nobody gives it work any more once it is off the list; where it is not on it, work is on its way.
      let isOff = state.withLock { state in
        guard let index = state.waiting.firstIndex(where: { $0 === place }) else { return false }
        state.waiting.remove(at: index)
        return true
      }
      if isOff { return nil }
      _ = place.job.wait(until: nil) { $0 != nil }
    }
    return place.job.withLock { job in
      defer { job = nil }
      return job
    }
  }
}
