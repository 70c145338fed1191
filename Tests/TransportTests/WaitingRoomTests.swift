import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Transport

/// Many descriptors that one thread waits for.
@Suite struct WaitingRoomTests {
  /// Pairs of sockets that are connected with each other.
  private final class Pairs: Sendable {
    let waiting: [Int32]
    let others: [Int32]

    init(_ count: Int) throws {
      var (waiting, others): ([Int32], [Int32]) = ([], [])
      for _ in 0..<count {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        waiting.append(pair[0])
        others.append(pair[1])
      }
      (self.waiting, self.others) = (waiting, others)
    }

    deinit { for descriptor in waiting + others { close(descriptor) } }

    func send(to index: Int) { _ = write(others[index], "x", 1) }
    func hangUp(_ index: Int) { shutdown(others[index], Int32(SHUT_RDWR)) }
  }

  private final class Called: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    var all: [Int] { counts.withLock { $0 } }
    func note(_ index: Int) { counts.withLock { $0[index] += 1 } }
  }

  private func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 1) } }

  @Test func whoGetsSomethingGoesOnOnce() throws {
    let count = 300
    let (room, pairs, called) = (WaitingRoom(), try Pairs(count), Called(count))
    for index in 0..<count {
      #expect(room.enter(pairs.waiting[index], until: .after(.seconds(600))) { called.note(index) })
    }
    for index in 0..<count where index.isMultiple(of: 2) { pairs.send(to: index) }
    for index in 0..<count where index % 4 == 1 { pairs.hangUp(index) }
    waitUntil { called.all.reduce(0, +) == 225 }
    // What they do not read does not call them again, and they may come back.
    for index in 0..<count where index.isMultiple(of: 2) { pairs.send(to: index) }
    #expect(room.enter(pairs.waiting[0], until: .after(.seconds(600))) { called.note(0) })
    waitUntil { called.all[0] == 2 }
    #expect(called.all == (0..<count).map { $0 == 0 ? 2 : $0 % 4 == 3 ? 0 : 1 })
    #expect(room.count == 75)
  }

  @Test func whoseTimeIsOverGoesOn() throws {
    let (room, pairs, called) = (WaitingRoom(), try Pairs(40), Called(40))
    for index in 0..<40 {
      let end: Deadline = index < 20 ? .after(.milliseconds(10 * (20 - index))) : .after(.seconds(600))
      #expect(room.enter(pairs.waiting[index], until: end) { called.note(index) })
    }
    waitUntil { room.count == 20 }
    waitUntil { called.all.reduce(0, +) == 20 }
    #expect(called.all == Array(repeating: 1, count: 20) + Array(repeating: 0, count: 20))
    // Also one whose time was over before it came.
    #expect(room.enter(pairs.waiting[0], until: Deadline(nanoseconds: 0)) { called.note(0) })
    waitUntil { called.all[0] == 2 }
  }

  @Test func theThreadGoesAndComesAgain() throws {
    let (room, pairs, called) = (WaitingRoom(patience: .milliseconds(1)), try Pairs(1), Called(1))
    for round in 1...50 {
      #expect(room.enter(pairs.waiting[0], until: .after(.milliseconds(round % 3))) { called.note(0) })
      waitUntil { called.all[0] == round }
      if round.isMultiple(of: 2) { waitUntil { !room.isStaffed } }
    }
    waitUntil { !room.isStaffed }
  }

  @Test func whatCannotBeWatchedIsNotTaken() {
    let room = WaitingRoom()
    #expect(!room.enter(-1, until: .after(.seconds(1))) { Issue.record("called") })
    #expect(!room.isStaffed && room.count == 0)
  }
}
