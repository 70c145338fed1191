import Glibc

/// METHOD SP request-target SP HTTP-version (RFC 9112 section 3).
enum RequestLine {
  private static let protocolName = Array("HTTP/".utf8)

  static func parse(_ line: ArraySlice<UInt8>, _ limits: ServerLimits) throws(HTTPFault) -> RequestHead {
    guard let firstSpace = line.firstIndex(of: Byte.space) else {
      throw line.allSatisfy(ByteSet.token.contains) ? .requestLine : .method
    }
    let method = line[..<firstSpace]
    guard !method.isEmpty, method.allSatisfy(ByteSet.token.contains) else { throw .method }
    let rest = line[(firstSpace + 1)...]
    guard let secondSpace = rest.firstIndex(of: Byte.space) else { throw .requestLine }
    let isHTTP10 = try minorVersionIsZero(rest[(secondSpace + 1)...])
    guard method.count <= limits.maxMethodBytes else { throw .methodTooLong }
    let name = String(decoding: method, as: UTF8.self)
    return RequestHead(method: name, target: try target(rest[..<secondSpace], name), isHTTP10: isHTTP10)
  }

  /// "HTTP/1." and one digit: a higher minor version is processed as 1.1 (RFC 9110 section 2.5).
  private static func minorVersionIsZero(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> Bool {
    guard bytes.count == 8, bytes.starts(with: protocolName), bytes[bytes.startIndex + 6] == UInt8(ascii: "."),
      let major = Byte.digit(bytes[bytes.startIndex + 5]), let minor = Byte.digit(bytes[bytes.startIndex + 7])
    else { throw .version }
    guard major == 1 else { throw .versionUnsupported }
    return minor == 0
  }

  private static func target(_ bytes: ArraySlice<UInt8>, _ method: String) throws(HTTPFault) -> RequestHead.Target {
    if bytes.first == Byte.slash { return try path(bytes) }
    if method == "OPTIONS", bytes.elementsEqual("*".utf8) { return .server }
    // CONNECT is refused by the server as a method; its target must still be what it says.
    if method == "CONNECT", isAuthority(bytes) { return .server }
    let scheme = "https://"
    guard bytes.count > scheme.utf8.count,
      bytes.prefix(scheme.utf8.count).map(Byte.lowercased) == Array(scheme.utf8)
    else { throw .target }
    let hierarchy = bytes.dropFirst(scheme.utf8.count)
    let authority = hierarchy.prefix { $0 != Byte.slash && $0 != Byte.question }
    guard isAuthority(authority) else { throw .target }
    let rest = hierarchy[authority.endIndex...]
    if rest.first == Byte.slash { return try path(rest) }
    return try path([Byte.slash] + rest)
  }

  private static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
    HostValue.isValid(String(decoding: bytes, as: UTF8.self))
  }

  private static func path(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> RequestHead.Target {
    let path = bytes.prefix { $0 != Byte.question }
    guard isEncoded(path, with: .path) else { throw .target }
    guard path.endIndex < bytes.endIndex else { return .path(String(decoding: path, as: UTF8.self), query: nil) }
    let query = bytes[(path.endIndex + 1)...]
    guard isEncoded(query, with: .query) else { throw .target }
    return .path(String(decoding: path, as: UTF8.self), query: String(decoding: query, as: UTF8.self))
  }

  /// Only characters of the set, every percent sign followed by two digits, and no encoded NUL.
  private static func isEncoded(_ bytes: ArraySlice<UInt8>, with set: ByteSet) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard set.contains(bytes[index]) else { return false }
      if bytes[index] == Byte.percent {
        guard index + 2 < bytes.endIndex, let high = Byte.hexDigit(bytes[index + 1]),
          let low = Byte.hexDigit(bytes[index + 2]), high | low != 0
        else { return false }
        index += 2
      }
      index += 1
    }
    return true
  }
}

/// Host [ ":" port ] (RFC 9110 section 7.2), where the host is a name, an IPv4 address or an IPv6 address in brackets.
enum HostValue {
  private static let maxPortDigits = 16

  static func isValid(_ value: String) -> Bool {
    var value = value
    return value.withUTF8(isValid)
  }

  private static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = 0
    if bytes.first == UInt8(ascii: "[") {
      guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = bytes[1..<close]
      guard address.count <= 45, address.allSatisfy(ByteSet.ipv6.contains),
        isIPv6(String(decoding: address, as: UTF8.self))
      else { return false }
      end = close + 1
    } else {
      let names = ByteSet.hostName
      while end < bytes.count, names.contains(bytes[end]) { end += 1 }
      guard end > 0, end <= 253 else { return false }
    }
    guard end < bytes.count else { return true }
    // No digits stand for the scheme's own port (RFC 3986 section 3.2.3), and zeros may lead.
    let port = bytes[(end + 1)...]
    guard bytes[end] == Byte.colon, port.count <= maxPortDigits else { return false }
    var number = 0
    for byte in port {
      guard let digit = Byte.digit(byte) else { return false }
      number = number * 10 + digit
    }
    return number <= 65_535
  }

  private static func isIPv6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }
}
