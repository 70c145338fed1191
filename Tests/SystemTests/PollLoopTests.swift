import Glibc
import Synchronization
import TestSupport
import Testing

@testable import System

/// Many descriptors that one thread waits for.
@Suite(.timeLimit(.minutes(30))) struct PollLoopTests {
  /// Pipes: one end waits, the other sends.
  private final class Pipes: Sendable {
    let waiting: [Int32]
    private let others: [Int32]

    init(_ count: Int) throws {
      var (waiting, others): ([Int32], [Int32]) = ([], [])
      for _ in 0..<count {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        waiting.append(ends[0])
        others.append(ends[1])
      }
      (self.waiting, self.others) = (waiting, others)
    }

    deinit { for descriptor in waiting + others { close(descriptor) } }

    func send(to index: Int) { _ = write(others[index], "x", 1) }
    /// The other end is gone; its number stays taken.
    func hangUp(_ index: Int) { dup2(waiting[index], others[index]) }
  }

  private final class Called: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    var all: [Int] { counts.withLock { $0 } }
    func note(_ index: Int) { counts.withLock { $0[index] += 1 } }
  }

  @Test func readableDescriptorIsReportedOnce() throws {
    let count = 300
    let (loop, pipes, called) = (PollLoop(), try Pipes(count), Called(count))
    for index in 0..<count {
      #expect(
        loop.add(pipes.waiting[index], IOWait(for: .readable, until: .after(.seconds(600)))) { called.note(index) })
    }
    for index in 0..<count where index.isMultiple(of: 2) { pipes.send(to: index) }
    for index in 0..<count where index % 4 == 1 { pipes.hangUp(index) }
    waitUntil { called.all.reduce(0, +) == 225 }
    // What they do not read does not call them again, and they may come back.
    for index in 0..<count where index.isMultiple(of: 2) { pipes.send(to: index) }
    #expect(loop.add(pipes.waiting[0], IOWait(for: .readable, until: .after(.seconds(600)))) { called.note(0) })
    waitUntil { called.all[0] == 2 }
    #expect(called.all == (0..<count).map { $0 == 0 ? 2 : $0 % 4 == 3 ? 0 : 1 })
    #expect(loop.count == 75)
  }

  @Test func expiredWaitIsReported() throws {
    let (loop, pipes, called) = (PollLoop(), try Pipes(40), Called(40))
    for index in 0..<40 {
      let end: Deadline = index < 20 ? .after(.milliseconds(10 * (20 - index))) : .after(.seconds(600))
      #expect(loop.add(pipes.waiting[index], IOWait(for: .readable, until: end)) { called.note(index) })
    }
    waitUntil { loop.count == 20 }
    waitUntil { called.all.reduce(0, +) == 20 }
    #expect(called.all == Array(repeating: 1, count: 20) + Array(repeating: 0, count: 20))
    // Also one whose time was over before it came.
    #expect(loop.add(pipes.waiting[0], IOWait(for: .readable, until: Deadline(nanoseconds: 0))) { called.note(0) })
    waitUntil { called.all[0] == 2 }
  }

  @Test func threadEndsWhenIdleAndStartsAgain() throws {
    let (loop, pipes, called) = (PollLoop(patience: .milliseconds(1)), try Pipes(1), Called(1))
    for round in 1...50 {
      #expect(
        loop.add(pipes.waiting[0], IOWait(for: .readable, until: .after(.milliseconds(round % 3)))) { called.note(0) })
      waitUntil { called.all[0] == round }
      if round.isMultiple(of: 2) { waitUntil { !loop.isRunning } }
    }
    waitUntil { !loop.isRunning }
  }

  /// A client that has ended its sending side may still read what waits for it: that alone must not report the descriptor.
  @Test func writableDescriptorIsReportedOnceThereIsRoom() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (own, other) = (ends[0], ends[1])
    defer { for descriptor in ends { close(descriptor) } }
    let bytes = [UInt8](repeating: 1, count: 65_536)
    while send(own, bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
    shutdown(other, Int32(SHUT_WR))
    let (loop, called) = (PollLoop(), Called(1))
    #expect(loop.add(own, IOWait(for: .writable, until: .after(.seconds(600)))) { called.note(0) })
    pause(milliseconds: 200)
    #expect(called.all == [0])
    var taken = bytes
    while recv(other, &taken, taken.count, Int32(MSG_DONTWAIT)) > 0 {}
    waitUntil { called.all == [1] }
    #expect(loop.count == 0)
  }

  @Test func invalidDescriptorIsRefused() {
    let loop = PollLoop()
    #expect(!loop.add(-1, IOWait(for: .readable, until: .after(.seconds(1)))) { Issue.record("called") })
    #expect(!loop.isRunning && loop.count == 0)
  }
}
