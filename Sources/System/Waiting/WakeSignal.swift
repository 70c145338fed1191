/// Wakes a thread that waits, or lets its next wait end at once. Waits are measured by the monotonic clock: setting the
/// clock of the machine neither lengthens nor shortens them, as it does with Dispatch.
package final class WakeSignal: Sendable {
  private let isSet = Monitor(false)

  /// A signal that was not given yet.
  package init() {}

  /// Ends the wait under way, or else the next one. Twice before a wait is once.
  package func signal() { isSet.notifying { $0 = true } }

  /// Waits for the signal.
  package func wait() { _ = wait(until: nil) }

  /// Waits for the signal, at most `milliseconds`; false when the time was over first.
  @discardableResult
  package func wait(milliseconds: Int) -> Bool { wait(until: .after(.milliseconds(milliseconds))) }

  private func wait(until deadline: Deadline?) -> Bool {
    _ = isSet.wait(until: deadline) { $0 }
    return isSet.withLock { wasSet in
      defer { wasSet = false }
      return wasSet
    }
  }
}
