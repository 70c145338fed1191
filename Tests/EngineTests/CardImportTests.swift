import Cryptography
import Journal
import LocalAPI
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A peer that lost its TLS key, and its new card that comes by file (Schemas/peer-protocol.md, section 4).
@Suite(.timeLimit(.minutes(30))) struct CardImportTests {
  private let newKey = SHA256.hash([1, 2, 3])

  private func importing(_ card: JSONValue, at world: World, of region: String = "region-1") throws -> JSONValue {
    try world.nodes[0].engine.peering.importCard(card, of: region, by: world.nodes[0].operatorRole).document().json
  }

  /// The second region's key is gone; its node starts with another.
  private func loseKey(_ world: World, _ key: [UInt8]? = nil) throws {
    world.nodes[1].changeKey(to: key ?? newKey)
    try world.nodes[1].restart()
  }

  private func report(_ world: World, _ number: Int) throws {
    let day = world.nodes[0].today.adding(days: -1)
    for node in 0...1 {
      let report = Report(
        id: "s\(number)", youth: ["vnr:\(1_000_000_000 + number * 7_919)"], person: "p\(node)", startedOn: day)
      try world.put(report, at: node)
    }
  }

  private func openMatches(_ world: World) -> [Int] {
    world.nodes.map { node in node.state.matches.shown.values.count { $0.isOpen } }
  }

  @Test func exchangeGoesOnAtOnceUnderTheNewKey() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    try world.connectAll()
    try report(world, 1)
    try world.settle()
    #expect(openMatches(world) == [1, 1])
    let (first, second) = (world.nodes[0], world.nodes[1])
    let oldKey = second.tlsKey
    try loseKey(world)
    try report(world, 2)
    for _ in 0..<12 {
      try world.pass()
      world.time.advance(900_000)
    }
    // Neither reaches the other, and both say so.
    #expect(openMatches(world) == [1, 1])
    #expect(first.state.peering.peers[second.name]?.failures ?? 0 > 3)
    #expect(second.state.peering.peers[first.name]?.failures ?? 0 > 3)
    let card = try second.engine.ownCard.card().json
    let answer = try importing(card, at: world)
    #expect(answer["cardVersion"] == 2 && answer["status"] == "accepted")
    #expect(first.engine.trust(spkiSHA256: oldKey) == .refuse)
    #expect(first.engine.trust(spkiSHA256: newKey) == .known)
    let late = first.engine.answer(PeerRequest(method: "GET", path: "/v1/health", client: oldKey) { _ in [] })
    #expect(late.status == 403)
    // Nobody waits for what failed before: no time passes from here on.
    #expect(first.engine.outboxes.nextDeliveries(to: second.name).isEmpty == false)
    try first.restart()
    #expect(first.engine.trust(spkiSHA256: oldKey) == .refuse)
    let at = world.time.milliseconds
    for _ in 0..<4 { try world.pass() }
    #expect(world.time.milliseconds == at)
    #expect(second.state.peering.peers[first.name]?.failures == 0)
    #expect(second.state.peering.peers[first.name]?.confirmedCardVersion == 2)
    try world.settle()
    #expect(openMatches(world) == [2, 2])
    try world.checkReplay(0)
  }

  /// What waits because the peer could not be reached goes at once, without a restart in between.
  @Test func aFileResetsTheSchedule() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.connectAll()
    let (first, second) = (world.nodes[0], world.nodes[1])
    try loseKey(world)
    try report(world, 1)
    for _ in 0..<12 {
      try world.pass()
      world.time.advance(900_000)
    }
    try world.pass()
    #expect(first.engine.outboxes.nextDeliveries(to: second.name).isEmpty)
    #expect(first.engine.statusDocument()["peers"]?.arrayValue?.first?["state"] == "unreachable")
    _ = try importing(try second.engine.ownCard.card().json, at: world)
    let due = first.engine.outboxes.nextDeliveries(to: second.name)
    #expect(!due.isEmpty && due.allSatisfy { $0.call.pins == [newKey] })
    // The peer learns that it is known again by the first of them.
    for delivery in due {
      first.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: first.tlsKey))
    }
    #expect(second.state.peering.peers[first.name]?.failures == 0)
  }

  /// Where nothing waits here the peer is greeted all the same, since what waits there waits for a sign of life.
  @Test func aPeerThatIsOwedNothingIsGreetedAtOnce() throws {
    let world = try World(seed: 9, regions: 2, identities: 8)
    try world.connectAll()
    let (first, second) = (world.nodes[0], world.nodes[1])
    for _ in 0..<4 { try world.pass() }
    try loseKey(world)
    for _ in 0..<4 { try world.pass() }
    #expect(second.state.peering.peers[first.name]?.failures ?? 0 > 0)
    #expect(first.engine.outboxes.nextDeliveries(to: second.name).isEmpty)
    _ = try importing(try second.engine.ownCard.card().json, at: world)
    let due = first.engine.outboxes.nextDeliveries(to: second.name)
    #expect(due.contains { $0.call.path == "/v1/health" })
    for delivery in due {
      first.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: first.tlsKey))
    }
    #expect(second.state.peering.peers[first.name]?.failures == 0)
  }

  // MARK: - What is refused

  private func card(
    _ world: World, version: Int = 2, by key: Ed25519PrivateKey? = nil, type: DocumentType = .card,
    change: (inout RegionCard) -> Void = { _ in }
  ) throws -> JSONValue {
    var facts = try #require(world.nodes[1].state.peering.ownCard).payload(as: RegionCard.self)
    facts.version = version
    facts.tlsKeys = [newKey]
    change(&facts)
    let own = world.nodes[1].configuration.identityKey
    return try SignedDocument.sign(payload: facts.bytes, type: type, key: key ?? own).json
  }

  private func refusal(_ body: () throws -> some Any) -> Refusal? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? Refusal
    }
  }

  @Test func everyRuleIsCheckedAndNamed() throws {
    let world = try World(seed: 5, regions: 3, identities: 8)
    try world.connectAll()
    let other = try Ed25519PrivateKey(seed: [UInt8](repeating: 9, count: 32))
    let (own, third) = (world.nodes[0], world.nodes[2])
    let held = canonical(own.state)
    var altered = try #require(try card(world).objectValue)
    let foreign = try SignedDocument(try card(world, version: 3) { $0.name = "Another" })
    altered["payload"] = JSONValue(base64URL: foreign.payload)
    let cases: [(JSONValue, ProblemCode, Int, [String])] = [
      (try card(world) { $0.region = third.name }, .cardMismatch, 403, ["region:", "region-2"]),
      (try own.engine.ownCard.card().json, .cardMismatch, 403, ["region:", "this region itself"]),
      (try card(world, by: other) { $0.identityKey = other.publicKey }, .cardMismatch, 403, ["identityKey:"]),
      (try card(world, by: other), .invalidSignature, 400, ["signatures:"]),
      (try card(world, type: .agreement), .invalidSignature, 400, ["signatures:", "typ"]),
      (.object(altered), .invalidSignature, 400, ["signatures:"]),
      (try card(world) { $0.environment = .production }, .cardMismatch, 403, ["environment:", "production"]),
      (try card(world) { $0.tlsKeys.append(third.tlsKey) }, .cardMismatch, 403, ["tlsKeys[1]", "region-2"]),
      (try card(world) { $0.tlsKeys = [own.tlsKey] }, .cardMismatch, 403, ["tlsKeys[0]", "this node"]),
      (try card(world, version: 1), .staleCard, 409, ["version:", "--above 1"]),
      (try card(world, version: 0), .staleCard, 409, ["version:", "version 0"]),
      (["payload": "AAAA", "signatures": []], .malformed, 400, ["samenloop card export"]),
      (try card(world) { $0.endpoint = "http://x" }, .malformed, 400, ["samenloop card export"]),
      ([:], .malformed, 400, ["samenloop card export"]),
    ]
    for (document, code, status, words) in cases {
      let problem = try #require(refusal { try importing(document, at: world) }, "\(words)")
      #expect(problem.code == code && problem.status == status, "\(problem)")
      for word in words { #expect(problem.detail.contains(word), "\(word): \(problem)") }
      #expect(difference(canonical(own.state), held).isEmpty, "\(words)")
    }
    #expect(refusal { try importing(try card(world), at: world, of: "nowhere") }?.code == .notFound)
    #expect(refusal { try importing(try card(world), at: world, of: "region-2") }?.code == .cardMismatch)
    // The one that none of them is goes in, and the same again says the same.
    let good = try card(world)
    let answer = try importing(good, at: world)
    let after = canonical(own.state)
    #expect(try importing(good, at: world) == answer)
    #expect(difference(canonical(own.state), after).isEmpty && !difference(after, held).isEmpty)
    #expect(refusal { try importing(try card(world) { $0.name = "y" }, at: world) }?.members["version"] == 2)
  }

  @Test func onlyAPeerWhoseIdentityWasComparedIsTaken() throws {
    let world = try World(seed: 6, regions: 2, identities: 8)
    let (first, second) = (world.nodes[0], world.nodes[1])
    let code = try first.engine.peering.createInvitation().code.text
    _ = try second.engine.peering.join(code: code)
    let pending = try #require(refusal { try importing(try card(world), at: world) })
    #expect(pending.code == .conflict && pending.detail.contains("samenloop peer reject region-1"))
    let requested = refusal {
      try second.engine.peering.importCard(
        try first.engine.ownCard.card().json, of: "region-0", by: second.operatorRole)
    }
    #expect(requested?.code == .conflict && requested?.detail.contains("samenloop peer join") == true)
    _ = try first.engine.peering.reject(region: "region-1", reason: "no")
    let rejected = refusal { try importing(try card(world), at: world) }
    #expect(rejected?.code == .conflict && rejected?.detail.contains("samenloop peer invite") == true)
    #expect(first.state.peering.peers[second.name]?.facts.version == 1)
    // The way that those answers name: the region joins anew under the key that it has now.
    try loseKey(world)
    try world.peer(0, 1)
    #expect(first.state.peering.peers[second.name]?.status == .accepted)
    #expect(first.engine.trust(spkiSHA256: newKey) == .known)
  }

  @Test func aSuspendedPeerStaysSuspended() throws {
    let peer = try ForeignPeer()
    let (world, engine) = (peer.world, peer.node.engine)
    _ = try engine.peering.suspend(region: "region-1", reason: "its key may be stolen")
    let answer = try importing(try card(world), at: world)
    #expect(answer["suspended"] != nil && answer["nextStep"] == "samenloop peer resume region-1")
    #expect(peer.refusal(peer.ask("GET", "/v1/health", as: newKey)).code == .peerSuspended)
    #expect(peer.refusal(peer.ask("GET", "/v1/health")).code == .unknownPeer)
    #expect(engine.outboxes.nextDeliveries(to: world.nodes[1].name).isEmpty)
    _ = try engine.peering.resume(region: "region-1")
    #expect(peer.ask("GET", "/v1/health", as: newKey).status == 200)
    #expect(!engine.outboxes.nextDeliveries(to: world.nodes[1].name).isEmpty)
  }

  /// Withdrawals of a region that leaves still have to be confirmed by the peer.
  @Test func aRegionThatLeavesStillTakesACard() throws {
    let world = try World(seed: 7, regions: 2, identities: 8)
    try world.connectAll()
    let first = world.nodes[0]
    try report(world, 1)
    try world.settle()
    #expect(openMatches(world) == [1, 1])
    try loseKey(world)
    for person in [first.operatorRole, first.officer] {
      _ = try first.engine.closing.approve(confirming: "region-0", approver: person)
    }
    try world.pass()
    #expect(first.state.peering.closing?.certificate == nil)
    _ = try importing(try world.nodes[1].engine.ownCard.card().json, at: world)
    try world.settle()
    #expect(first.state.peering.closing?.certificate != nil)
    #expect(first.state.peering.closing?.confirmations.count == 1)
  }

  // MARK: - The card that is exported

  /// A backup holds an older card and an older key: the next one must go above what peers hold.
  @Test func aRestoredNodeSignsAboveWhatPeersHold() throws {
    let world = try World(seed: 8, regions: 2, identities: 8)
    try world.connectAll()
    let (first, second) = (world.nodes[0], world.nodes[1])
    let (backup, oldKey) = (second.journal.inner.store, second.tlsKey)
    for number in 0..<3 {
      second.configuration.name = "Region \(number)"
      try second.restart()
      try world.settle()
    }
    #expect(first.state.peering.peers[second.name]?.facts.version == 4)
    second.changeKey(to: newKey)
    try second.restore(backup)
    let stale = try #require(refusal { try importing(try second.engine.ownCard.card().json, at: world) })
    #expect(stale.code == .staleCard && stale.detail.contains("samenloop card export --above 4"))
    let card = try second.engine.ownCard.card(above: 4).json
    #expect(try SignedDocument(card).payload(as: RegionCard.self).version == 5)
    #expect(try second.engine.ownCard.card(above: 4).json == card && second.engine.ownCard.card(above: 0).json == card)
    let leap = refusal { try second.engine.ownCard.card(above: 5 + EngineLimits.cardVersionLeap + 1) }
    #expect(leap?.code == .conflict && leap?.detail.contains("above:") == true)
    _ = try importing(card, at: world)
    #expect(first.engine.trust(spkiSHA256: newKey) == .known && first.engine.trust(spkiSHA256: oldKey) == .refuse)
    try world.settle()
    #expect(second.state.peering.peers[first.name]?.confirmedCardVersion == 5)
  }
}
