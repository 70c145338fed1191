import Cryptography
import Node
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Speaks to the first node of a world as its second region, or another, would, with every message made by hand.
struct ForeignPeer {
  let world: World
  let key: FeedKey
  let identityKey: Ed25519PrivateKey
  /// Which region it speaks for.
  let number: Int

  /// Two regions with an agreement in force and nothing exchanged but the first empty batches.
  init(_ world: World, kind: FeedKind = .youth) throws {
    try world.connectAll()
    try self.init(connected: world, kind: kind)
  }

  /// The same where the regions are connected already.
  init(connected world: World, kind: FeedKind = .youth, as number: Int = 1) throws {
    self.world = world
    self.number = number
    let agreement = try #require(world.nodes[0].state.agreements.with(world.nodes[number].name).first?.id)
    key = FeedKey(agreement: agreement, kind: kind)
    identityKey = try Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-\(number)".utf8)))
  }

  init(seed: UInt64 = 1) throws { try self.init(World(seed: seed, regions: 2, identities: 8, older: [1])) }

  var node: SimulatedNode { world.nodes[0] }
  var arithmetic: StandInArithmetic { world.nodes[number].arithmetic }
  var feed: IncomingFeed? { node.state.exchange.incoming[key] }
  var path: String { "/v1/agreements/" + key.agreement.base64URL }
  var batches: String { path + "/feeds/" + key.kind.name + "/batches" }

  func ask(_ method: String, _ path: String, _ body: [UInt8] = [], as client: [UInt8]? = nil) -> PeerResponse {
    node.engine.answer(
      PeerRequest(method: method, path: path, client: client ?? world.nodes[number].tlsKey) { (limit) throws(Refusal) in
        guard body.count <= limit else { throw .body(.tooLarge(limit: limit)) }
        return body
      })
  }

  /// The code and members of a refusal.
  func refusal(_ response: PeerResponse) -> Problem { Problem(status: response.status, body: response.body) }

  /// The point of an identity in this peer's feed.
  func point(_ identity: Int) throws -> [UInt8] {
    let identity = try Identity("vnr:\(1_000_000_000 + identity * 7_919)")
    let pseudonym = try arithmetic.pseudonyms(of: [identity], kind: key.kind)
    return try arithmetic.blindedPoints(of: pseudonym, agreement: key.agreement.bytes, kind: key.kind)[0]
  }

  func handle(_ identity: Int) throws -> Handle {
    try #require(Handle(Naming.handle(of: point(identity), kind: key.kind)))
  }

  /// A batch that follows what the node holds, but for what the two functions change.
  func batch(
    _ points: [[UInt8]], withdraw: [Handle] = [], signers: [Ed25519PrivateKey]? = nil, salt: UInt8 = 7,
    request: (inout BatchParts) -> Void = { _ in }, receipt change: (inout ReceiptPayload) -> Void = { _ in }
  ) throws -> [UInt8] {
    let held = try #require(feed)
    var parts = BatchParts(
      generation: held.generation, sequence: held.sequence + 1, previous: nil,
      salt: [UInt8](repeating: salt, count: 32))
    request(&parts)
    let names = points.map { Handle(Naming.handle(of: $0, kind: key.kind)) }
    let entering = names.count { $0.map { !held.isNamed($0) || withdraw.contains($0) } ?? true }
    let leaving = withdraw.count { held.isNamed($0) }
    var facts = ReceiptPayload(
      agreement: key.agreement, kind: key.kind, from: world.nodes[number].name, to: node.name,
      generation: parts.generation, sequence: parts.sequence, complete: true, added: points.count,
      withdrawn: withdraw.count, active: held.named - leaving + entering,
      digest: Naming.batchDigest(salt: parts.salt, add: points, withdraw: withdraw.map(\.bytes)),
      previous: held.receipt?.documentId,
      at: Timestamp(seconds: Int64(world.time.milliseconds / 1000)))
    change(&facts)
    var document = SignedDocument(payload: facts.bytes, signatures: [])
    for signer in signers ?? [identityKey] { try document.addSignature(type: .receipt, key: signer) }
    return BatchRequest(
      generation: parts.generation, sequence: parts.sequence, points: points.flatMap { $0 }, withdraw: withdraw,
      salt: parts.salt, previousReceipt: parts.previous, receipt: document, receiptPayload: facts
    ).bytes
  }

  struct BatchParts {
    var generation: Int
    var sequence: Int
    var previous: SignedDocument?
    var salt: [UInt8]
  }

  func send(_ body: [UInt8]) -> PeerResponse { ask("POST", batches, body) }

  /// What the node holds but for alarms, the day on which it heard of the peer and the moment: a refusal changes nothing of it.
  func held() -> [String] {
    canonical(node.state).filter { line in
      ["alarms", "audit", "clock", "heard"].allSatisfy { prefix in !line.hasPrefix(prefix) }
    }
  }
}
