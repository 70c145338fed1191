import PeerProtocol
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30))) struct Base64URLTests {
  @Test func roundTripsEveryLength() throws {
    let random = SeededRandom(seed: 1)
    for count in 0..<200 {
      let bytes = random.bytes(count)
      let text = Base64URL.encode(bytes)
      #expect(text.utf8.count == (count * 4 + 2) / 3)
      #expect(Base64URL.decode(text) == bytes)
    }
  }

  @Test(
    arguments: [("", []), ("_w", [0xFF]), ("-_8", [0xFB, 0xFF]), ("Zm9v", [102, 111, 111])] as [(String, [UInt8])])
  func knowsTheAlphabet(_ text: String, _ bytes: [UInt8]) {
    #expect(Base64URL.encode(bytes) == text)
    #expect(Base64URL.decode(text) == bytes)
  }

  /// Padding, the other alphabet, space, a lone character, and bits that no byte needs.
  @Test(arguments: ["_w==", "_w=", "+w", "/w", "_ w", " _w", "_w\n", "_", "Zm9vA", "_x", "-_9", "é", "_w\0"])
  func refusesWhatIsNotCanonical(_ text: String) { #expect(Base64URL.decode(text) == nil) }

  @Test func twoTextsNeverMeanTheSame() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    let accepted = alphabet.flatMap { first in alphabet.map { "\(first)\($0)" } }.filter { Base64URL.decode($0) != nil }
    #expect(accepted.count == 256)
    #expect(Set(accepted.map { Base64URL.decode($0) }).count == 256)
  }

  @Test func identifiersKeepBytesAndOrder() throws {
    let random = SeededRandom(seed: 2)
    for _ in 0..<100 {
      let (left, right) = (random.bytes(16), random.bytes(16))
      let (a, b) = (try #require(Handle(left)), try #require(Handle(right)))
      #expect(a.bytes == left)
      #expect(Handle(base64URL: a.base64URL) == a)
      #expect((a < b) == left.lexicographicallyPrecedes(right))
      let (c, d) = (try #require(DocumentId(left + right)), try #require(DocumentId(right + left)))
      #expect(c.bytes == left + right)
      #expect(DocumentId(base64URL: c.base64URL) == c)
      #expect((c < d) == (left + right).lexicographicallyPrecedes(right + left))
      let near = try #require(DocumentId(left + random.bytes(16)))
      #expect((c < near) == c.bytes.lexicographicallyPrecedes(near.bytes))
    }
    #expect(Handle([UInt8](repeating: 0, count: 15)) == nil)
    #expect(Handle([UInt8](repeating: 0, count: 17)) == nil)
    #expect(DocumentId([UInt8](repeating: 0, count: 31)) == nil)
    #expect(DocumentId([UInt8](repeating: 0, count: 33)) == nil)
  }

  @Test func whatIsConfidentialIsNotDescribed() throws {
    let token = try #require(MatchToken([UInt8](repeating: 65, count: 16)))
    #expect("\(token)" == "match token")
    #expect("\(try #require(Handle(token.bytes)))" == "handle")
    let match = try #require(MatchId(token.bytes))
    #expect("\(match)" == match.base64URL)
  }
}
