// What both declare, such as SOCK_STREAM, the compiler knows as libcurl's wherever a file of the module imports that.
import CCurl
import Glibc
import System

/// A bound TCP socket that accepts connections. Closed by `close()`, at the latest in `deinit`.
final class ListeningSocket: Sendable {
  let descriptor: Int32
  /// The port that the system gave, or the one asked for.
  let port: UInt16

  /// Binds the first address that `host` resolves to. Of what its connections send, the system holds about `maxUnsentBytes`
  /// at most that the other side has no room for.
  init(host: String, port: UInt16, backlog: Int, maxUnsentBytes: Int) throws(TransportError) {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let resolved = getaddrinfo(host, String(port), &hints, &list)
    guard resolved == 0, let address = list?.pointee else {
      throw TransportError("The address \(host) to listen on does not resolve; use an IP address of this machine.")
    }
    defer { freeaddrinfo(list) }
    let descriptor = socket(
      address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw TransportError.system("open a socket", errno) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    // Connections inherit it (tcp(7)): the system would make room for megabytes by itself, for whoever reads nothing.
    var unsent = Int32(clamping: maxUnsentBytes)
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, Int32(clamping: backlog)) == 0
    else {
      let code = errno
      Glibc.close(descriptor)
      throw TransportError.system("listen on \(host) port \(port)", code)
    }
    self.descriptor = descriptor
    self.port = ListeningSocket.localPort(of: descriptor) ?? port
  }

  deinit { Glibc.close(descriptor) }

  private static func localPort(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { return nil }
    // sin_port and sin6_port stand at the same offset, in network order.
    return withUnsafeBytes(of: &storage) { UInt16($0[2]) << 8 | UInt16($0[3]) }
  }

  /// Ends accepting: the thread that polls wakes up. The descriptor itself is closed when the last owner lets go.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The next connection, non-blocking and closed on exec, with its address; nil where none waits, with errno.
  func accept() -> (descriptor: Int32, address: ClientAddress)? {
    guard let accepted = AcceptedSocket(from: descriptor) else { return nil }
    var on: Int32 = 1
    setsockopt(accepted.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = accepted.address
    return (accepted.descriptor, ClientAddress(&address, accepted.addressLength))
  }
}
