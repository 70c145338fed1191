import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Regions that get to know each other by the word of peers (Schemas/peer-protocol.md, section 9).
@Suite(.timeLimit(.minutes(30))) struct IntroductionTests {
  /// 0 and 1 compared with 2 and with 3, which did not compare each other.
  private func scene(seed: UInt64 = 1) throws -> IntroducedWorld {
    try IntroducedWorld(seed: seed, regions: 4, compared: [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3)])
  }

  private func refusal(_ body: () throws -> Void) throws -> IntroductionRefusal? {
    do {
      try body()
    } catch Refusal.introductions(let refusal) {
      return refusal
    }
    return nil
  }

  @Test func twoIntroducersMakeAPeerOnBothSides() throws {
    let scene = try scene()
    try scene.introduce(3, to: 2, by: 0)
    try scene.rounds(3)
    #expect(try scene.standing(3, at: 2) == .tooFew(needed: 2))
    #expect(
      try refusal { try scene.accept(3, at: 2) }
        == .tooFew(scene.name(3), introducers: [scene.name(0)], needed: 2))
    try scene.introduce(3, to: 2, by: 1)
    try scene.rounds(3)
    #expect(try scene.standing(3, at: 2) == .acceptable)
    #expect(try scene.standing(2, at: 3) == .acceptable)
    // Before the operator's word its keys pass no handshake, and it is not called.
    #expect(scene.engine(2).trust(spkiSHA256: scene.world.nodes[3].tlsKey) == .refuse)
    #expect(!scene.engine(2).outboxes.peersToServe.contains(scene.name(3)))
    let peer = try scene.accept(3, at: 2)
    #expect(peer.introduced?.introducers == [scene.name(0), scene.name(1)])
    #expect(scene.engine(2).trust(spkiSHA256: scene.world.nodes[3].tlsKey) == .known)
    try scene.rounds(3)
    // The other side decides for itself.
    #expect(scene.state(3).peering.peers[scene.name(2)] == nil)
    #expect(scene.state(2).peering.peers[scene.name(3)]?.confirmedCardVersion == 0)
    let waiting = try #require(scene.engine(2).status().peers.first { $0.region == scene.name(3) })
    #expect(waiting.standing.state == .joining && waiting.contact.downSince == nil)
    try scene.accept(2, at: 3)
    // The first request of the side that accepted last resets the other's schedule.
    scene.world.time.advance(20_000)
    try scene.rounds(6)
    for (own, other) in [(2, 3), (3, 2)] {
      let peer = try #require(scene.state(own).peering.peers[scene.name(other)])
      #expect(peer.status == .accepted && peer.confirmedCardVersion > 0)
      #expect(!scene.state(own).peering.isCompared(scene.name(other)))
      #expect(!scene.state(own).roster.contains { $0.region == scene.name(other) })
      try scene.world.checkReplay(own)
    }
  }

  @Test func comparisonIsRecordedWithTheGroupsOfThePeersKeyOnly() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(3, to: 2, by: introducer) }
    try scene.rounds(3)
    try scene.accept(3, at: 2)
    let shown = try scene.engine(2).introductions.comparison(with: scene.name(3).text)
    #expect(shown.introducers.count == 2 && shown.comparedOn == nil)
    #expect(shown.peer == Fingerprint(key: try scene.key(3).publicKey))
    #expect(
      try refusal {
        _ = try scene.engine(2).introductions.compare(
          region: scene.name(3).text, groups: shown.own, approver: scene.person(2))
      } == .groupsDiffer(scene.name(3)))
    #expect(!scene.state(2).peering.isCompared(scene.name(3)))
    let compared = try scene.engine(2).introductions.compare(
      region: scene.name(3).text, groups: shown.peer, approver: scene.person(2))
    #expect(compared.introducers.isEmpty && compared.comparedOn != nil)
    #expect(scene.state(2).peering.isCompared(scene.name(3)))
    try scene.world.checkReplay(2)
  }

  @Test func introductionThatCountsForNothingIsRefusedAndChangesNothing() throws {
    let scene = try IntroducedWorld(seed: 2, regions: 4, compared: [(0, 2), (0, 3)])
    let stranger = try Ed25519PrivateKey(seed: SHA256.hash(Array("stranger".utf8)))
    let (good, card) = try scene.introduction(of: 3, to: 2, by: 0)
    let own = try scene.key(0)
    func with(_ change: (inout Introduction) -> Void) -> Introduction {
      var facts = good
      change(&facts)
      return facts
    }
    let before = scene.held(2)
    func expectInvalid(
      _ facts: Introduction, card other: SignedDocument? = nil, by key: Ed25519PrivateKey? = nil, path: String? = nil,
      _ what: String
    ) throws {
      let problem = try scene.put(facts, card: other ?? card, signedBy: key ?? own, at: 2, as: 0, path: path)
      #expect(
        problem?.code == .invalidIntroduction && problem?.status == 403, "\(what): \(problem?.code.rawValue ?? "")")
      #expect(scene.held(2) == before, "\(what)")
    }
    try expectInvalid(with { $0.to = scene.name(1) }, "made for another")
    try expectInvalid(good, by: stranger, "signed by another key")
    try expectInvalid(with { $0.introducer = scene.name(1) }, by: scene.key(1), "brought by another than its maker")
    try expectInvalid(with { $0.region = scene.name(2) }, "introduces the receiver")
    try expectInvalid(with { $0.region = scene.name(0) }, "introduces itself")
    try expectInvalid(
      with { $0.framework = SignedDocument(payload: [1], signatures: []).documentId }, "a framework that nobody signed")
    try expectInvalid(with { $0.identityKey = stranger.publicKey }, "a card of another key")
    try expectInvalid(with { $0.region = scene.name(1) }, "a card of another region")
    try expectInvalid(good, path: "/v1/introductions/" + scene.framework.base64URL, "a path of another document")
    #expect(try scene.put(good, card: card, signedBy: own, at: 2, as: 0) == nil)
    #expect(scene.held(2) != before)
    // Twice is once.
    let once = scene.held(2)
    #expect(try scene.put(good, card: card, signedBy: own, at: 2, as: 0) == nil)
    #expect(scene.held(2) == once)
  }

  @Test func trustReachesOneStep() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(3, to: 2, by: introducer) }
    try scene.rounds(3)
    try scene.accept(3, at: 2)
    try scene.accept(2, at: 3)
    // An accepted region that was introduced vouches for nobody here, nor may it be vouched for.
    let key = try Ed25519PrivateKey(seed: SHA256.hash(Array("sock puppet".utf8)))
    let name = try #require(RegionName("puppet"))
    let facts = Introduction(
      introducer: scene.name(3), region: name, identityKey: key.publicKey,
      comparedOn: CalendarDate(daysSince1970: 20_000),
      framework: scene.framework, to: scene.name(2), at: Timestamp(seconds: 1_700_000_000))
    let problem = try scene.put(
      facts, card: scene.forgedCard(name, key: key), signedBy: scene.key(3), at: 2, as: 3)
    #expect(problem?.code == .invalidIntroduction)
    #expect(
      try refusal {
        _ = try scene.engine(2).introductions.introduce(
          region: scene.name(3).text, to: .all, approver: scene.person(2))
      } == .notCompared(scene.name(3)))
    let wish = IntroductionRequest(framework: scene.framework, to: .all)
    let answer = scene.engine(2).answer(
      PeerRequest(method: "POST", path: "/v1/introduction-requests", client: scene.world.nodes[3].tlsKey) { _ in
        wish.bytes
      })
    #expect(answer.status == 403)
  }

  @Test func introductionCountsForThirtyDaysFromItsArrival() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(3, to: 2, by: introducer) }
    try scene.rounds(3)
    let (facts, card) = try scene.introduction(of: 3, to: 2, by: 0)
    _ = try scene.put(facts, card: card, signedBy: scene.key(0), at: 2, as: 0)
    let arrived = Timestamp(seconds: Int64(scene.engine(2).milliseconds / 1_000))
    let reader = IntroductionReader(scene.state(2))
    #expect(reader.introducedRegion(scene.name(3), now: arrived.adding(days: 29))?.introducers.count == 2)
    #expect(reader.introducedRegion(scene.name(3), now: arrived.adding(days: 30)) == nil)
    scene.world.time.advance(31 * 86_400_000)
    scene.engine(2).tick()
    #expect(try refusal { try scene.accept(3, at: 2) } == .notIntroduced(scene.name(3)))
    #expect(scene.state(2).introductions.received.isEmpty)
  }

  @Test func sameWordAgainIsKeptOnceADay() throws {
    let scene = try scene()
    let (said, card) = try scene.introduction(of: 3, to: 2, by: 0)
    var facts = said
    #expect(try scene.put(facts, card: card, signedBy: scene.key(0), at: 2, as: 0) == nil)
    let first = facts.at
    let held = { scene.state(2).introductions.received[scene.name(0)]?[scene.name(3)]?.facts.at }
    facts.at = first.adding(seconds: 86_399)
    #expect(try scene.put(facts, card: card, signedBy: scene.key(0), at: 2, as: 0) == nil)
    #expect(held() == first)
    facts.at = first.adding(days: 1)
    #expect(try scene.put(facts, card: card, signedBy: scene.key(0), at: 2, as: 0) == nil)
    #expect(held() == facts.at)
  }

  @Test func wishChangesOnceAnHour() throws {
    let scene = try scene()
    func ask(_ target: IntroductionRequest.Target) throws {
      _ = try scene.engine(3).introductions.ask(via: scene.name(0).text, for: target)
    }
    for _ in 0..<2 { try ask(.all) }
    guard case .refusedByPeer(_, let problem) = try refusal({ try ask(.regions([scene.name(2)])) }) else {
      Issue.record("a second wish is taken at once")
      return
    }
    #expect(problem.code == .tooManyRequests)
    scene.world.time.advance(3_600_000)
    try ask(.regions([scene.name(2)]))
    #expect(scene.state(0).introductions.asked[scene.name(3)]?.request.to == .regions([scene.name(2)]))
  }

  @Test func whatTheReceiverDoesNotLetCountIsBroughtAgainTheNextDay() throws {
    let scene = try scene()
    // 2 knows 0 no longer as one that it compared.
    try scene.engine(2).store.commit { (transaction) throws(Refusal) in
      let peer = transaction.state.peering.peers[scene.name(0)]
      let mark = IntroducedMark(introducers: [], allowsInternalAddress: true, at: Timestamp(seconds: 1_700_000_000))
      if let peer { try transaction.append(.introductions(.accepted(peer, mark))) }
    }
    try scene.introduce(3, to: 2, by: 0)
    try scene.rounds(3)
    let made = { scene.state(0).introductions.made.values.first { $0.facts.to == scene.name(2) }?.outcome }
    #expect(made() == .refused("invalid-introduction"))
    _ = try scene.engine(2).introductions.compare(
      region: scene.name(0).text, groups: Fingerprint(key: scene.key(0).publicKey), approver: scene.person(2))
    try scene.rounds(3)
    #expect(made() == .refused("invalid-introduction"))
    scene.world.time.advance(86_400_000)
    try scene.rounds(6)
    #expect(made() == .delivered)
  }

  @Test func regionAsksToBeIntroducedAndThePeersOperatorAnswers() throws {
    let scene = try scene()
    let found = try scene.engine(3).introductions.ask(via: scene.name(0).text, for: .all)
    #expect(found == scene.framework)
    #expect(try scene.engine(0).introductions.overview().asked.map(\.region) == [scene.name(3)])
    #expect(scene.state(0).introductions.made.isEmpty)
    let result = try scene.engine(0).introductions.introduce(
      region: scene.name(3).text, to: .asked, approver: scene.person(0))
    // To 1, which knows it already, and to 2, and each of those to it.
    #expect(result.made.count == 4)
    #expect(scene.state(0).introductions.asked.isEmpty)
    try scene.rounds(3)
    #expect(try scene.standing(3, at: 2) == .tooFew(needed: 2))
    #expect(try scene.standing(2, at: 3) == .tooFew(needed: 2))
    #expect(scene.state(0).introductions.made.values.allSatisfy { $0.outcome == .delivered })
    try scene.world.checkReplay(0)
  }

  @Test func regionWhoseCardDoesNotSaySoIsNotIntroduced() throws {
    let scene = try scene()
    scene.world.nodes[3].configuration.introducible = false
    try scene.world.nodes[3].restart()
    try scene.rounds(4)
    #expect(try refusal { try scene.introduce(3, to: 2, by: 0) } == .notIntroducible(scene.name(3)))
    #expect(try refusal { try scene.introduce(2, to: 3, by: 0) } == .notIntroducible(scene.name(3)))
    // Whoever asks for it consents by that.
    _ = try scene.engine(3).introductions.ask(via: scene.name(0).text, for: .regions([scene.name(2)]))
    _ = try scene.engine(0).introductions.introduce(
      region: scene.name(3).text, to: .asked, approver: scene.person(0))
    try scene.rounds(3)
    #expect(try scene.standing(3, at: 2) == .tooFew(needed: 2))
  }
}
