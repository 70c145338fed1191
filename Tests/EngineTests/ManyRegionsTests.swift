import Cryptography
import Foundation
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A country that joins under one framework: five regions compare in person with everybody, and nobody else with anybody.
@Suite(.timeLimit(.minutes(30))) struct ManyRegionsTests {
  /// The regions that compare with everybody, the last of which lies.
  private static let hubs = 5
  /// Regions to which the liar names a made-up key of ``victim``.
  private static let misled = 6..<9
  private static let victim = 9
  /// A region that is out of reach while the others are introduced.
  private static let absent = 10

  /// SIMULATED_REGIONS says how many, such as the 42 of the country: with so many an unoptimised build takes long.
  @Test func regionsUnderOneFrameworkExchangeAndNobodyElseDoes() throws {
    let regions = ProcessInfo.processInfo.environment["SIMULATED_REGIONS"].flatMap(Int.init) ?? 14
    try join(regions: max(12, regions))
  }

  private func join(regions: Int) throws {
    let world = try World(seed: 42, regions: regions, identities: 4)
    for node in world.nodes {
      node.configuration.introducible = true
      try node.restart()
    }
    for hub in 0..<Self.hubs { for other in hub + 1..<regions { try world.peer(hub, other) } }
    try world.passRounds(3)
    let id = try world.createFramework(at: 0)
    try world.sign(id, at: 0)
    try world.passRounds(3)
    for number in 1..<regions { try world.sign(id, at: number) }
    try world.passRounds(3)
    for number in 0..<regions { try world.letStand(id, at: number, introduced: true) }
    world.nodes[Self.absent].setReachable(false)
    try introduce(world)
    try lie(world, id)
    for _ in 0..<3 { try rest(world) }
    world.nodes[Self.absent].setReachable(true)
    for _ in 0..<3 { try rest(world) }
    try accept(world)
    for _ in 0..<12 { try rest(world) }
    try check(world, id)
  }

  /// A round, and time for what failed to be tried again.
  private func rest(_ world: World) throws {
    try world.pass()
    world.time.advance(20_000)
  }

  /// Two of the five introduce all others to each other.
  private func introduce(_ world: World) throws {
    for hub in 0..<2 {
      let node = world.nodes[hub]
      for number in Self.hubs..<world.nodes.count - 1 {
        let later = world.nodes[(number + 1)...].map(\.name)
        _ = try node.engine.introductions.introduce(
          region: world.nodes[number].name.text, to: .regions(later), approver: node.operatorRole)
      }
    }
  }

  /// The last of the five names a made-up key of one region to some, and a region that is none to all.
  private func lie(_ world: World, _ id: FrameworkId) throws {
    let liar = world.nodes[Self.hubs - 1]
    let key = try Ed25519PrivateKey(seed: SHA256.hash(Array("made up".utf8)))
    let puppet = try #require(RegionName("puppet"))
    for receiver in Self.hubs..<world.nodes.count where receiver != Self.absent {
      let name = Self.misled.contains(receiver) ? world.nodes[Self.victim].name : puppet
      let facts = RegionCard(
        region: name, name: "made up", endpoint: "https://puppet.test:8443", identityKey: key.publicKey,
        tlsKeys: [SHA256.hash(Array("puppet".utf8))], environment: .training, operatorContact: nil,
        privacyOfficer: nil, version: 9, issuedAt: Timestamp(seconds: 1_700_000_000))
      let said = Introduction(
        introducer: liar.name, region: name, identityKey: key.publicKey,
        comparedOn: CalendarDate(daysSince1970: 20_000), framework: id, to: world.nodes[receiver].name,
        at: Timestamp(seconds: Int64(world.time.milliseconds / 1_000)))
      let document = try SignedDocument.sign(
        payload: said.bytes, type: .introduction, key: liar.configuration.identityKey)
      let body = IntroductionDelivery(
        introduction: document, card: try .sign(payload: facts.bytes, type: .card, key: key)
      ).bytes
      let answer = world.nodes[receiver].engine.answer(
        PeerRequest(
          method: "PUT", path: "/v1/introductions/" + document.documentId.base64URL, client: liar.tlsKey
        ) { _ in body })
      #expect(answer.status == 200)
    }
  }

  /// Every operator accepts whom enough others introduced; those who see a contradiction suspend the liar first.
  private func accept(_ world: World) throws {
    for number in Self.hubs..<world.nodes.count {
      let node = world.nodes[number]
      let overview = try node.engine.introductions.overview()
      let conflicting = overview.introduced.filter { $0.standing == .conflicting }.map(\.region.region)
      #expect(conflicting == (Self.misled.contains(number) ? [world.nodes[Self.victim].name] : []))
      if !conflicting.isEmpty {
        _ = try node.engine.peering.suspend(region: world.nodes[Self.hubs - 1].name.text, reason: "it lies")
      }
      for found in try node.engine.introductions.overview().introduced where found.standing == .acceptable {
        _ = try node.engine.introductions.accept(
          region: found.region.region.text, allowsInternalAddress: false, approver: node.operatorRole)
      }
    }
  }

  private func check(_ world: World, _ id: FrameworkId) throws {
    let liar = Self.hubs - 1
    for first in world.nodes.indices {
      let node = world.nodes[first]
      let peers = node.state.peering.peers
      // Nobody knows whoever is no region.
      #expect(peers.count == world.nodes.count - 1)
      for second in world.nodes.indices where second > first {
        let other = world.nodes[second]
        #expect(peers[other.name]?.facts.identityKey == other.configuration.identityKey.publicKey)
        let isSuspended = first == liar && Self.misled.contains(second)
        guard !isSuspended else { continue }
        #expect(world.concluded(first, second, under: id).count == 1, "\(node.name) and \(other.name)")
      }
    }
    try world.checkReplay(world.nodes.count - 1)
  }
}
