import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Introducers, introduced regions and receivers that are malicious, on a network that loses and doubles.
@Suite(.timeLimit(.minutes(30))) struct HostileIntroductionTests {
  /// 0, 1 and 2 compared with 3 and with 4, which did not compare each other.
  private func scene(seed: UInt64 = 3) throws -> IntroducedWorld {
    try IntroducedWorld(
      seed: seed, regions: 5, compared: [(0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4)])
  }

  private func refusal(_ body: () throws -> Void) throws -> IntroductionRefusal? {
    do {
      try body()
    } catch Refusal.introductions(let refusal) {
      return refusal
    }
    return nil
  }

  private func alarms(_ scene: IntroducedWorld, at number: Int, about other: Int) -> [String] {
    scene.state(number).peering.alarms[scene.name(other)]?.map(\.code) ?? []
  }

  @Test func oneNameUnderTwoKeysCountsForNobodyUntilTheLiarIsSuspended() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    #expect(try scene.standing(4, at: 3) == .acceptable)
    let other = try Ed25519PrivateKey(seed: SHA256.hash(Array("mallory".utf8)))
    let (facts, _) = try scene.introduction(of: 4, to: 3, by: 2, key: other.publicKey)
    #expect(
      try scene.put(
        facts, card: scene.forgedCard(scene.name(4), key: other), signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(try scene.standing(4, at: 3) == .conflicting)
    #expect(try refusal { try scene.accept(4, at: 3) } == .conflicting(scene.name(4)))
    for introducer in 0...2 { #expect(alarms(scene, at: 3, about: introducer) == ["conflicting-introductions"]) }
    // The same introducer cannot take it back by saying what the others say.
    let (amended, card) = try scene.introduction(of: 4, to: 3, by: 2)
    #expect(try scene.put(amended, card: card, signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(try scene.standing(4, at: 3) == .conflicting)
    _ = try scene.engine(3).peering.suspend(region: scene.name(2).text, reason: "it spoke untruly")
    #expect(try scene.standing(4, at: 3) == .acceptable)
    try scene.accept(4, at: 3)
    #expect(scene.state(3).peering.peers[scene.name(4)]?.facts.identityKey == (try scene.key(4).publicKey))
  }

  @Test func conflictOutlivesTheIntroductionsUntilPeopleCompare() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    let other = try Ed25519PrivateKey(seed: SHA256.hash(Array("mallory".utf8)))
    let (facts, _) = try scene.introduction(of: 4, to: 3, by: 2, key: other.publicKey)
    let card = try scene.forgedCard(scene.name(4), key: other)
    #expect(try scene.put(facts, card: card, signedBy: scene.key(2), at: 3, as: 2) == nil)
    scene.world.time.advance(31 * 86_400_000)
    scene.engine(3).tick()
    #expect(scene.state(3).introductions.received.isEmpty)
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(8)
    #expect(try scene.standing(4, at: 3) == .conflicting)
    try scene.world.checkReplay(3)
    // An invitation is a comparison.
    try scene.world.peer(3, 4)
    #expect(scene.state(3).peering.isCompared(scene.name(4)))
    #expect(scene.state(3).introductions.contradictory.isEmpty)
  }

  @Test func contradictionIsAnAlarmOnceAndARegionThatIsLetInAgainContradictsAgain() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    let other = try Ed25519PrivateKey(seed: SHA256.hash(Array("mallory".utf8)))
    let card = try scene.forgedCard(scene.name(4), key: other)
    for day in 0..<3 {
      var (facts, _) = try scene.introduction(of: 4, to: 3, by: 2, key: other.publicKey)
      facts.at = facts.at.adding(days: day)
      #expect(try scene.put(facts, card: card, signedBy: scene.key(2), at: 3, as: 2) == nil)
    }
    for introducer in 0...2 {
      #expect(scene.state(3).peering.alarms[scene.name(introducer)]?.map(\.count) == [1])
    }
    _ = try scene.engine(3).peering.suspend(region: scene.name(2).text, reason: "it spoke untruly")
    #expect(try scene.standing(4, at: 3) == .acceptable)
    _ = try scene.engine(3).peering.resume(region: scene.name(2).text)
    #expect(try scene.standing(4, at: 3) == .conflicting)
  }

  @Test func oneKeyUnderTwoNamesCountsForNeither() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    let alias = try #require(RegionName("alias"))
    let key = try scene.key(4)
    var (facts, _) = try scene.introduction(of: 4, to: 3, by: 2)
    facts.region = alias
    #expect(
      try scene.put(facts, card: scene.forgedCard(alias, key: key), signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(try scene.standing(4, at: 3) == .conflicting)
    let overview = try scene.engine(3).introductions.overview()
    #expect(overview.introduced.first { $0.region.region == alias }?.standing == .conflicting)
  }

  @Test func introductionThatContradictsAPeerIsAnAlarmAndNothingElse() throws {
    let scene = try scene()
    let other = try Ed25519PrivateKey(seed: SHA256.hash(Array("mallory".utf8)))
    // 3 knows 1 since people compared.
    let (facts, _) = try scene.introduction(of: 1, to: 3, by: 2, key: other.publicKey)
    let card = try scene.forgedCard(scene.name(1), key: other, version: 99)
    #expect(try scene.put(facts, card: card, signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(alarms(scene, at: 3, about: 2) == ["introduction-contradicts-peer"])
    #expect(scene.state(3).peering.peers[scene.name(1)]?.facts.identityKey == (try scene.key(1).publicKey))
    #expect(try scene.engine(3).introductions.overview().introduced.isEmpty)
  }

  @Test func peersOnTheWordOfASuspendedRegionAreNamed() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    try scene.accept(4, at: 3)
    let reader = { IntroductionReader(scene.state(3)) }
    let now = Timestamp(seconds: Int64(scene.engine(3).milliseconds / 1_000))
    #expect(reader().standsOnIntroductions(region: scene.name(4), now: now, atLeast: 2))
    _ = try scene.engine(3).peering.suspend(region: scene.name(1).text, reason: "its key was stolen")
    #expect(alarms(scene, at: 3, about: 4) == ["introducer-distrusted"])
    // Twice is once.
    _ = try scene.engine(3).peering.suspend(region: scene.name(1).text, reason: "its key was stolen")
    #expect(scene.state(3).peering.alarms[scene.name(4)]?.map(\.count) == [1])
    #expect(!reader().standsOnIntroductions(region: scene.name(4), now: now, atLeast: 2))
    // Peers that people compared do not stand on introductions.
    #expect(!reader().standsOnIntroductions(region: scene.name(0), now: now, atLeast: 0))
  }

  @Test func newerCardIsTakenAndAForgedOneIsNot() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    try scene.accept(4, at: 3)
    let held = try #require(scene.state(3).peering.peers[scene.name(4)])
    // Under the same key, brought by an introducer once it was accepted: the highest version that was seen is used.
    let newer = try scene.forgedCard(scene.name(4), key: scene.key(4), version: held.facts.version + 5)
    let (facts, _) = try scene.introduction(of: 4, to: 3, by: 2)
    #expect(try scene.put(facts, card: newer, signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(scene.state(3).peering.peers[scene.name(4)]?.facts.version == held.facts.version + 5)
    let thief = try Ed25519PrivateKey(seed: SHA256.hash(Array("thief".utf8)))
    var forged = try scene.forgedCard(scene.name(4), key: thief, version: held.facts.version + 9)
    #expect(
      try scene.put(facts, card: forged, signedBy: scene.key(2), at: 3, as: 2)?.code == .invalidIntroduction)
    // A card that names another peer's TLS key is not taken in.
    var card = try RegionCard(parsing: newer.payload)
    (card.version, card.tlsKeys) = (held.facts.version + 20, [scene.world.nodes[0].tlsKey])
    forged = try .sign(payload: card.bytes, type: .card, key: scene.key(4))
    #expect(try scene.put(facts, card: forged, signedBy: scene.key(2), at: 3, as: 2) == nil)
    #expect(scene.state(3).peering.peers[scene.name(4)]?.facts.version == held.facts.version + 5)
  }

  @Test func introducerFillsNoMoreThanItsShare() throws {
    let scene = try scene()
    for number in 0...ReceivedIntroduction.waitingLimit {
      let name = try #require(RegionName("made-up-\(number)"))
      let key = try Ed25519PrivateKey(seed: SHA256.hash(Array("made up \(number)".utf8)))
      let facts = Introduction(
        introducer: scene.name(2), region: name, identityKey: key.publicKey,
        comparedOn: CalendarDate(daysSince1970: 20_000), framework: scene.framework, to: scene.name(3),
        at: Timestamp(seconds: 1_700_000_000))
      let problem = try scene.put(
        facts, card: scene.forgedCard(name, key: key), signedBy: scene.key(2), at: 3, as: 2)
      #expect((problem == nil) == (number < ReceivedIntroduction.waitingLimit))
    }
    // Another introducer's share is its own.
    try scene.introduce(4, to: 3, by: 0)
    try scene.rounds(3)
    #expect(try scene.standing(4, at: 3) == .tooFew(needed: 2))
    try scene.world.checkReplay(3)
  }

  @Test func regionThatWasRemovedBeforeIsAcceptedByComparisonOnly() throws {
    let scene = try IntroducedWorld(
      seed: 5, regions: 4, compared: [(0, 2), (1, 2), (0, 3), (1, 3), (2, 3)])
    _ = try scene.engine(2).peering.remove(region: scene.name(3).text, confirming: scene.name(3).text)
    for introducer in [0, 1] { try scene.introduce(3, to: 2, by: introducer) }
    try scene.rounds(3)
    #expect(try scene.standing(3, at: 2) == .comparisonNeeded)
    #expect(try refusal { try scene.accept(3, at: 2) } == .comparisonNeeded(scene.name(3)))
  }

  @Test func internalAddressNeedsTheOperatorsLeave() throws {
    let scene = try scene()
    var facts = try RegionCard(parsing: #require(scene.state(4).peering.ownCard).payload)
    (facts.endpoint, facts.version) = ("https://127.0.0.1:8443", facts.version + 1)
    let card = try SignedDocument.sign(payload: facts.bytes, type: .card, key: scene.key(4))
    for introducer in [0, 1] {
      let (said, _) = try scene.introduction(of: 4, to: 3, by: introducer)
      #expect(try scene.put(said, card: card, signedBy: scene.key(introducer), at: 3, as: introducer) == nil)
    }
    #expect(
      try refusal { try scene.accept(4, at: 3) } == .internalAddress(scene.name(4), endpoint: facts.endpoint))
    try scene.accept(4, at: 3, internalAddress: true)
    let due = scene.engine(3).outboxes.nextDeliveries(to: scene.name(4))
    #expect(!due.isEmpty && due.allSatisfy { $0.call.allowsInternalAddress })
  }

  @Test func acceptedRegionIsNotCalledAtAnInternalAddressWithoutLeave() throws {
    let scene = try scene()
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    try scene.rounds(3)
    try scene.accept(4, at: 3)
    let due = scene.engine(3).outboxes.nextDeliveries(to: scene.name(4))
    #expect(!due.isEmpty && due.allSatisfy { !$0.call.allowsInternalAddress })
  }

  @Test(arguments: 1...6)
  func everythingArrivesOverABadNetworkAndCrashes(seed: Int) throws {
    let scene = try scene(seed: UInt64(seed))
    scene.world.disturb(lost: 250, unanswered: 250, doubled: 250)
    for introducer in [0, 1] { try scene.introduce(4, to: 3, by: introducer) }
    for round in 0..<60 {
      try scene.world.pass()
      scene.world.time.advance(20_000)
      if round == 10 { try scene.world.nodes[0].restart(keeping: seed % 3) }
      if round == 20 { try scene.world.nodes[3].restart(keeping: seed % 3) }
    }
    #expect(try scene.standing(4, at: 3) == .acceptable)
    #expect(try scene.standing(3, at: 4) == .acceptable)
    try scene.accept(4, at: 3)
    for _ in 0..<10 {
      try scene.world.pass()
      scene.world.time.advance(60_000)
    }
    try scene.accept(3, at: 4)
    for _ in 0..<80 {
      try scene.world.pass()
      scene.world.time.advance(60_000)
    }
    for (own, other) in [(3, 4), (4, 3)] {
      #expect(scene.state(own).peering.peers[scene.name(other)]?.confirmedCardVersion ?? 0 > 0)
      try scene.world.checkReplay(own)
    }
  }
}
