import Synchronization

/// Waits for many descriptors on one thread: most connections are idle most of the time, and a thread for each would hold as
/// much memory as all else that such a connection needs.
///
/// The thread starts with the first wait and ends some time after the last.
package final class PollLoop: Sendable {
  /// What follows a wait.
  package typealias Completion = @Sendable () -> Void

  private struct Registration {
    let descriptor: Int32
    let deadline: Deadline
    let next: Completion
  }

  private struct State {
    var registrations: [UInt64: Registration] = [:]
    /// The first one, 0, is the timer's.
    var lastNumber: UInt64 = 0
    var isRunning = false
    /// When the thread looks next for waits whose time is over.
    var alarm = Deadline.never
  }

  /// Time between two looks for waits whose time is over: each look goes through all of them.
  private static let granularity = Duration.milliseconds(50)
  private let state = Mutex(State())
  /// Made at the start, so that it is there when many connections come; nil where the system had none to give.
  private let watch = EpollSet()
  /// How long the thread stays when nothing waits.
  private let patience: Duration

  /// A loop whose thread stays for `patience` when nothing waits.
  package init(patience: Duration = .seconds(2)) { self.patience = patience }

  /// How many descriptors wait.
  package var count: Int { state.withLock { $0.registrations.count } }
  /// Whether there is a thread.
  package var isRunning: Bool { state.withLock { $0.isRunning } }

  /// Calls `next` once, on the loop's thread, which it must not hold up: as soon as the event is there or the connection is
  /// gone, or when the time is over, at most 50 ms later. False, and nothing happens, where the system has no means
  /// for it. Until `next` is called the descriptor stays open.
  package func add(_ descriptor: Int32, _ wait: IOWait, then next: @escaping Completion) -> Bool {
    guard let watch else { return false }
    return state.withLock { state in
      state.lastNumber += 1
      guard watch.add(descriptor, wait.event, number: state.lastNumber) else { return false }
      if !state.isRunning {
        guard WorkerThread.start({ [self] in run(watch) }) else {
          watch.remove(descriptor)
          return false
        }
        (state.isRunning, state.alarm) = (true, .never)
      }
      state.registrations[state.lastNumber] = Registration(descriptor: descriptor, deadline: wait.deadline, next: next)
      if wait.deadline < state.alarm { set(&state, alarm: wait.deadline) }
      return true
    }
  }

  private func run(_ watch: EpollSet) {
    while let ready = ready(watch.wait()) {
      for next in ready { next() }
    }
  }

  /// The completions that are due now; nil when the thread may end.
  private func ready(_ numbers: [UInt64]) -> [Completion]? {
    state.withLock { state in
      var ready = numbers.compactMap { remove($0, &state) }
      let now = Deadline.now
      guard state.alarm <= now else {
        // A wait that begins within that time needs no new thread.
        if state.registrations.isEmpty { set(&state, alarm: min(state.alarm, now + patience)) }
        return ready
      }
      if state.registrations.isEmpty, ready.isEmpty {
        state.isRunning = false
        return nil
      }
      var first = Deadline.never
      for (number, registration) in state.registrations {
        if registration.deadline <= now {
          if let next = remove(number, &state) { ready.append(next) }
        } else {
          first = min(first, registration.deadline)
        }
      }
      set(&state, alarm: state.registrations.isEmpty ? now + patience : max(first, now + Self.granularity))
      return ready
    }
  }

  private func remove(_ number: UInt64, _ state: inout State) -> Completion? {
    guard let registration = state.registrations.removeValue(forKey: number) else { return nil }
    watch?.remove(registration.descriptor)
    return registration.next
  }

  private func set(_ state: inout State, alarm: Deadline) {
    state.alarm = alarm
    watch?.wake(at: alarm)
  }
}
