import Glibc
import Testing

@testable import Transport

/// Which addresses a webhook may connect to.
@Suite(.timeLimit(.minutes(30))) struct AddressPolicyTests {
  private func bytes(_ text: String) throws -> [UInt8] {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    try #require(inet_pton(AF_INET6, text, &six) == 1)
    return withUnsafeBytes(of: six) { Array($0) }
  }

  @Test(arguments: [
    "93.184.216.34", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "100.63.255.255",
    "100.128.0.0", "223.255.255.255", "2a00:1450:400e:80c::200e", "2001:67c:2564::1", "64:ff9b::5db8:d822",
    "::ffff:93.184.216.34",
  ])
  func addressesOfTheInternetAreForAll(text: String) throws {
    #expect(try AddressPolicy.global.permits(bytes(text)) && AddressPolicy.globalOrPrivate.permits(bytes(text)))
  }

  @Test(arguments: [
    "10.0.0.1", "127.0.0.1", "127.255.255.254", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
    "100.127.255.255", "::1", "fc00::1", "fd12:3456::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
  ])
  func internalAddressesAreForPrivateHostsOnly(text: String) throws {
    #expect(try !AddressPolicy.global.permits(bytes(text)))
    #expect(try AddressPolicy.globalOrPrivate.permits(bytes(text)))
  }

  @Test(arguments: [
    "0.0.0.0", "169.254.169.254", "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "192.0.0.1",
    "192.0.2.1", "198.18.0.1", "203.0.113.1", "::", "fe80::1", "ff02::1", "fd00:ec2::254", "2001:db8::1",
    "2002:a00:1::",
    "2001::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "4000::1", "::10.0.0.1",
  ])
  func otherAddressesAreForNobody(text: String) throws {
    #expect(try !AddressPolicy.global.permits(bytes(text)))
    #expect(try !AddressPolicy.globalOrPrivate.permits(bytes(text)))
  }

  @Test func otherLengthsAreForNobody() {
    #expect(!AddressPolicy.globalOrPrivate.permits([]) && !AddressPolicy.globalOrPrivate.permits([1, 2, 3]))
  }
}
