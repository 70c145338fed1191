import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(30))) struct CommitQueueTests {
  @Test func snapshotSplitsTheCommit() throws {
    let queue = CommitQueue(position: 7, replayedBytes: 0, options: .init())
    for byte in 0..<3 { _ = try queue.append([UInt8(byte)]) }
    try queue.beginSnapshot()
    for byte in 3..<5 { _ = try queue.append([UInt8(byte)]) }
    guard case .records([[0], [1], [2]], 8) = queue.nextWork(limit: 1000) else {
      Issue.record("records from behind the snapshot were taken with those before it")
      return
    }
    queue.committed()
    guard case .rotate(10) = queue.nextWork(limit: 1000) else {
      Issue.record("no rotation at the snapshot")
      return
    }
    queue.rotated(.init(segment: 2, nextFrame: 1, position: 10))
    #expect(try queue.awaitRotation().position == 10)
    guard case .records([[3], [4]], 11) = queue.nextWork(limit: 1000) else {
      Issue.record("records behind the snapshot are missing")
      return
    }
  }

  @Test func commitStaysWithinItsLimit() throws {
    let queue = CommitQueue(position: 0, replayedBytes: 0, options: .init())
    for byte in 0..<20 { _ = try queue.append([UInt8](repeating: UInt8(byte), count: 16)) }
    var taken: [UInt8] = []
    while taken.count < 20, case .records(let records, let first) = queue.nextWork(limit: 50) {
      #expect(records.count == 2 && first == UInt64(taken.count + 1))
      taken += records.map { $0[0] }
      queue.committed()
    }
    #expect(taken == Array(0..<20))
    guard
      case .records(let records, _) = try {
        _ = try queue.append([1, 2, 3]); return queue.nextWork(limit: -5)
      }()
    else {
      Issue.record("nothing taken")
      return
    }
    #expect(records == [[1, 2, 3]])
  }
}
