import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// Whose a TLS key is: looked up at every request, and always what a look at every peer would say.
@Suite(.timeLimit(.minutes(30))) struct PeerIndexTests {
  private let identity = [UInt8](repeating: 7, count: 32)

  private func key(_ number: Int) -> [UInt8] { SHA256.hash([UInt8(number)]) }

  private func name(_ number: Int) -> RegionName { Samples.sure(RegionName("region-\(number)")) }

  private func card(_ region: Int, keys: [Int], version: Int = 1) throws -> (SignedDocument, RegionCard) {
    let signer = try Ed25519PrivateKey(seed: SHA256.hash([UInt8(region), 1]))
    let facts = RegionCard(
      region: name(region), name: "R", endpoint: "https://r.example:8443", identityKey: signer.publicKey,
      tlsKeys: keys.map(key), environment: .training, operatorContact: nil, privacyOfficer: nil, version: version,
      issuedAt: Timestamp(seconds: 1))
    return (try SignedDocument.sign(payload: facts.bytes, type: .card, key: signer), facts)
  }

  private func peer(_ region: Int, keys: [Int], status: PeerStatus = .pending) throws -> Peer {
    let (document, facts) = try card(region, keys: keys)
    return Peer(
      card: document, facts: facts, status: status, requestId: "r", nonce: identity, weJoined: false,
      confirmedCardVersion: 0)
  }

  private func replaced(_ region: Int, keys: [Int]) throws -> PeeringEvent {
    let (document, facts) = try card(region, keys: keys, version: 2)
    return .cardReplaced(document, facts)
  }

  private let at = Timestamp(seconds: 1)

  /// What the index says of each key, beside what the peers say.
  private func check(_ state: PeeringState, _ what: String) {
    var expected: [[UInt8]: Set<RegionName>] = [:]
    for (region, peer) in state.peers {
      for key in peer.facts.tlsKeys { expected[key, default: []].insert(region) }
    }
    #expect(state.table.index == expected, "\(what)")
    for number in 0..<12 {
      let holders = state.peers.values.filter { $0.facts.tlsKeys.contains(key(number)) }
      let found = state.peer(tlsKey: key(number))
      #expect((found == nil) == holders.isEmpty, "\(what): key \(number)")
      if let found, found.status.isRejected { #expect(!holders.contains { !$0.status.isRejected }, "\(what)") }
      if let found { #expect(found.facts.tlsKeys.contains(key(number)), "\(what): key \(number)") }
    }
  }

  @Test func everyStepOfAnAcquaintanceIsFollowed() throws {
    var state = RegionState()
    func apply(_ event: PeeringEvent) {
      state.apply(.peering(event))
      check(state.peering, "\(event)")
    }
    func holder(_ number: Int) -> String? { state.peering.peer(tlsKey: key(number))?.facts.region.text }
    apply(.peerRequested(invitation: [], try peer(1, keys: [1])))
    apply(.joined(try peer(2, keys: [2, 3], status: .requested)))
    #expect(holder(1) == "region-1" && holder(2) == "region-2" && holder(3) == "region-2" && holder(4) == nil)
    apply(.accepted(name(1)))
    #expect(state.peering.peer(tlsKey: key(1))?.status == .accepted)
    // A card changes keys: two that overlap, then the new one alone.
    apply(try replaced(1, keys: [1, 4]))
    #expect(holder(1) == "region-1" && holder(4) == "region-1")
    apply(try replaced(1, keys: [4]))
    #expect(holder(1) == nil && holder(4) == "region-1")
    // A suspended peer stays known, or it would not be told so.
    apply(.suspended(name(1), Suspension(reason: "r", at: at)))
    #expect(state.peering.peer(tlsKey: key(4))?.suspension != nil)
    apply(.resumed(name(1)))
    #expect(state.peering.peer(tlsKey: key(4))?.suspension == nil)
    apply(.closing(.began(at: 1)))
    #expect(holder(4) == "region-1")
    // What was known of a rejected region gives way to another under its name, and its key to whoever shows it.
    apply(.rejected(name(2), reason: "no", at: at))
    apply(.peerRequested(invitation: [], try peer(3, keys: [3])))
    #expect(holder(2) == "region-2" && holder(3) == "region-3")
    apply(.peerRequested(invitation: [], try peer(2, keys: [5])))
    #expect(holder(2) == nil && holder(3) == "region-3" && holder(5) == "region-2")
    // A snapshot holds the peers; the index is made anew.
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(state).write { try reader.read($0) }
    state = try reader.finish()
    check(state.peering, "a snapshot")
    #expect(holder(1) == nil && holder(4) == "region-1" && holder(5) == "region-2")
  }

  @Test(arguments: 1...40) func anyHistoryIsFollowed(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var state = RegionState()
    func keys() -> [Int] {
      (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0..<12, using: &random) }
    }
    for step in 0..<60 {
      let region = Int.random(in: 0..<5, using: &random)
      let event: PeeringEvent =
        switch Int.random(in: 0..<9, using: &random) {
        case 0: .peerRequested(invitation: [], try peer(region, keys: keys()))
        case 1: .joined(try peer(region, keys: keys(), status: .requested))
        case 2: .accepted(name(region))
        case 3: .rejected(name(region), reason: "no", at: at)
        case 4, 5: try replaced(region, keys: keys())
        case 6: .suspended(name(region), Suspension(reason: "r", at: at))
        case 7: .resumed(name(region))
        default: .contactMade(name(region), at: at)
        }
      state.apply(.peering(event))
      check(state.peering, "seed \(seed), step \(step): \(event)")
      guard step % 20 == 19 else { continue }
      var reader = RegionSnapshotReader()
      try RegionSnapshotWriter(state).write { try reader.read($0) }
      state = try reader.finish()
      check(state.peering, "seed \(seed), step \(step): a snapshot")
    }
  }
}
