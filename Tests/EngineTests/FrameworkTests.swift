import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Frameworks: who signs, what peers bring, and what is kept of it (Schemas/peer-protocol.md, section 9).
@Suite(.timeLimit(.minutes(30))) struct FrameworkTests {
  private func world(_ regions: Int = 2, seed: UInt64 = 1) throws -> World {
    let world = try World(seed: seed, regions: regions, identities: 4)
    for first in 0..<regions { for second in 0..<regions where first < second { try world.peer(first, second) } }
    try world.settle()
    return world
  }

  private func identity(_ number: Int) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-\(number)".utf8)))
  }

  /// A framework as region 1 would bring it; `change` alters its members.
  private func payload(
    _ world: World, nonce: UInt8 = 1, _ change: (inout [String: JSONValue]) -> Void = { _ in }
  ) throws -> [UInt8] {
    var members = try #require(world.frameworkTerms.objectValue)
    members["environment"] = "training"
    members["createdAt"] = members["validFrom"]
    members["nonce"] = JSONValue(base64URL: [UInt8](repeating: nonce, count: 16))
    change(&members)
    return JSONValue.object(members).bytes
  }

  private func signed(
    _ payload: [UInt8], by numbers: [Int] = [1], as className: JSONValue? = "middle", type: DocumentType = .framework
  ) throws -> SignedDocument {
    var document = SignedDocument(payload: payload, signatures: [])
    for number in numbers {
      try document.addSignature(
        type: type, key: identity(number), extraHeader: className.map { ["class": $0] } ?? [:])
    }
    return document
  }

  /// Region 1 puts a document at region 0.
  private func put(_ document: SignedDocument, _ world: World, path: DocumentId? = nil) -> PeerResponse {
    let path = "/v1/frameworks/" + (path ?? document.documentId).base64URL
    return world.nodes[0].engine.answer(
      PeerRequest(method: "PUT", path: path, client: world.nodes[1].tlsKey) { _ in document.bytes })
  }

  private func problem(_ response: PeerResponse) -> Problem { Problem(status: response.status, body: response.body) }

  @Test func signaturesReachEveryPeerAlsoOneThatIsAcceptedLater() throws {
    let world = try World(seed: 2, regions: 3, identities: 4)
    try world.peer(0, 1)
    try world.settle()
    let id = try world.createFramework(at: 0)
    try world.passRounds(3)
    #expect(world.nodes[1].read { $0.frameworks.records[id] } == nil, "an unsigned draft stays at home")
    try world.sign(id, at: 0)
    try world.passRounds()
    let key = try identity(0).publicKey.thumbprint
    #expect(world.nodes[1].read { $0.frameworks.signed(by: world.nodes[0].name, identity: key, id) })
    try world.sign(id, at: 1, as: "large")
    try world.passRounds()
    let other = try identity(1).publicKey.thumbprint
    let theirs = world.nodes[0].read { $0.frameworks.signature(of: world.nodes[1].name, identity: other, on: id) }
    #expect(theirs?.className == "large")
    try world.peer(2, 0)
    try world.passRounds()
    #expect(world.nodes[2].read { $0.frameworks.signed(by: world.nodes[0].name, identity: key, id) })
    #expect(!world.nodes[2].read { $0.frameworks.signed(by: world.nodes[1].name, identity: other, id) })
    for number in 0..<3 { try world.checkReplay(number) }
  }

  @Test func theAnswerCarriesTheOwnSignatureWhereThereIsOne() throws {
    let world = try world()
    let document = try signed(payload(world))
    let first = put(document, world)
    #expect(first.status == 200)
    let empty = try JSONValue(parsing: first.body)
    #expect(empty["signatures"]?.arrayValue?.isEmpty == true)
    try world.sign(document.documentId, at: 0, as: "small")
    let second = put(document, world)
    let answer = try SignedDocument(parsing: second.body)
    #expect(second.status == 200 && answer.documentId == document.documentId)
    try answer.verify(type: .framework, signers: [identity(0).publicKey])
    #expect(answer.headerMember("class", of: try identity(0).publicKey.thumbprint) == "small")
  }

  @Test func documentsThatAreNotThePeersOwnAreRefused() throws {
    let world = try world(3)
    let payload = try payload(world)
    let cases: [(SignedDocument, DocumentId?, ProblemCode)] = [
      (try signed(payload, by: [2]), nil, .invalidSignature),
      (try signed(payload, by: [1, 2]), nil, .invalidSignature),
      (try signed(payload, by: [0]), nil, .invalidSignature),
      (try signed(payload, type: .agreement), nil, .invalidSignature),
      (try signed(payload), try signed(self.payload(world, nonce: 9)).documentId, .malformed),
      (try signed(payload, as: nil), nil, .malformed), (try signed(payload, as: "huge"), nil, .malformed),
      (try signed(payload, as: 3), nil, .malformed),
      (try signed(self.payload(world) { $0["environment"] = "production" }), nil, .malformed),
      (try signed(self.payload(world) { $0["classes"] = [:] }), nil, .malformed),
      (try signed(self.payload(world) { $0["criterion"] = nil }), nil, .malformed),
      (try signed(self.payload(world) { $0["validUntil"] = "2000-01-01T00:00:00Z" }), nil, .malformed),
    ]
    for (number, (document, path, code)) in cases.enumerated() {
      #expect(problem(put(document, world, path: path)).code == code, "case \(number)")
    }
    #expect(world.nodes[0].read { $0.frameworks.records.isEmpty })
    let stranger = world.nodes[0].engine.answer(
      PeerRequest(method: "PUT", path: "/v1/frameworks/" + String(repeating: "A", count: 43), client: [1]) { _ in [] })
    #expect(problem(stranger).code == .unknownPeer)
  }

  @Test func theFirstSignatureOfARegionStands() throws {
    let world = try world()
    let payload = try payload(world)
    #expect(put(try signed(payload, as: "small"), world).status == 200)
    #expect(put(try signed(payload, as: "small"), world).status == 200)
    #expect(problem(put(try signed(payload, as: "large"), world)).code == .conflict)
    let held = world.nodes[0].read { $0.frameworks.records.values.first?.signatures[world.nodes[1].name] }
    #expect(held?.className == "small")
  }

  @Test func threeOfAPeerAreKeptThatThisRegionDidNotSign() throws {
    let world = try world()
    let documents = try (1...5).map { try signed(payload(world, nonce: UInt8($0))) }
    for document in documents.prefix(3) { #expect(put(document, world).status == 200) }
    #expect(problem(put(documents[3], world)).code == .conflict)
    try world.sign(documents[0].documentId, at: 0)
    #expect(put(documents[3], world).status == 200)
    #expect(problem(put(documents[4], world)).code == .conflict)
  }

  @Test func twentyAreKeptAndOwnOnesTakeThePlaceOfForeignOnes() throws {
    let world = try world()
    let foreign = try signed(payload(world))
    #expect(put(foreign, world).status == 200)
    for _ in 0..<19 { _ = try world.createFramework(at: 0) }
    #expect(problem(put(try signed(payload(world, nonce: 2)), world)).code == .conflict)
    let last = try world.createFramework(at: 0)
    let held = world.nodes[0].read { Set($0.frameworks.records.keys) }
    #expect(held.count == 20 && held.contains(last) && !held.contains(foreign.documentId))
    #expect(throws: Refusal.frameworks(.tooMany(20))) { try world.createFramework(at: 0) }
  }

  /// Seven regions bring as many as are kept; an eighth takes its share of the places.
  @Test func aFewPeersCannotFillAllPlaces() throws {
    let world = try World(seed: 3, regions: 2, identities: 4)
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1_000))
    var (state, number) = (RegionState(), UInt8(0))
    func bring(by region: Int) throws {
      number += 1
      let document = try signed(payload(world, nonce: number))
      let peer = try #require(RegionName("region-\(region)"))
      let signature = FrameworkSignature(
        key: try identity(region).publicKey.thumbprint, className: "middle", signature: document.signatures[0])
      let events = try FrameworkDecisions(state).decideReceipt(
        SignedDocument(payload: document.payload, signatures: []), Framework(parsing: document.payload),
        of: peer, signature, at: now)
      for event in events { state.apply(event) }
    }
    func held(_ region: Int) -> Int {
      state.frameworks.records.values.count { $0.signatures.keys.contains { $0.text == "region-\(region)" } }
    }
    for count in 0..<20 { try bring(by: 1 + count / 3) }
    for _ in 0..<2 { try bring(by: 8) }
    #expect(held(8) == 2 && state.frameworks.records.count == 20)
    #expect((1...7).allSatisfy { held($0) >= 2 })
    #expect(throws: Refusal.frameworks(.tooMany(20))) { try bring(by: 8) }
  }

  @Test func twoPeopleSign() throws {
    let world = try world()
    let node = world.nodes[0]
    let id = try world.createFramework(at: 0).base64URL
    func approve(_ className: String?, _ person: Approver) throws -> FrameworkDetails {
      try node.engine.frameworks.approve(id: id, className: className, approver: person)
    }
    #expect(throws: Refusal.frameworks(.classNeeded(["large", "middle", "small"]))) {
      try approve("small", node.officer)
    }
    #expect(throws: Refusal.frameworks(.unknownClass(["large", "middle", "small"]))) {
      try approve("huge", node.operatorRole)
    }
    #expect(try approve("large", node.operatorRole).record.own == nil)
    #expect(try approve("small", node.operatorRole).record.chosenClass == "small")
    #expect(throws: Refusal.frameworks(.otherClass("small"))) { try approve("large", node.officer) }
    var same = node.operatorRole
    same.role = "privacy-officer"
    #expect(throws: Refusal.self) { try approve("small", same) }
    #expect(throws: Refusal.frameworks(.otherClass("small")), "the officer may have read the class before") {
      try approve(nil, node.officer)
    }
    #expect(try approve("small", node.officer).record.own?.className == "small")
    #expect(throws: Refusal.frameworks(.signedAs("small"))) { try approve("large", node.operatorRole) }
    #expect(try approve("small", node.operatorRole).record.own?.className == "small")
  }

  @Test func aRemovedRegionsSignatureCountsNoLonger() throws {
    let world = try world()
    let document = try signed(payload(world))
    #expect(put(document, world).status == 200)
    try world.sign(document.documentId, at: 0)
    _ = try world.nodes[0].engine.peering.remove(region: "region-1", confirming: "region-1")
    let key = try identity(1).publicKey.thumbprint
    #expect(!world.nodes[0].read { $0.frameworks.signed(by: world.nodes[1].name, identity: key, document.documentId) })
    #expect(world.nodes[0].read { $0.frameworks.trouble.concerns(world.nodes[1].name, key) })
  }
}
