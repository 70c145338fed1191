import Glibc

/// Tells the service manager (systemd) how the process does, where one started it: sd_notify(3), a datagram to the socket
/// that `NOTIFY_SOCKET` names.
package struct ServiceManager: Sendable {
  /// What is told.
  package enum Message: String, Sendable {
    case ready = "READY=1"
    case stopping = "STOPPING=1"
    /// Sent again and again while the process works; the manager restarts one that falls silent.
    case alive = "WATCHDOG=1"
  }

  private let socketPath: String
  /// How often ``Message/alive`` is sent, in milliseconds: half of the time after which the manager gives up. Nil where it
  /// does not wait for it.
  package let aliveMilliseconds: Int?

  /// The manager that the environment names; nil where there is none.
  ///
  /// - Parameter environment: gives a variable of the environment, nil where it is not set.
  package init?(environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }) {
    guard let path = environment("NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@"),
      path.utf8.count < Self.pathCapacity
    else { return nil }
    socketPath = path
    let isMeant = environment("WATCHDOG_PID").map { $0 == String(getpid()) } ?? true
    aliveMilliseconds = environment("WATCHDOG_USEC").flatMap { Int($0) }.flatMap { microseconds in
      isMeant && microseconds > 0 ? max(1, microseconds / 2_000) : nil
    }
  }

  private static let pathCapacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  /// Sends it; false where the socket takes nothing.
  @discardableResult
  package func tell(_ message: Message) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { _ = close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A name in the abstract namespace begins with a zero byte, written as @.
    let name = socketPath.hasPrefix("@") ? [0] + Array(socketPath.utf8.dropFirst()) : Array(socketPath.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + name.count } ?? 0)
    let bytes = Array(message.rawValue.utf8)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length) == bytes.count
      }
    }
  }
}
