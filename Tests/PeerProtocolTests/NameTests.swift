import PeerProtocol
import Testing

@Suite(.timeLimit(.minutes(30))) struct NameTests {
  @Test(arguments: ["ab", "nhn", "noord-holland-noord", "a1", "a-", "abcdefghijklmnopqrstuvwxyz012345"])
  func regions(_ text: String) { #expect(RegionName(text)?.text == text) }

  @Test(arguments: [
    "", "a", "1a", "-a", "Ab", "aB", "a_b", "a b", "a.b", "aé", "ab\n", "abcdefghijklmnopqrstuvwxyz0123456",
  ])
  func noRegions(_ text: String) { #expect(RegionName(text) == nil) }

  @Test(arguments: [
    "https://a:1", "https://node.example.org:8443", "https://127.0.0.1:65535", "https://[2001:db8::1]:443",
  ])
  func endpoints(_ text: String) { #expect(Endpoint(url: text)?.url == text) }

  @Test(arguments: [
    "", "https://", "https://a", "https://a:", "https://:443", "https://a:0", "https://a:65536", "https://a:0443",
    "https://a:443/", "https://a:443/x", "https://a:443?x", "https://a:443#x", "https://u@a:443", "https://u:p@a:443",
    "http://a:443", "HTTPS://a:443", "https://a b:443", "https://a:44a", "https://a:+44", "https://-a:443",
    "https://a..b:443", "https://a.:443", "https://[::1]", "https://::1:443", "https://[x::1]:443", "https://[]:443",
    "https://[::1]x:443", "https://é:443", "https://a:443\n", "https://a\u{0}:443", "https://a%2f:443",
    "https://a\\b:443",
  ])
  func noEndpoints(_ text: String) { #expect(Endpoint(url: text) == nil) }

  @Test(arguments: ["12345 12345 12345 12345 12345", "", "12345 12345 12345 12345 12345 1234x", "1234567"])
  func noFingerprints(_ text: String) { #expect(Fingerprint(text) == nil) }

  @Test func invitationsRoundTripOrAreRefused() throws {
    let endpoint = try #require(Endpoint(authority: "[::1]:8443"))
    let code = try #require(
      InvitationCode(
        endpoint: endpoint, invitationId: [UInt8](repeating: 1, count: 8), secret: [UInt8](repeating: 2, count: 16),
        inviterKey: [UInt8](repeating: 3, count: 32)))
    #expect(InvitationCode(code.text) == code)
    let text = code.text
    for wrong in [
      String(text.dropLast()), text + "A", text + "=", String(text.dropFirst()),
      text.replacing("/#", with: "#"), text.replacing("/#", with: "/x#"), text.replacing("samenloop", with: "https"),
      text.replacing("#", with: "##"), text.replacing(":8443", with: ""), "samenloop:///#", "",
    ] {
      #expect(InvitationCode(wrong) == nil, "\(wrong)")
    }
    #expect(
      InvitationCode(endpoint: endpoint, invitationId: [], secret: code.secret, inviterKey: code.inviterKey) == nil)
  }
}
