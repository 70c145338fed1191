import Testing

@testable import Transport

/// Which of several lists of one authority counts.
@Suite(.timeLimit(.minutes(30))) struct RevocationListsTests {
  private let first: TestIdentity
  private let second: TestIdentity

  init() throws {
    first = try .selfSigned("first", isAuthority: true)
    second = try .selfSigned("second", isAuthority: true)
  }

  private func list(_ authority: TestIdentity, age: Int = 7_200, left: Int = 3_600, revoking: [TestIdentity] = [])
    throws
    -> [UInt8]
  {
    try RevocationList.pem(of: authority, revoking: revoking, secondsLeft: left, age: age)
  }

  @Test func newestListOfEachAuthorityIsUsed() throws {
    let old = try list(first, age: 100_000, left: -50_000)
    let new = try list(first)
    for pem in [old + new, new + old] {
      let lists = try RevocationLists(pem: pem)
      #expect(lists == (try RevocationLists(pem: new)))
      let anchors = try TrustAnchors(anchorsPEM: first.certificatePEM, lists: lists, graceSeconds: 0)
      // The older one is out of date, and makes nothing out of date.
      #expect(anchors.listsDue.count == 1 && anchors.listsDue[0] > 0)
    }
    #expect(try RevocationLists(pem: old + (list(second))).newest.map(\.authority) == ["/CN=first", "/CN=second"])
  }

  @Test func previousListIsKeptWhenAFileLacksIt() throws {
    let before = try RevocationLists(pem: list(first) + list(second))
    let after = try RevocationLists(pem: list(first, age: 60))
    let kept = try after.keeping(before)
    #expect(kept.newest.map(\.authority) == ["/CN=first", "/CN=second"])
    #expect(kept.newest[0] == after.newest[0])
    #expect(before.missing(in: after).map(\.authority) == ["/CN=second"])
    #expect(kept.without(authority: "/CN=second") == after)
    // An older list than before counts as missing, and the newer one is used.
    let older = try RevocationLists(pem: list(first, age: 90_000))
    #expect(before.missing(in: older).map(\.authority) == ["/CN=first", "/CN=second"])
    #expect(try older.keeping(before) == before)
    #expect(older.holdsAny(like: before.newest[0]) && !older.holdsAny(like: before.newest[1]))
  }

  @Test func listsSurviveWritingAndReading() throws {
    let lists = try RevocationLists(pem: list(first) + list(second))
    #expect(try RevocationLists(pem: lists.pem) == lists)
  }

  @Test func truncatedListIsRefused() throws {
    let whole = try list(first) + list(second)
    #expect(throws: TransportError.self) { try RevocationLists(pem: Array(whole.dropLast(40))) }
    #expect(throws: TransportError.self) { try RevocationLists(pem: []) }
  }

  @Test func listSignedByAnotherAuthorityIsRefused() throws {
    let impostor = try TestIdentity.selfSigned("first", isAuthority: true)
    let forged = try RevocationLists(pem: list(impostor))
    #expect(throws: TransportError.self) {
      try TrustAnchors(anchorsPEM: first.certificatePEM, lists: forged, graceSeconds: 0)
    }
    // An authority below an anchor is not known here; its list is verified with the chain that it stands in.
    _ = try TrustAnchors(anchorsPEM: second.certificatePEM, lists: forged, graceSeconds: 0)
  }
}
