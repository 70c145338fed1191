import CCurl
import Glibc
import System

/// Tries how far the way to a host goes: its name, a connection. Nothing is sent.
public enum RouteProbe {
  /// The addresses to which a host name leads, or the system's word why there are none.
  public static func addresses(of host: String) -> Result<[String], TransportError> {
    do throws(TransportError) {
      return .success(
        try withAddresses(of: host, port: 0) { address in
          var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
          let result = getnameinfo(
            address.ai_addr, address.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
          return result == 0
            ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        })
    } catch {
      return .failure(error)
    }
  }

  /// Connects to a port and closes at once; what the system says where no address answers within `seconds`.
  public static func connect(to host: String, port: UInt16, within seconds: Int) -> Result<Void, TransportError> {
    do throws(TransportError) {
      let results = try withAddresses(of: host, port: port) { connectOnce($0, seconds) }
      guard let first = results.first, !results.contains(0) else { return .success(()) }
      return .failure(.system("connect to \(host) port \(port)", first))
    } catch {
      return .failure(error)
    }
  }

  /// Whether a program could listen at an address now; what the system says where not. The port is free again afterwards.
  public static func listen(at host: String, port: UInt16) -> Result<Void, TransportError> {
    do throws(TransportError) {
      _ = try ListeningSocket(host: host, port: port, backlog: 1, maxUnsentBytes: 16_384)
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  /// 0, or the number of what went wrong.
  private static func connectOnce(_ address: addrinfo, _ seconds: Int) -> Int32 {
    let descriptor = socket(
      address.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return errno }
    defer { Glibc.close(descriptor) }
    if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
    guard errno == EINPROGRESS else { return errno }
    let deadline = Deadline.after(.seconds(seconds))
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let result = poll(&waiting, 1, deadline.remainingMilliseconds)
      if result == 0 { return ETIMEDOUT }
      if result > 0 { break }
      guard errno == EINTR else { return errno }
    }
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
    return code
  }

  private static func withAddresses<Value>(
    of host: String, port: UInt16, _ body: (addrinfo) -> Value
  ) throws(TransportError) -> [Value] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let resolved = getaddrinfo(host, String(port), &hints, &list)
    guard resolved == 0, list != nil else {
      throw TransportError("The name \(host) leads to no address: \(String(cString: gai_strerror(resolved))).")
    }
    defer { freeaddrinfo(list) }
    var values: [Value] = []
    var next = list
    while let address = next?.pointee {
      values.append(body(address))
      next = address.ai_next
    }
    return values
  }
}
