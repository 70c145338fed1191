import Glibc
import Synchronization
import TestSupport
import Testing

@testable import System

/// Threads that wait for more work.
@Suite(.timeLimit(.minutes(30))) struct ThreadPoolTests {
  private final class Seen: Sendable {
    private let threads = Mutex<[UInt]>([])
    var all: [UInt] { threads.withLock { $0 } }
    func note() { threads.withLock { $0.append(UInt(pthread_self())) } }
  }

  @Test func idleThreadTakesTheNextJob() {
    let (pool, seen) = (ThreadPool(stackBytes: 256 << 10, patience: .seconds(600)), Seen())
    for count in 1...5 {
      #expect(pool.run { seen.note() })
      waitUntil { seen.all.count == count && pool.waitingCount == 1 }
    }
    #expect(Set(seen.all).count == 1)
  }

  @Test func eachConcurrentJobHasItsThread() {
    let (pool, seen, latch) = (
      ThreadPool(stackBytes: 256 << 10, maxWaiting: 2, patience: .seconds(600)), Seen(), Latch()
    )
    for _ in 0..<8 {
      #expect(
        pool.run {
          seen.note()
          latch.wait()
        })
    }
    waitUntil { seen.all.count == 8 }
    #expect(Set(seen.all).count == 8)
    latch.open()
    waitUntil { pool.waitingCount == 2 }
  }

  @Test func idleThreadsEndAfterTheirPatience() {
    let (pool, seen) = (ThreadPool(stackBytes: 256 << 10, patience: .milliseconds(1)), Seen())
    // Work that comes just as a thread gives up is done all the same.
    for count in 1...200 {
      #expect(pool.run { seen.note() })
      if count.isMultiple(of: 3) { pause(milliseconds: 1) }
    }
    waitUntil { seen.all.count == 200 && pool.waitingCount == 0 }
  }
}
