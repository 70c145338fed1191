import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Whatever slips through the checks of a request: a record that a later start could not read is never written.
@Suite struct UnreadableRecordTests {
  @Test func whatCannotBeReadBackIsNeitherStoredNorApplied() throws {
    let peer = try ForeignPeer()
    let engine = peer.node.engine
    let before = peer.held()
    let name = try #require(RegionName("region-1"))
    var work = MatchWork()
    // The same outcome twice is none that a document may have.
    work.followUp = FollowUp(
      state: .contacted, reason: nil, outcome: [.earlier, .earlier], at: Timestamp(seconds: 1_790_000_000))
    let id = try #require(MatchId([UInt8](repeating: 1, count: 16)))
    let problem = #expect(throws: Refusal.self) {
      try engine.store.commit { (transaction) throws(Refusal) in
        // Both or neither: they are one record.
        try transaction.append([.peering(.resumed(name)), .matches(.worked(id, work, at: 1))])
      }
    }
    #expect(problem?.code == .internalError)
    #expect(peer.held() == before)
    try peer.node.restart()
    #expect(peer.held() == before)
  }
}
