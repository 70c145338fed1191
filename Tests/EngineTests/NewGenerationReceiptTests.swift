import Cryptography
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// The receipt that the first batch of a later generation continues.
@Suite(.timeLimit(.minutes(30))) struct NewGenerationReceiptTests {
  private func firstBatch(_ peer: ForeignPeer, previous: DocumentId?) throws -> [UInt8] {
    let held = try #require(peer.feed?.receipt)
    return try peer.batch([peer.point(1)]) { parts in
      (parts.generation, parts.sequence, parts.previous) = (parts.generation + 1, 1, held)
    } receipt: { facts in
      facts.previous = previous
    }
  }

  @Test func previousReceiptMustBeTheOneThatTheReceiptNames() throws {
    let peer = try ForeignPeer()
    let other = try #require(DocumentId(SHA256.hash([1])))
    for wrong in [nil, other] {
      let problem = peer.refusal(peer.send(try firstBatch(peer, previous: wrong)))
      #expect(problem.code == .invalidReceipt && problem.members["member"] == "previousReceipt")
    }
    #expect(peer.feed?.generation == 1)
    #expect(peer.send(try firstBatch(peer, previous: peer.feed?.receipt?.documentId)).status == 200)
    #expect(peer.feed?.generation == 2)
  }
}
