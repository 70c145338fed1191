package import Glibc

/// A moment on the monotonic clock: every wait ends at one, however often it is interrupted.
package struct Deadline: Comparable, Sendable {
  /// Nanoseconds on CLOCK_MONOTONIC.
  package let nanoseconds: Int64

  /// The moment at which CLOCK_MONOTONIC reads these nanoseconds.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The present moment.
  package static var now: Deadline {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Deadline(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Later than any moment.
  package static let never = Deadline(nanoseconds: .max)

  /// The moment after this long.
  package static func after(_ duration: Duration) -> Deadline { now + duration }

  /// That much later, at most ``never``.
  package static func + (moment: Deadline, duration: Duration) -> Deadline {
    moment.advanced(by: duration.inNanoseconds)
  }

  /// So many nanoseconds later.
  package func advanced(by nanoseconds: Int64) -> Deadline {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return Deadline(nanoseconds: overflow ? .max : sum)
  }

  /// Whether `left` comes before `right`.
  package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

  /// What is left, rounded up to whole milliseconds as poll(2) takes them, so that a wait never ends early.
  package var remainingMilliseconds: Int32 {
    let left = nanoseconds - Deadline.now.nanoseconds
    guard left > 0 else { return 0 }
    return Int32(clamping: left / 1_000_000 + 1)
  }

  /// The same moment as pthread_cond_timedwait takes it.
  package var asTimespec: timespec {
    timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}

extension Duration {
  /// Whole nanoseconds, held within what an `Int64` holds (292 years).
  package var inNanoseconds: Int64 {
    let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return components.seconds < 0 ? .min : .max }
    let (sum, sumOverflow) = seconds.addingReportingOverflow(components.attoseconds / 1_000_000_000)
    return sumOverflow ? .max : sum
  }
}
