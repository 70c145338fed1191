import COpenSSL
import Cryptography
import Glibc
import Synchronization

/// What a connection waits for.
struct Pause {
  enum Event {
    /// Bytes to read, or the other side's end.
    case input
    /// Room for bytes to write.
    case room
    /// The end of the time, or of the connection.
    case time
  }

  let event: Event
  /// How long that may take.
  let end: Deadline
}

/// Connections whose clients take their time, all of them on one thread: most connections wait most of the time, and a
/// thread of its own would hold as much memory as all else that such a connection needs.
///
/// The thread comes with the first one and ends some time after the last.
final class WaitingRoom: Sendable {
  typealias Next = @Sendable () -> Void

  private struct Guest {
    let descriptor: Int32
    let deadline: Deadline
    let next: Next
  }

  private struct State {
    var guests: [UInt64: Guest] = [:]
    /// Of the clock, which is the first one: 0.
    var lastNumber: UInt64 = 0
    var isStaffed = false
    /// When the thread looks whose time is over.
    var alarm = Deadline.never
  }

  /// Between two looks at whose time is over: one goes through all of them.
  private static let granularity = Duration.milliseconds(50)
  private let state = Mutex(State())
  /// From the start, so that no crowd finds it missing; nil where the system had none to give.
  private let watch = SystemWatch()
  /// How long the thread stays where nobody waits.
  private let patience: Duration

  init(patience: Duration = .seconds(2)) { self.patience = patience }

  /// How many wait.
  var count: Int { state.withLock { $0.guests.count } }
  /// Whether there is a thread.
  var isStaffed: Bool { state.withLock { $0.isStaffed } }

  /// Calls `next` once, on a thread that must not be held up: as soon as what it waits for is there or the connection is
  /// gone, or when the time is over, at most 50 ms later. False, and nothing happens, where the system has no means
  /// for it. Until then the descriptor stays open.
  func enter(_ descriptor: Int32, _ pause: Pause, then next: @escaping Next) -> Bool {
    guard let watch else { return false }
    return state.withLock { state in
      state.lastNumber += 1
      guard watch.add(descriptor, pause.event, number: state.lastNumber) else { return false }
      if !state.isStaffed {
        guard WorkerThread.start({ [self] in attend(watch) }) else {
          watch.remove(descriptor)
          return false
        }
        (state.isStaffed, state.alarm) = (true, .never)
      }
      state.guests[state.lastNumber] = Guest(descriptor: descriptor, deadline: pause.end, next: next)
      if pause.end < state.alarm { set(&state, alarm: pause.end) }
      return true
    }
  }

  private func attend(_ watch: SystemWatch) {
    while let ready = ready(watch.wait()) {
      for next in ready { next() }
    }
  }

  /// Who goes on now; nil when the thread may end.
  private func ready(_ numbers: [UInt64]) -> [Next]? {
    state.withLock { state in
      var ready = numbers.compactMap { leave($0, &state) }
      let now = Deadline.now
      guard state.alarm <= now else {
        // Whoever comes within that time needs no new thread.
        if state.guests.isEmpty { set(&state, alarm: min(state.alarm, now + patience)) }
        return ready
      }
      if state.guests.isEmpty, ready.isEmpty {
        state.isStaffed = false
        return nil
      }
      var first = Deadline.never
      for (number, guest) in state.guests {
        if guest.deadline <= now {
          if let next = leave(number, &state) { ready.append(next) }
        } else {
          first = min(first, guest.deadline)
        }
      }
      set(&state, alarm: state.guests.isEmpty ? now + patience : max(first, now + Self.granularity))
      return ready
    }
  }

  private func leave(_ number: UInt64, _ state: inout State) -> Next? {
    guard let guest = state.guests.removeValue(forKey: number) else { return nil }
    watch?.remove(guest.descriptor)
    return guest.next
  }

  private func set(_ state: inout State, alarm: Deadline) {
    state.alarm = alarm
    watch?.wake(at: alarm)
  }
}

/// Descriptors that the system watches, and an alarm clock among them. It has the number 0.
private final class SystemWatch: Sendable {
  private let events = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let clock = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))

  init?() {
    guard events >= 0, clock >= 0, add(clock, .input, number: 0) else { return nil }
  }

  deinit {
    if events >= 0 { close(events) }
    if clock >= 0 { close(clock) }
  }

  /// Tells under this number once it is there, and of errors and hang-ups in any case.
  func add(_ descriptor: Int32, _ awaited: Pause.Event, number: UInt64) -> Bool {
    let wanted: UInt32 =
      switch awaited {
      case .input: EPOLLIN.rawValue | EPOLLRDHUP.rawValue
      // Who is done sending may still read.
      case .room: EPOLLOUT.rawValue
      case .time: 0
      }
    var event = epoll_event(events: wanted, data: epoll_data_t(u64: number))
    return epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0
  }

  func remove(_ descriptor: Int32) { epoll_ctl(events, EPOLL_CTL_DEL, descriptor, nil) }

  /// The wait ends at this moment at the latest; one that is over counts as well.
  func wake(at moment: Deadline) {
    // Zero would stop the clock.
    var time = itimerspec(it_interval: timespec(), it_value: max(moment, Deadline(nanoseconds: 1)).asTimespec)
    timerfd_settime(clock, Int32(TFD_TIMER_ABSTIME), &time, nil)
  }

  /// Waits for one of them at least. The clock is among those that are told, once.
  func wait() -> [UInt64] {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { told in
      let count = epoll_wait(events, told.baseAddress, Int32(told.count), -1)
      let numbers = told[..<max(0, Int(count))].map(\.data.u64)
      if numbers.contains(0) {
        var rings: UInt64 = 0
        _ = read(clock, &rings, MemoryLayout<UInt64>.size)
      }
      return numbers
    }
  }
}
