import Cryptography
import Dispatch
import Glibc
import PeerProtocol
import Synchronization
import System
import Testing

@testable import Engine

/// Turns at the curve: who waits for whom, by order and never by time.
@Suite(.timeLimit(.minutes(30))) struct FairSchedulerTests {
  private typealias Party = FairScheduler.Party

  private static func peer(_ name: String) throws -> Party { .peer(try #require(RegionName(name))) }

  /// Threads that each want one turn, in the order given; each turn notes who had it.
  private final class Crowd: Sendable {
    let turns: FairScheduler
    let order = Mutex<[Party]>([])
    private let ended = DispatchGroup()

    init(atOnce: Int) { turns = FairScheduler(atOnce: atOnce) }

    /// Comes back when the thread waits.
    func ask(_ party: Party, _ count: Int = 1) {
      for _ in 0..<count {
        let before = turns.waitingCount
        ended.enter()
        _ = WorkerThread.start { [self] in
          turns.take(party) { order.withLock { $0.append(party) } }
          ended.leave()
        }
        while turns.waitingCount == before { sched_yield() }
      }
    }

    func wait() { ended.wait() }
  }

  @Test func aFloodWaitsForOneTurnOfEachOther() throws {
    let (flood, other) = (try Self.peer("flood"), try Self.peer("other"))
    let crowd = Crowd(atOnce: 1)
    crowd.turns.take(flood) {
      crowd.ask(flood, 20)
      crowd.ask(other, 3)
      crowd.ask(.ownRegion, 2)
    }
    crowd.wait()
    // Whoever came last is served first, then all in turn, until only the flood is left.
    let order = crowd.order.withLock { $0 }
    #expect(order.count == 25)
    #expect(Set(order.prefix(2)) == [other, .ownRegion])
    #expect(order.prefix(8).count { $0 == other } == 3 && order.prefix(8).count { $0 == .ownRegion } == 2)
    #expect(order.dropFirst(8).allSatisfy { $0 == flood })
  }

  @Test func whoHasFewerTurnsIsNext() throws {
    let (first, second) = (try Self.peer("first"), try Self.peer("second"))
    let crowd = Crowd(atOnce: 2)
    crowd.turns.take(first) {
      crowd.turns.take(second) {
        crowd.ask(first, 2)
        crowd.ask(second, 2)
      }
      // The second's turn is over, the first's goes on: the second's next two come before the first's.
      while crowd.order.withLock({ $0.count }) < 2 { sched_yield() }
      #expect(crowd.order.withLock { $0.prefix(2) } == [second, second])
    }
    crowd.wait()
  }

  @Test func aTurnThatFailsIsGivenBack() throws {
    let turns = FairScheduler(atOnce: 1)
    for _ in 0..<3 {
      #expect(throws: CancellationError.self) { try turns.take(.ownRegion) { throw CancellationError() } }
    }
    #expect(turns.take(.ownRegion) { 7 } == 7)
  }

  @Test func turnsGoToAllCores() throws {
    let turns = FairScheduler(atOnce: 2)
    let met = DispatchSemaphore(value: 0)
    let crossed = DispatchSemaphore(value: 0)
    // Each waits for the other within its turn: with one turn at a time that would be for ever.
    _ = WorkerThread.start {
      turns.take(.ownRegion) {
        met.signal()
        crossed.wait()
      }
    }
    turns.take(.ownRegion) {
      met.wait()
      crossed.signal()
    }
  }
}
