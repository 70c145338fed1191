import Testing

@testable import Transport

/// Which authorities are not checked for revocation.
@Suite(.timeLimit(.minutes(30))) struct TrustAnchorsTests {
  @Test func anchorsWithoutAListAreNamed() throws {
    let authorities = try ["first", "second"].map { try TestIdentity.selfSigned($0, isAuthority: true) }
    let anchors = authorities.flatMap(\.certificatePEM)
    let lists = try authorities.map { try RevocationList.pem(of: $0, revoking: []) }
    func unlisted(_ lists: [UInt8]?) throws -> [String] {
      try TrustAnchors(anchorsPEM: anchors, crlsPEM: lists).unlistedAnchors
    }
    #expect(try unlisted(nil) == ["/CN=first", "/CN=second"])
    #expect(try unlisted(lists[0]) == ["/CN=second"])
    #expect(try unlisted(lists[1]) == ["/CN=first"])
    #expect(try unlisted(lists[1] + lists[0]) == [])
  }

  @Test func authorityNamesHoldNoControlCharacters() throws {
    let odd = try TestIdentity.selfSigned("r\u{1B}[2J\u{202E}é", isAuthority: true)
    let name = try #require(try TrustAnchors(anchorsPEM: odd.certificatePEM).unlistedAnchors.first)
    #expect(name.hasPrefix("/CN=r\\x1B[2J") && name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(name)")
  }
}
