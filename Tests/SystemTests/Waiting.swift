import Glibc
import System

func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1_000) }

func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 1) } }

/// Holds threads until it is opened.
final class Latch: Sendable {
  private let isOpen = Monitor(false)
  func open() { isOpen.notifying { $0 = true } }
  func wait() { _ = isOpen.wait(until: nil) { $0 } }
}
