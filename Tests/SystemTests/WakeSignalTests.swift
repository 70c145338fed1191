import System
import Testing

/// Waits by the monotonic clock that another thread ends.
@Suite(.timeLimit(.minutes(30))) struct WakeSignalTests {
  @Test func signalBeforeTheWaitEndsItAtOnce() {
    let wake = WakeSignal()
    wake.signal()
    wake.signal()
    #expect(wake.wait(milliseconds: 600_000))
    // Twice before a wait was once.
    #expect(!wake.wait(milliseconds: 0))
  }

  @Test func waitEndsWithoutASignalWhenItsTimeIsOver() {
    let begin = Deadline.now
    #expect(!WakeSignal().wait(milliseconds: 30))
    #expect(Deadline.now >= begin + .milliseconds(30))
  }

  @Test func signalFromAnotherThreadEndsTheWait() throws {
    let (wake, rounds) = (WakeSignal(), Monitor(0))
    let thread = try #require(
      WorkerThread {
        for _ in 0..<100 {
          wake.wait()
          rounds.notifying { $0 += 1 }
        }
      })
    for round in 1...100 {
      wake.signal()
      _ = rounds.wait(until: nil) { $0 == round }
    }
    thread.join()
  }

  @Test func monitorWaitsForItsConditionOrTheDeadline() throws {
    let monitor = Monitor(0)
    #expect(!monitor.wait(until: .after(.milliseconds(5))) { $0 > 0 })
    let thread = try #require(WorkerThread { for _ in 0..<3 { monitor.notifying { $0 += 1 } } })
    #expect(monitor.wait(until: nil) { $0 == 3 })
    #expect(monitor.wait(until: Deadline(nanoseconds: 0)) { $0 == 3 })
    thread.join()
  }

  @Test func deadlinesDoNotOverflow() {
    #expect(Deadline.now + .seconds(Int64.max) == .never)
    #expect(Deadline.never.remainingMilliseconds == .max)
    #expect(Deadline(nanoseconds: 0).remainingMilliseconds == 0)
  }
}
