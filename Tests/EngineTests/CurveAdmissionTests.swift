import Cryptography
import Dispatch
import Glibc
import Node
import PeerProtocol
import PrivateMatching
import Simulation
import Synchronization
import System
import Testing

@testable import Engine
@testable import Region

/// A batch that is refused costs no curve arithmetic; that which is done is done in turns.
@Suite(.timeLimit(.minutes(30))) struct CurveAdmissionTests {
  private func expectNoArithmetic(
    _ peer: ForeignPeer, _ code: ProblemCode, _ what: Comment, _ body: [UInt8], path: String? = nil
  ) {
    let before = peer.node.arithmetic.calls
    let refused = peer.refusal(peer.ask("POST", path ?? peer.batches, body))
    #expect(refused.code == code, what)
    #expect(peer.node.arithmetic.calls == before, what)
  }

  @Test func refusedBatchesCostNothing() throws {
    let world = try World(seed: 5, regions: 2, identities: 8)
    world.perDay = 3
    let peer = try ForeignPeer(world)
    let points = try (0..<6).map { try peer.point($0) }
    #expect(peer.send(try peer.batch([points[0]])).status == 200)
    #expect(peer.node.arithmetic.calls.tokens == 1)
    expectNoArithmetic(peer, .limitExceeded, "over a limit", try peer.batch(Array(points[1...])))
    expectNoArithmetic(
      peer, .sequenceGap, "wrong sequence", try peer.batch([points[1]], request: { $0.sequence += 1 }))
    expectNoArithmetic(
      peer, .sequenceGap, "wrong active", try peer.batch([points[1]], receipt: { $0.active += 1 }))
    expectNoArithmetic(peer, .duplicatePoint, "a point twice", try peer.batch([points[1], points[1]]))
    expectNoArithmetic(
      peer, .invalidReceipt, "another's signature",
      try peer.batch([points[1]], signers: [Ed25519PrivateKey(seed: SHA256.hash([9]))]))
    expectNoArithmetic(
      peer, .invalidReceipt, "another digest",
      try peer.batch([points[1]], receipt: { $0.digest = [UInt8](repeating: 1, count: 32) }))
    var bad = points[2]
    bad[64] ^= 1
    expectNoArithmetic(peer, .invalidPoint, "a bad point behind a good one", try peer.batch([points[1], bad]))
    expectNoArithmetic(peer, .malformed, "no JSON", [0x7B])
    expectNoArithmetic(
      peer, .tooLarge, "too large", [UInt8](repeating: 0x20, count: ProtocolLimits.batchBytes + 1))
    let body = try peer.batch([points[1]])
    let unknown = "/v1/agreements/" + (try #require(AgreementId(SHA256.hash([3])))).base64URL + "/feeds/youth/batches"
    expectNoArithmetic(peer, .agreementNotActive, "no agreement", body, path: unknown)
    _ = try peer.node.engine.peering.suspend(region: peer.world.nodes[1].name.text, reason: "a test")
    expectNoArithmetic(peer, .peerSuspended, "suspended", body)
    _ = try peer.node.engine.peering.resume(region: peer.world.nodes[1].name.text)
    #expect(peer.send(body).status == 200)
    #expect(peer.node.arithmetic.calls.tokens == 2)
    // Neither does the repeat of one that was taken in.
    let after = peer.node.arithmetic.calls
    #expect(peer.send(body).status == 200)
    #expect(peer.node.arithmetic.calls == after)
  }

  /// One peer has all turns and asks for more; another peer and the region itself are served before it, in the middle of
  /// its batch.
  @Test func aPeerThatFloodsStarvesNobody() throws {
    let world = try World(seed: 6, regions: 3, identities: 8)
    try world.connectAll()
    let (flood, other) = (try ForeignPeer(connected: world, as: 1), try ForeignPeer(connected: world, as: 2))
    let node = flood.node
    let many = try flood.batch((0..<EngineLimits.itemsInTurn + 500).map { try flood.point($0 + 100) })
    let few = try other.batch((0..<3).map { try other.point($0) })
    let report = Report(id: "own", youth: ["vnr:2000000001"], person: "p", startedOn: node.today).document
    let served = Order()
    node.arithmetic.watcher.withLock { $0 = { served.add("\($0) \($1)") } }
    let turns = node.engine.curve
    let ended = DispatchGroup()
    func start(waiting count: Int, _ body: @escaping @Sendable () -> Void) {
      ended.enter()
      _ = WorkerThread.start {
        body()
        ended.leave()
      }
      while turns.waitingCount < count { sched_yield() }
    }
    // All turns there are, held by the peer that floods; then one of them is given back.
    let held = DispatchSemaphore(value: 0)
    let (given, kept) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let places = Engine.cores
    let party = FairScheduler.Party.peer(world.nodes[1].name)
    for place in 0..<places {
      start(waiting: 0) {
        turns.take(party) {
          held.signal()
          (place == 0 ? given : kept).wait()
        }
      }
    }
    for _ in 0..<places { held.wait() }
    let (answers, engine) = (Order(), node.engine)
    for (count, sender) in [("flood", flood, many), ("other", other, few)].enumerated() {
      let (name, path, key, body) = (sender.0, sender.1.batches, world.nodes[sender.1.number].tlsKey, sender.2)
      start(waiting: count + 1) {
        let answer = engine.answer(PeerRequest(method: "POST", path: path, client: key) { _ in body })
        answers.add("\(name) \(answer.status)")
      }
    }
    start(waiting: 3) { answers.add((try? engine.putSignal(id: "own", document: report)) != nil ? "own" : "no") }
    given.signal()
    while served.all.count < 4 { sched_yield() }
    for _ in 1..<places { kept.signal() }
    ended.wait()
    #expect(Set(served.all.prefix(2)) == ["tokens 3", "pseudonyms 1"])
    #expect(served.all.dropFirst(2) == ["tokens \(EngineLimits.itemsInTurn)", "tokens 500"])
    #expect(answers.all.last == "flood 200" && Set(answers.all) == ["other 200", "own", "flood 200"])
  }

  private final class Order: Sendable {
    private let items = Mutex<[String]>([])
    var all: [String] { items.withLock { $0 } }
    func add(_ item: String) { items.withLock { $0.append(item) } }
  }
}
