import PeerProtocol
import Testing

/// A fingerprint as somebody types it from a telephone call.
@Suite struct TypedFingerprintTests {
  @Test(arguments: [
    "000010000200003000040000500006", "00001 00002 00003 00004 00005 00006", "00001-00002-00003-00004-00005-00006",
    " 00001 00002 - 00003 00004 00005 00006 ",
  ])
  func blanksAndHyphensBetweenTheDigitsDoNotMatter(text: String) {
    #expect(Fingerprint(text)?.groups == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: ["", "00001 00002 00003 00004 00005 0000", "00001 00002 00003 00004 00005 0000x"])
  func anythingElseIsNone(text: String) { #expect(Fingerprint(text) == nil) }
}
