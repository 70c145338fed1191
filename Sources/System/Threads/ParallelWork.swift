import Glibc
import Synchronization

/// Computation spread over all cores, on threads of its own: the pool of Swift's tasks must not be blocked by it.
package enum ParallelWork {
  /// Below this many items the calling thread does it alone.
  package static let threshold = 64
  /// The most items that a worker takes at a time.
  package static let largestChunk = 256

  /// Cores that this process may use.
  package static let coreCount = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Runs over 0..<count in chunks, and gives the results in order.
  ///
  /// `makeWorker` is called once on each thread, so that its worker may keep what only one thread may use. After a
  /// failure no chunk behind it is begun; the failure that is thrown is the first in order of the items.
  package static func map<Part: Sendable, Failure: Error>(
    count: Int, makeWorker: @escaping @Sendable () throws(Failure) -> (Range<Int>) throws(Failure) -> Part
  ) throws(Failure) -> [Part] {
    guard count >= threshold, coreCount > 1 else {
      guard count > 0 else { return [] }
      let work = try makeWorker()
      var parts: [Part] = []
      for start in stride(from: 0, to: count, by: largestChunk) {
        parts.append(try work(start..<min(start + largestChunk, count)))
      }
      return parts
    }
    // Four chunks for each core at least, so that none waits long for the last.
    let chunk = max(16, min(largestChunk, (count + coreCount * 4 - 1) / (coreCount * 4)))
    let job = Job<Part, Failure>(count: count, chunk: chunk, makeWorker: makeWorker)
    let helpers = (1..<min(coreCount, job.chunkCount)).compactMap { _ in WorkerThread { job.run() } }
    job.run()
    for helper in helpers { helper.join() }
    return try job.results()
  }
}

/// One computation that several threads work on.
private final class Job<Part: Sendable, Failure: Error>: Sendable {
  private struct State {
    var nextChunk = 0
    var parts: [Int: Part] = [:]
    var failure: (chunk: Int, error: Failure)?
  }

  let chunkCount: Int
  private let count: Int
  private let chunk: Int
  private let makeWorker: @Sendable () throws(Failure) -> (Range<Int>) throws(Failure) -> Part
  private let state = Mutex(State())

  init(
    count: Int, chunk: Int, makeWorker: @escaping @Sendable () throws(Failure) -> (Range<Int>) throws(Failure) -> Part
  ) {
    self.count = count
    self.chunk = chunk
    self.makeWorker = makeWorker
    chunkCount = (count + chunk - 1) / chunk
  }

  func run() {
    var taken = 0
    do throws(Failure) {
      let work = try makeWorker()
      while let next = take() {
        taken = next
        let part = try work(next * chunk..<min((next + 1) * chunk, count))
        state.withLock { $0.parts[next] = part }
      }
    } catch {
      state.withLock { state in
        if let failure = state.failure, failure.chunk <= taken { return }
        state.failure = (taken, error)
      }
    }
  }

  func results() throws(Failure) -> [Part] {
    let outcome = state.withLock { state -> Result<[Part], Failure> in
      if let failure = state.failure { return .failure(failure.error) }
      return .success((0..<chunkCount).compactMap { state.parts[$0] })
    }
    return try outcome.get()
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.failure == nil, state.nextChunk < chunkCount else { return nil }
      defer { state.nextChunk += 1 }
      return state.nextChunk
    }
  }
}
