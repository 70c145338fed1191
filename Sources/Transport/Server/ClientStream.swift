import System

/// A connection's TLS, and how long a thread waits for the client before it leaves the wait to the poll loop.
final class ClientStream {
  let tls: TLSConnection
  /// The end of a stranger's connection, whatever it does.
  private let lifetime: Deadline?
  /// Whether the client made a thread leave: nobody expects its next bytes at once any more.
  var isSlow = false

  init(_ tls: TLSConnection, lifetime: Deadline?) { (self.tls, self.lifetime) = (tls, lifetime) }

  /// Whether a stranger's time is over.
  var isExpired: Bool { lifetime.map { $0 <= .now } ?? false }

  /// The deadline, or the end of a stranger's time before it.
  func bounded(_ deadline: Deadline) -> Deadline { lifetime.map { min($0, deadline) } ?? deadline }

  /// Until when a thread waits here for something that has to come by `end`.
  func endOfWait(_ end: Deadline, isPatient: Bool) -> Deadline {
    isPatient ? end : min(end, isSlow ? .now : .after(ServerCore.patience))
  }

  /// Reads once there is something to read.
  func awaitInput(until deadline: Deadline, _ read: (Deadline) -> TLSConnection.Outcome?) -> TLSConnection.Outcome {
    let end = bounded(deadline)
    while tls.waitForInput(until: end) {
      if let outcome = read(end) { return outcome }
    }
    return .timedOut
  }
}
