import Glibc
import Synchronization

/// Whether somebody asked this program to stop (SIGINT, SIGTERM, SIGHUP), so that a command that has things to clean up
/// can do so first. Everything that waits asks `check` at least ten times a second.
package enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// Somebody asked to stop.
  package struct Stop: Error {
    package var signal: Int32
  }

  /// Takes the three signals from now on.
  package static func watch() {
    _ = received.load(ordering: .relaxed)  // made before a handler can need it
    for number in [SIGINT, SIGTERM, SIGHUP] { _ = Glibc.signal(number, noteSignal) }
  }

  /// Notes that a signal came; safe inside a handler.
  fileprivate static func note(_ number: Int32) { received.store(number, ordering: .relaxed) }

  /// Throws once somebody asked to stop.
  package static func check() throws(Stop) {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Stop(signal: number) }
  }

  /// Ends the program by the signal that came, so that the waiting process sees why.
  package static func die(of number: Int32) -> Never {
    _ = Glibc.signal(number, SIG_DFL)
    _ = kill(getpid(), number)
    exit(128 + number)
  }
}

private func noteSignal(_ number: Int32) { Interruption.note(number) }
