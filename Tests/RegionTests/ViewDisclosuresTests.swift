import PeerProtocol
import Testing

@testable import Region

/// Which disclosures of one match are kept (Schemas/peer-protocol.md, section 6).
@Suite(.timeLimit(.minutes(30))) struct ViewDisclosuresTests {
  private func id(_ number: Int) -> DisclosureId {
    Samples.sure(DisclosureId([UInt8](repeating: 0, count: 15) + [UInt8(number)]))
  }

  @Test func onlyTheVeryRevisionIsConfirmed() {
    var disclosures = ViewDisclosures()
    disclosures.noteSent(id(1), revision: 10)
    disclosures.noteSent(id(2), revision: 20)
    #expect(disclosures.id(ofRevision: 10) == id(1) && disclosures.id(ofRevision: 20) == id(2))
    #expect(disclosures.unconfirmed(revision: 15) == nil && disclosures.unconfirmed(revision: 21) == nil)
    #expect(disclosures.unconfirmed(revision: 10) == id(1))
    disclosures.confirm(id(2))
    #expect(disclosures.unconfirmed(revision: 20) == nil)
    #expect(disclosures.isUnconfirmed(id(1)) && !disclosures.isUnconfirmed(id(2)))
    // The confirmed one is kept for repetitions of its revision until there is another.
    #expect(disclosures.id(ofRevision: 20) == id(2))
    disclosures.noteSent(id(3), revision: 30)
    #expect(disclosures.id(ofRevision: 20) == nil)
    #expect(disclosures.sent.map(\.id) == [id(1), id(3)])
  }

  @Test func sentOnesAreBounded() {
    var disclosures = ViewDisclosures()
    for number in 1...40 { disclosures.noteSent(id(number), revision: number) }
    #expect(disclosures.sent.count == ViewDisclosures.limit)
    #expect(disclosures.sent.last?.id == id(40))
  }

  @Test func repetitionIsKnownInWhateverOrderItComes() {
    var disclosures = ViewDisclosures()
    for revision in [30, 10, 20] { disclosures.noteReceived(.init(id: id(revision), revision: revision)) }
    #expect(disclosures.received.map(\.revision) == [10, 20, 30])
    for revision in [10, 20, 30] { #expect(disclosures.knows(.init(id: id(revision), revision: revision))) }
    // One id is one disclosure; another id of a revision is another.
    #expect(disclosures.knows(.init(id: id(10), revision: 99)))
    #expect(!disclosures.knows(.init(id: id(11), revision: 10)))
    #expect(!disclosures.knows(.init(id: nil, revision: 10)))
    disclosures.noteReceived(.init(id: nil, revision: 10))
    #expect(disclosures.knows(.init(id: nil, revision: 10)) && !disclosures.knows(.init(id: nil, revision: 11)))
  }

  @Test func receivedOnesAreBoundedAndNoneIsNotedTwice() {
    var disclosures = ViewDisclosures()
    for number in 1...40 { disclosures.noteReceived(.init(id: id(number), revision: number)) }
    #expect(disclosures.received.count == ViewDisclosures.limit)
    #expect((1...40).allSatisfy { disclosures.knows(.init(id: id($0), revision: $0)) })
    #expect(!disclosures.knows(.init(id: id(41), revision: 41)))
  }

  @Test func olderStoresHaveNone() throws {
    for format in 1...2 {
      var reader = ByteReader([], format: format)
      #expect(try ViewDisclosures(from: &reader) == ViewDisclosures())
    }
    var disclosures = ViewDisclosures()
    disclosures.noteSent(id(1), revision: 1)
    disclosures.confirm(id(1))
    disclosures.noteReceived(.init(id: nil, revision: 2))
    disclosures.noteReceived(.init(id: id(3), revision: 3))
    var writer = ByteWriter()
    disclosures.write(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try ViewDisclosures(from: &reader) == disclosures && reader.isAtEnd)
  }
}
