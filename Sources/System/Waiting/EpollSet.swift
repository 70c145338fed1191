import CSystem
import Glibc

/// Descriptors that epoll(7) watches, and a timer among them, which has the number 0.
final class EpollSet: Sendable {
  private let events = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))

  init?() {
    guard events >= 0, timer >= 0, add(timer, .readable, number: 0) else { return nil }
  }

  deinit {
    if events >= 0 { close(events) }
    if timer >= 0 { close(timer) }
  }

  /// Reports this number once the event is there, and of errors and hang-ups in any case.
  func add(_ descriptor: Int32, _ awaited: IOWait.Event, number: UInt64) -> Bool {
    let wanted: UInt32 =
      switch awaited {
      case .readable: EPOLLIN.rawValue | EPOLLRDHUP.rawValue
      // A client that has ended its sending side may still read.
      case .writable: EPOLLOUT.rawValue
      case .time: 0
      }
    var event = epoll_event(events: wanted, data: epoll_data_t(u64: number))
    return epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0
  }

  func remove(_ descriptor: Int32) { epoll_ctl(events, EPOLL_CTL_DEL, descriptor, nil) }

  /// The wait ends at this moment at the latest; one that is over counts as well.
  func wake(at moment: Deadline) {
    // Zero would stop the timer.
    var time = itimerspec(it_interval: timespec(), it_value: max(moment, Deadline(nanoseconds: 1)).asTimespec)
    timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &time, nil)
  }

  /// Waits for one number at least. The timer's is among them, once.
  func wait() -> [UInt64] {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { reported in
      let count = epoll_wait(events, reported.baseAddress, Int32(reported.count), -1)
      let numbers = reported[..<max(0, Int(count))].map(\.data.u64)
      if numbers.contains(0) {
        var expirations: UInt64 = 0
        _ = read(timer, &expirations, MemoryLayout<UInt64>.size)
      }
      return numbers
    }
  }
}
