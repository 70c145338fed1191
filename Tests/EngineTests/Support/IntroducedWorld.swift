import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Regions that all signed one framework, some of which compared each other's keys; every card says that its region may be
/// introduced.
struct IntroducedWorld {
  let world: World
  let framework: DocumentId

  /// Pairs of regions that compared become peers by an invitation.
  init(seed: UInt64, regions: Int, compared: [(Int, Int)]) throws {
    world = try World(seed: seed, regions: regions, identities: 4)
    let terms = Framework(
      name: "convenant", purpose: "p", legalBasis: "l", criterion: "c", kinds: [.youth], contactRelease: .automatic,
      history: false, followUpDays: 30, silenceDays: 90,
      classes: ["a": RegionLimits(active: 100, perDay: 100, perYear: 200)], environment: .training,
      validFrom: Timestamp(seconds: 0), validUntil: Timestamp(seconds: 4_000_000_000),
      createdAt: Timestamp(seconds: 1_700_000_000), nonce: [UInt8](repeating: 7, count: 16))
    let document = SignedDocument(payload: terms.bytes, signatures: [])
    framework = document.documentId
    for node in world.nodes {
      node.configuration.introducible = true
      try node.restart()
    }
    for (first, second) in compared { try world.peer(first, second) }
    try rounds(4)
    for number in world.nodes.indices { try sign(document, at: number) }
  }

  func name(_ number: Int) -> RegionName { world.nodes[number].name }
  func engine(_ number: Int) -> Engine { world.nodes[number].engine }
  func state(_ number: Int) -> RegionState { world.nodes[number].state }
  func person(_ number: Int) -> Approver { world.nodes[number].operatorRole }

  func key(_ number: Int) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-\(number)".utf8)))
  }

  /// A node knows that all signed the framework, and that all hold its own signature.
  private func sign(_ document: SignedDocument, at number: Int) throws {
    let at = Timestamp(seconds: 1_700_000_000)
    var events: [RegionEvent] = [.frameworks(.created(document, at: at))]
    for other in world.nodes {
      let key = try key(other.number)
      let signed = try SignedDocument.sign(
        payload: document.payload, type: .framework, key: key, extraHeader: ["class": "a"])
      let signature = FrameworkSignature(
        key: key.publicKey.thumbprint, className: "a", signature: signed.signatures[0])
      if other.number == number {
        events.append(.frameworks(.signed(document.documentId, signed, signature)))
      } else {
        events.append(.frameworks(.peerSigned(document.documentId, other.name, signature)))
        events.append(.frameworks(.delivered(document.documentId, other.name)))
      }
    }
    try engine(number).store.commit { (transaction) throws(Refusal) in try transaction.append(events) }
  }

  /// Lets everything that is due pass, and a second after it.
  func rounds(_ count: Int) throws {
    for _ in 0..<count {
      try world.pass()
      world.time.advance(1_000)
    }
  }

  /// The operator of one region introduces another to a third, and that to it.
  func introduce(_ region: Int, to receiver: Int, by introducer: Int) throws {
    _ = try engine(introducer).introductions.introduce(
      region: name(region).text, to: .regions([name(receiver)]), approver: person(introducer))
  }

  @discardableResult
  func accept(_ region: Int, at number: Int, internalAddress: Bool = false) throws -> PeerDetails {
    try engine(number).introductions.accept(
      region: name(region).text, allowsInternalAddress: internalAddress, approver: person(number))
  }

  /// How a region that is no peer stands at another.
  func standing(_ region: Int, at number: Int) throws -> IntroductionsOverview.Standing? {
    try engine(number).introductions.overview().introduced.first { $0.region.region == name(region) }?.standing
  }

  /// Puts an introduction at a node as `introducer` would, with everything made by hand.
  func put(
    _ facts: Introduction, card: SignedDocument, signedBy key: Ed25519PrivateKey, at number: Int, as introducer: Int,
    path: String? = nil
  ) throws -> Problem? {
    let document = try SignedDocument.sign(payload: facts.bytes, type: .introduction, key: key)
    let body = IntroductionDelivery(introduction: document, card: card).bytes
    let answer = engine(number).answer(
      PeerRequest(
        method: "PUT", path: path ?? "/v1/introductions/" + document.documentId.base64URL,
        client: world.nodes[introducer].tlsKey
      ) { _ in body })
    return answer.status == 200 ? nil : Problem(status: answer.status, body: answer.body)
  }

  /// What an introduction says, and the card of the region that is introduced.
  func introduction(
    of region: Int, to receiver: Int, by introducer: Int, key: Ed25519PublicKey? = nil
  ) throws -> (facts: Introduction, card: SignedDocument) {
    let card = try #require(state(region).peering.ownCard)
    let facts = Introduction(
      introducer: name(introducer), region: name(region), identityKey: try key ?? self.key(region).publicKey,
      comparedOn: CalendarDate(daysSince1970: 20_000), framework: framework, to: name(receiver),
      at: Timestamp(seconds: Int64(world.time.milliseconds / 1_000)))
    return (facts, card)
  }

  /// A card of made-up keys under a region's name, or another.
  func forgedCard(_ region: RegionName, key: Ed25519PrivateKey, version: Int = 1) throws -> SignedDocument {
    let facts = RegionCard(
      region: region, name: "forged", endpoint: "https://forged.test:8443", identityKey: key.publicKey,
      tlsKeys: [SHA256.hash(Array("forged \(version)".utf8))], environment: .training, operatorContact: nil,
      privacyOfficer: nil, version: version, issuedAt: Timestamp(seconds: 1_700_000_000))
    return try .sign(payload: facts.bytes, type: .card, key: key)
  }

  /// What a node holds but for alarms, its log and when it heard of peers.
  func held(_ number: Int) -> [String] {
    canonical(state(number)).filter { line in
      ["alarms", "audit", "clock", "heard", "peer "].allSatisfy { !line.hasPrefix($0) }
    }
  }
}
