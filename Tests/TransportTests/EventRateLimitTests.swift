import COpenSSL
import Glibc
import TestSupport
import Testing

@testable import Transport

/// What outsiders may write into the log.
@Suite(.timeLimit(.minutes(30))) struct EventRateLimitTests {
  private static let minute: Int64 = 60_000_000_000

  private func flood(_ allowance: inout EventRateLimit, from address: String, _ count: Int, at now: Int64) -> Int {
    (0..<count).count { _ in
      allowance.admit(.handshakeFailed(address: address, reason: "no certificate"), now: now).isReported
    }
  }

  @Test func eventsOfOneAddressDoNotHideOthers() {
    var allowance = EventRateLimit()
    #expect(flood(&allowance, from: "loud", 1_000, at: 5) == EventRateLimit.ofAddress)
    #expect(flood(&allowance, from: "quiet", 3, at: 6) == 3)
    // Nor one kind of event another.
    let other = allowance.admit(.requestRefused(address: "loud", status: 400, detail: ""), now: 7)
    #expect(other.isReported)
  }

  @Test func eventsOfAllAddressesAreLimited() {
    var allowance = EventRateLimit()
    let told = (0..<1_000).reduce(0) { $0 + flood(&allowance, from: "\($1)", 5, at: 5) }
    #expect(told == EventRateLimit.ofAll)
    let own = allowance.admit(.resourcesExhausted("no descriptor"), now: 6)
    #expect(own.isReported && own.omitted == 0)
  }

  @Test func omittedEventsAreCountedInTheNextMinute() {
    var allowance = EventRateLimit()
    _ = flood(&allowance, from: "loud", 30, at: 0)
    let last = allowance.admit(.overloaded(address: "other"), now: Self.minute - 1)
    #expect(last.isReported && last.omitted == 0)
    let next = allowance.admit(.handshakeFailed(address: "loud", reason: ""), now: Self.minute)
    #expect(next.isReported && next.omitted == 30 - EventRateLimit.ofAddress)
    let after = allowance.admit(.handshakeFailed(address: "loud", reason: ""), now: Self.minute * 3)
    #expect(after.isReported && after.omitted == 0)
  }

  @Test func listenerLimitsItsEvents() throws {
    let server = try TestServer()
    for _ in 0..<40 {
      let stranger = try RawClient(port: server.port, identity: nil, handshakes: false)
      stranger.cut()
    }
    // Whoever is answered was accepted after all of them.
    let known = try RawClient(port: server.port, identity: try .selfSigned("client"))
    known.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(known.answer()?.status == 200)
    while server.server.connectionCounts.strangers > 0 { pause(milliseconds: 2) }
    let lines = server.log.count { if case .handshakeFailed = $0 { true } else { false } }
    #expect(lines == EventRateLimit.ofAddress)
  }

  /// A client that has one address of IPv6 has all of its network.
  @Test func IPv6StrangersShareTheirNetworksLimits() {
    func address(_ bytes: [UInt8]) -> ClientAddress {
      var storage = sockaddr_storage()
      withUnsafeMutableBytes(of: &storage) { storage in
        storage.storeBytes(of: sa_family_t(AF_INET6), as: sa_family_t.self)
        storage[8..<24].copyBytes(from: bytes)
      }
      return ClientAddress(&storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
    }
    let (prefix, mapped): ([UInt8], [UInt8]) = (
      [0x20, 0x01, 0x0D, 0xB8, 0, 1, 0, 2], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 7]
    )
    let (first, second) = (address(prefix + [0, 0, 0, 0, 0, 0, 0, 1]), address(prefix + [9, 8, 7, 6, 5, 4, 3, 2]))
    #expect(first.text == "2001:db8:1:2::1" && first.text != second.text)
    #expect(first.network == "2001:db8:1:2::/64" && first.network == second.network)
    #expect(address(mapped).network == "::ffff:192.0.2.7")
  }
}
