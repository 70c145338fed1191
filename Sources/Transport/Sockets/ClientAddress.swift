import Glibc

/// Where a connection comes from.
struct ClientAddress: Sendable {
  /// The address in numbers.
  let text: String
  /// The network that it belongs to: of IPv6 the first 64 bits, because a client that has one address has all of these
  /// (RFC 6177).
  let network: String

  /// Of a socket address as accept(2) gives it.
  init(_ storage: inout sockaddr_storage, _ length: socklen_t) {
    text = Self.text(of: &storage, length)
    guard Int32(storage.ss_family) == AF_INET6, !text.hasPrefix("::ffff:") else {
      network = text
      return
    }
    // The host's part of sin6_addr, and the scope behind it.
    withUnsafeMutableBytes(of: &storage) { bytes in
      for index in 16..<28 { bytes[index] = 0 }
    }
    network = Self.text(of: &storage, length) + "/64"
  }

  private static func text(of storage: inout sockaddr_storage, _ length: socklen_t) -> String {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getnameinfo($0, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
      }
    }
    guard result == 0 else { return "unknown" }
    return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
