import CCurl
import Glibc

/// Which addresses a connection may lead to, whatever name led there. Looked at with the address that is connected to, so
/// that a name whose address changes between two looks gains nothing.
public enum AddressPolicy: Sendable {
  /// Any.
  case any
  /// Addresses of the internet; none of this machine, of an internal network, or of no single host.
  case global
  /// Those, and addresses of internal networks and of this machine; still none that is link-local, as the services are from
  /// which clouds give keys to their machines, and none of no single host.
  case globalOrPrivate

  /// Whether an address may be connected to: 4 bytes of IPv4 or 16 of IPv6.
  public func permits(_ address: [UInt8]) -> Bool {
    switch self {
    case .any: true
    case .global: AddressScope(address) == .global
    case .globalOrPrivate: AddressScope(address) != .unusable
    }
  }

  /// Whether the address that libcurl is about to connect to is permitted.
  func permits(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
    guard self != .any else { return true }
    let bytes = UnsafeRawPointer(address).advanced(by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
    switch address.pointee.family {
    case AF_INET:
      guard address.pointee.addrlen >= MemoryLayout<sockaddr_in>.size else { return false }
      let found = bytes.loadUnaligned(as: sockaddr_in.self).sin_addr
      return permits(withUnsafeBytes(of: found) { Array($0) })
    case AF_INET6:
      guard address.pointee.addrlen >= MemoryLayout<sockaddr_in6>.size else { return false }
      let found = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      return permits(withUnsafeBytes(of: found) { Array($0) })
    default: return false
    }
  }
}

/// What an address belongs to (the special-purpose registries of IANA).
enum AddressScope: Equatable {
  case global
  /// Of this machine, or of an internal network.
  case local
  /// Link-local, of many hosts, of none, or reserved.
  case unusable

  init(_ bytes: [UInt8]) {
    switch bytes.count {
    case 4: self = Self.v4(bytes)
    case 16: self = Self.v6(bytes)
    default: self = .unusable
    }
  }

  private static func v4(_ bytes: [UInt8]) -> AddressScope {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (10, _, _), (127, _, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _): .local
    case (0, _, _), (169, 254, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100),
      (203, 0, 113), (224..., _, _):
      .unusable
    default: .global
    }
  }

  private static func v6(_ bytes: [UInt8]) -> AddressScope {
    let isZero = bytes[0..<10].allSatisfy { $0 == 0 }
    if isZero, bytes[10] == 0xFF, bytes[11] == 0xFF { return v4(Array(bytes[12...])) }
    if bytes[0..<15].allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .local : .unusable }
    // NAT64: the IPv4 address stands within.
    if bytes[0..<12].elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return v4(Array(bytes[12...])) }
    if bytes[0] & 0xFE == 0xFC {
      // fd00:ec2::254 gives keys to the machines of a cloud.
      return bytes.elementsEqual([0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54]) ? .unusable : .local
    }
    guard bytes[0] & 0xE0 == 0x20 else { return .unusable }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    // Assignments of the IETF, documentation, and 6to4, which leads to any IPv4 address.
    case (0x20, 0x01, 0...1, _), (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x02, _, _), (0x3F, 0xFF, 0...0x0F, _):
      return .unusable
    default: return .global
    }
  }
}
