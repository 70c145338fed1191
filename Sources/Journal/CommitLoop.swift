/// The writer thread's work: takes what is queued, makes it durable, wakes the threads that waited.
struct CommitLoop {
  let queue: CommitQueue
  var writer: SegmentWriter

  init(queue: CommitQueue, writer: SegmentWriter) {
    self.queue = queue
    self.writer = writer
  }

  /// Returns when the journal was closed or failed.
  consuming func run() {
    do {
      while try step() {}
    } catch {
      queue.end(error)
    }
    writer.release()
  }

  /// Does one thing; false when nothing more will be asked.
  private mutating func step() throws(JournalError) -> Bool {
    switch queue.nextWork(limit: writer.recordCapacity) {
    case .records(let records, let first):
      while true {
        do {
          try writer.commit(records, first: first)
          queue.committed()
          return true
        } catch { try waitForRoom(after: error) }
      }
    case .rotate(let position):
      while true {
        do {
          try writer.rotate()
          queue.rotated(.init(segment: writer.segment, nextFrame: writer.nextFrame, position: position))
          return true
        } catch { try waitForRoom(after: error) }
      }
    case .close:
      // Without this mark the next opening is as safe, but for sectors that the disk loses.
      try? writer.close()
      queue.end(.closed)
      return false
    }
  }

  private func waitForRoom(after error: JournalError) throws(JournalError) {
    guard error == .full else { throw error }
    guard queue.stall() else { throw .closed }
  }
}
