import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// What a node remembers of its own signatures is bounded, and still tells a restored backup.
@Suite(.timeLimit(.minutes(30))) struct SignedReceiptsTests {
  private func id(_ text: String) -> DocumentId { Samples.sure(DocumentId(SHA256.hash(Array(text.utf8)))) }

  private func signed(generation: Int = 1, _ sequences: ClosedRange<Int>) -> SignedReceipts {
    var signed = SignedReceipts()
    for sequence in sequences {
      signed.note(id("\(generation).\(sequence)"), generation: generation, sequence: sequence)
    }
    return signed
  }

  @Test func aSignatureAboveTheHighestIsNews() {
    let signed = signed(1...5)
    #expect(signed.isUnknown(id("1.6"), generation: 1, sequence: 6))
    #expect(signed.isUnknown(id("2.1"), generation: 2, sequence: 1))
    #expect(!signed.isUnknown(id("1.5"), generation: 1, sequence: 5))
    #expect(!signed.isUnknown(id("1.1"), generation: 1, sequence: 1))
  }

  @Test func anotherBatchInTheSamePlaceIsNews() {
    #expect(signed(1...5).isUnknown(id("another"), generation: 1, sequence: 3))
  }

  @Test func whatWasForgottenIsNoNewsAndNothingGrows() {
    var signed = signed(1...5_000)
    #expect(signed.signed.count == SignedReceipts.idLimit)
    #expect(!signed.isUnknown(id("1.3"), generation: 1, sequence: 3))
    #expect(!signed.isUnknown(id("1.4001"), generation: 1, sequence: 4_001))
    #expect(signed.isUnknown(id("another"), generation: 1, sequence: 4_500), "unknown among the newest")
    #expect(signed.isUnknown(id("1.5001"), generation: 1, sequence: 5_001))
    for generation in 2...3_000 { signed.note(id("\(generation).1"), generation: generation, sequence: 1) }
    #expect(signed.highest.count == SignedReceipts.generationLimit)
    #expect(!signed.isUnknown(id("2.1"), generation: 2, sequence: 1))
    #expect(signed.isUnknown(id("1500.2"), generation: 2_500, sequence: 2))
    #expect(signed.isUnknown(id("3001.1"), generation: 3_001, sequence: 1))
  }

  /// An old generation whose ids were forgotten still has its highest sequence.
  @Test func aSignatureAboveAnOldGenerationsHighestIsNews() {
    var signed = signed(1...10)
    for sequence in 1...SignedReceipts.idLimit { signed.note(id("2.\(sequence)"), generation: 2, sequence: sequence) }
    #expect(!signed.isUnknown(id("1.4"), generation: 1, sequence: 4))
    #expect(signed.isUnknown(id("1.11"), generation: 1, sequence: 11))
  }

  @Test func aSnapshotKeepsOrderAndLimits() throws {
    let before = signed(1...2_345)
    var writer = ByteWriter()
    before.write(to: &writer)
    var reader = ByteReader(writer.bytes)
    var after = try SignedReceipts(from: &reader)
    #expect(after.signed == before.signed)
    #expect(after.forgottenUpTo == before.forgottenUpTo && after.highest == before.highest)
    after.note(id("1.2346"), generation: 1, sequence: 2_346)
    #expect(after.signed.first == before.signed[1] && after.signed.count == SignedReceipts.idLimit)
  }

  @Test func ofAFeedOfFormat1OnlyTheLastBatchIsKnown() {
    let adopted = SignedReceipts(upTo: 3, 7)
    #expect(!adopted.isUnknown(id("3.7"), generation: 3, sequence: 7))
    #expect(!adopted.isUnknown(id("1.900"), generation: 1, sequence: 900))
    #expect(adopted.isUnknown(id("3.8"), generation: 3, sequence: 8))
    #expect(adopted.isUnknown(id("4.1"), generation: 4, sequence: 1))
  }

  @Test func documentsThatWereOnceNewsAreBounded() {
    var exchange = ExchangeState()
    for number in 0..<(ExchangeState.unknownLimit + 5) { exchange.noteUnknown(id("\(number)")) }
    exchange.noteUnknown(id("7"))
    #expect(exchange.onceUnknown.count == ExchangeState.unknownLimit)
    #expect(exchange.onceUnknown.last == id("\(ExchangeState.unknownLimit + 4)"))
  }
}
