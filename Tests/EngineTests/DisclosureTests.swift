import Cryptography
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// The disclosures of contact details in views (Schemas/peer-protocol.md, section 6).
@Suite(.timeLimit(.minutes(30))) struct DisclosureTests {
  private let peer: ForeignPeer
  private let match: MatchId
  private let proof: [UInt8]

  /// A match that both sides proved, and whose views they exchanged.
  init() throws {
    peer = try ForeignPeer()
    let day = peer.node.today.adding(days: -3)
    for number in 0...1 {
      try peer.world.put(
        Report(id: "s", youth: ["vnr:1000000000"], person: "p\(number)", startedOn: day), at: number)
    }
    for _ in 0..<8 {
      try peer.world.pass()
      peer.world.time.advance(10_000)
    }
    match = try #require(peer.node.state.matches.records.keys.first)
    proof = try #require(peer.node.state.matches.records[match]?.peerProof)
  }

  private var engine: Engine { peer.node.engine }
  private var disclosures: ViewDisclosures {
    peer.node.state.matches.records[match]?.disclosures ?? ViewDisclosures()
  }
  private var revision: Int { peer.node.state.matches.records[match]?.revision ?? 0 }

  /// The number of disclosures that the node noted, by the kind of event.
  private func events(_ tag: UInt16) -> Int { peer.node.events[5 << 8 | tag] ?? 0 }

  private func view(_ revision: Int, seen: Int = 0, _ disclosure: DisclosureId?, contact: String = "x") -> MatchView {
    MatchView(
      proof: proof, revision: revision, seen: seen, disclosure: disclosure,
      involvements: [
        Involvement(
          organisation: .init(id: "o", name: "O", sector: "jgz"), contact: Contact(name: contact, phone: "", email: ""),
          since: YearMonth(months: 24_300), until: nil, involvement: .direct, temporary: false, left: nil,
          youthMatch: nil)
      ])
  }

  private func put(_ view: MatchView) -> PeerResponse {
    peer.ask("PUT", peer.path + "/matches/" + match.base64URL, view.bytes)
  }

  private func id(_ byte: UInt8) throws -> DisclosureId {
    try #require(DisclosureId([UInt8](repeating: byte, count: 16)))
  }

  private func report(_ person: String) throws {
    let day = peer.node.today.adding(days: -3)
    try peer.world.put(Report(id: "s", youth: ["vnr:1000000000"], person: person, startedOn: day), at: 0)
  }

  private func delivery() throws -> Delivery {
    try #require(
      engine.outboxes.nextDeliveries(to: peer.world.nodes[1].name).first {
        if case .match = $0.key { true } else { false }
      })
  }

  private func giveLog(_ log: RegionCard.Log?, version: Int) throws -> PeerResponse {
    var card = try #require(peer.node.state.peering.peers[peer.world.nodes[1].name]).facts
    (card.log, card.version) = (log, version)
    let signed = try SignedDocument.sign(payload: card.bytes, type: .card, key: peer.identityKey)
    return peer.ask("PUT", "/v1/card", signed.json.bytes)
  }

  private func log(_ seed: UInt8 = 9) throws -> RegionCard.Log {
    RegionCard.Log(
      instance: try #require(LogInstance("0123456789abcdef")),
      witnessKey: try Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)).publicKey)
  }

  @Test func bothSidesHoldTheSameDisclosures() throws {
    let other = try #require(peer.world.nodes[1].state.matches.records[match]).disclosures
    let (sent, received) = (try #require(disclosures.sent.last), try #require(disclosures.received.last))
    #expect(sent.isConfirmed && sent.revision == revision)
    #expect(other.received.last?.id == sent.id && other.received.last?.revision == sent.revision)
    #expect(other.sent.last?.id == received.id && other.sent.last?.isConfirmed == true)
    #expect(sent.id != received.id)
  }

  @Test func revisionKeepsItsDisclosureInEveryRepetition() throws {
    try report("p2")
    let first = try MatchView(parsing: try #require(try delivery().call.body))
    let id = try #require(first.disclosure)
    #expect(disclosures.isUnconfirmed(id))
    // As an answer, too, and after a restart.
    let seen = disclosures.received.last?.revision ?? 0
    let answer = try MatchView(parsing: put(view(seen + 1, try self.id(1))).body)
    #expect(answer.revision == first.revision && answer.disclosure == id)
    try peer.node.restart()
    #expect(disclosures.isUnconfirmed(id))
    let again = try MatchView(parsing: put(view(seen + 2, try self.id(2))).body)
    #expect(again.disclosure == id)
    #expect(events(9) == 2)
    // Another revision has another one.
    try report("p3")
    let next = try MatchView(parsing: put(view(seen + 3, try self.id(3))).body)
    #expect((next.revision ?? 0) > (first.revision ?? 0))
    #expect(next.disclosure != nil && next.disclosure != id)
  }

  @Test func successfulAnswerConfirmsWhateverItSays() throws {
    try report("p2")
    let sent = try delivery()
    let id = try #require(sent.disclosure)
    engine.outboxes.complete(sent, .success(PeerReply(status: 200, body: Array("{}".utf8))))
    #expect(!disclosures.isUnconfirmed(id))
    #expect(disclosures.sent.contains { $0.id == id })
  }

  @Test func refusalConfirmsNothing() throws {
    try report("p2")
    let sent = try delivery()
    let id = try #require(sent.disclosure)
    engine.outboxes.complete(sent, .success(PeerReply(status: 404, body: Problem(.unknownMatch, "x").json.bytes)))
    #expect(disclosures.isUnconfirmed(id))
    let before = events(10)
    // The next revision's `seen` says nothing of this one; this one's own does, once.
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    let revision = sent.revision ?? 0
    #expect(put(view(newest, seen: revision - 1, try self.id(1))).status == 200)
    #expect(disclosures.isUnconfirmed(id))
    for _ in 0..<2 { #expect(put(view(newest, seen: revision, try self.id(1))).status == 200) }
    #expect(!disclosures.isUnconfirmed(id))
    #expect(events(10) == before + 1)
  }

  @Test func answerThatComesAfterTheNextRevisionConfirmsItsOwn() throws {
    try report("p2")
    let sent = try delivery()
    let id = try #require(sent.disclosure)
    try report("p3")
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    let next = try #require(try MatchView(parsing: put(view(newest, try self.id(1))).body).disclosure)
    #expect(next != id)
    guard case .success(let reply) = peer.world.network.carry(sent.call, from: peer.node.tlsKey) else {
      Issue.record("the peer did not answer")
      return
    }
    engine.outboxes.complete(sent, .success(reply))
    #expect(!disclosures.isUnconfirmed(id) && disclosures.isUnconfirmed(next))
  }

  @Test func ignoredRevisionIsNotedOnce() throws {
    let newest = (disclosures.received.last?.revision ?? 0) + 10
    let before = events(11)
    #expect(put(view(newest, try id(1))).status == 200)
    for _ in 0..<3 { #expect(put(view(newest - 1, try id(2), contact: "late")).status == 200) }
    #expect(events(11) == before + 2)
    #expect(disclosures.received.suffix(2).map(\.id) == [try id(2), try id(1)])
    #expect(peer.node.state.matches.records[match]?.view?.involvements?.first?.contact.name == "x")
    // A view without contact details discloses nothing.
    #expect(put(view(newest + 1, nil, contact: "")).status == 200)
    #expect(events(11) == before + 2)
  }

  @Test func messageOfAFormerLifeIsNotNotedAgain() throws {
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    let before = events(11)
    #expect(put(view(newest, try id(1))).status == 200)
    // The peer withdraws the entry and adds it again: the same match, with nothing of its former life.
    #expect(peer.send(try peer.batch([peer.point(0)], withdraw: [peer.handle(0)])).status == 200)
    #expect(disclosures == ViewDisclosures())
    engine.writeSnapshot()
    try peer.node.restart()
    #expect(put(view(newest, try id(1))).status == 200)
    #expect(events(11) == before + 1)
    #expect(put(view(newest + 1, try id(2))).status == 200)
    #expect(events(11) == before + 2)
  }

  @Test func olderPeerNeedsNoDisclosure() throws {
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    for _ in 0..<2 { #expect(put(view(newest, nil)).status == 200) }
    #expect(disclosures.received.last == .init(id: nil, revision: newest))
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.hasHadLog == false)
  }

  @Test func peerThatOnceHadALogNamesEveryDisclosure() throws {
    #expect(try giveLog(log(), version: 2).status == 200)
    // Taking the log off the card again changes nothing, nor does a restart from a snapshot.
    #expect(try giveLog(nil, version: 3).status == 200)
    engine.writeSnapshot()
    try peer.node.restart()
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.hasHadLog == true)
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    let held = peer.held()
    let problem = peer.refusal(put(view(newest, nil)))
    #expect(problem.status == 400 && problem.code == .malformed)
    #expect(problem.members["faults"]?.arrayValue?.first?.stringValue?.hasPrefix("disclosure: ") == true)
    #expect(peer.held() == held)
    #expect(put(view(newest, try id(1))).status == 200)
    #expect(put(view(newest + 1, nil, contact: "")).status == 200)
  }

  @Test func answerWithoutADisclosureIsNotTakenInAndStillConfirms() throws {
    #expect(try giveLog(log(), version: 2).status == 200)
    try report("p2")
    let sent = try delivery()
    let held = try #require(peer.node.state.matches.records[match]).peerRevision
    engine.outboxes.complete(sent, .success(PeerReply(status: 200, body: view(held + 1, nil).bytes)))
    #expect(peer.node.state.matches.records[match]?.peerRevision == held)
    #expect(!disclosures.isUnconfirmed(try #require(sent.disclosure)))
  }

  @Test func disclosureWithoutContactDetailsIsRefused() throws {
    let newest = (disclosures.received.last?.revision ?? 0) + 1
    let problem = peer.refusal(put(view(newest, try id(1), contact: "")))
    #expect(problem.status == 400)
    #expect(problem.members["faults"]?.arrayValue?.first?.stringValue?.hasPrefix("disclosure: ") == true)
  }

  // MARK: - The log on cards

  @Test(arguments: ["own", "peer", "receiver"]) func identityKeyIsNoWitnessKey(whose: String) throws {
    var log = try log()
    switch whose {
    case "own": log.witnessKey = peer.identityKey.publicKey
    case "receiver": log.witnessKey = peer.node.configuration.identityKey.publicKey
    default:
      let world = try World(seed: 5, regions: 3, identities: 8)
      try world.connectAll()
      let peer = try ForeignPeer(connected: world)
      log.witnessKey = world.nodes[2].configuration.identityKey.publicKey
      var card = try #require(peer.node.state.peering.peers[world.nodes[1].name]).facts
      (card.log, card.version) = (log, 2)
      let signed = try SignedDocument.sign(payload: card.bytes, type: .card, key: peer.identityKey)
      #expect(peer.refusal(peer.ask("PUT", "/v1/card", signed.json.bytes)).code == .cardMismatch)
      return
    }
    let problem = peer.refusal(try giveLog(log, version: 2))
    #expect(problem.status == 403 && problem.code == .cardMismatch)
    #expect(problem.detail.hasPrefix("log.witnessKey: "))
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.facts.version == 1)
  }

  @Test func anotherLogMeansAnotherVersionOfTheOwnCard() throws {
    let version = peer.node.state.peering.ownCardVersion
    let log = try log()
    for _ in 0..<2 { try engine.ownCard.announce(log) }
    #expect(peer.node.state.peering.ownCardVersion == version + 1)
    #expect(try engine.ownCard.card().payload(as: RegionCard.self).log == log)
    // The peer is told.
    for _ in 0..<4 {
      try peer.world.pass()
      peer.world.time.advance(10_000)
    }
    let known = peer.world.nodes[1].state.peering.peers[peer.node.name]
    #expect(known?.facts.log == log && known?.hasHadLog == true)
  }
}
