import Synchronization
import Testing

@testable import System

/// Computation spread over all cores.
@Suite(.timeLimit(.minutes(30))) struct ParallelWorkTests {
  struct Failure: Error, Equatable { var start: Int }

  @Test(arguments: [0, 1, 63, 64, 100, 4097])
  func everyItemIsDoneOnceAndInOrder(count: Int) throws {
    let parts = try ParallelWork.map(count: count) { () throws(Failure) in
      { (range: Range<Int>) throws(Failure) in Array(range) }
    }
    #expect(parts.flatMap { $0 } == Array(0..<count))
  }

  /// The second chunk fails before the first does; still the first is the one that is named.
  @Test(.enabled(if: ParallelWork.coreCount > 1))
  func firstFailureInOrderIsThrown() {
    final class Flag: Sendable { let isSet = Atomic(false) }
    let flag = Flag()
    #expect(throws: Failure(start: 0)) {
      try ParallelWork.map(count: 4096) { () throws(Failure) in
        { (range: Range<Int>) throws(Failure) -> Int in
          if range.lowerBound == 0 {
            while !flag.isSet.load(ordering: .acquiring) {}
          } else {
            flag.isSet.store(true, ordering: .releasing)
          }
          throw Failure(start: range.lowerBound)
        }
      }
    }
  }

  @Test func workerThatCannotBeMadeFailsTheWhole() {
    #expect(throws: Failure(start: -1)) {
      try ParallelWork.map(count: 1000) { () throws(Failure) -> (Range<Int>) throws(Failure) -> Int in
        throw Failure(start: -1)
      }
    }
  }
}
