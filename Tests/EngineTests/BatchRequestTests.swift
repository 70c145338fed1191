import Cryptography
import Journal
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What a node answers to batches (Schemas/peer-protocol.md, section 5), and that a refusal changes nothing.
@Suite(.timeLimit(.minutes(30))) struct BatchRequestTests {
  @Test func aBatchIsTakenInAndItsRepeatGetsTheSameAnswer() throws {
    let peer = try ForeignPeer()
    let body = try peer.batch([peer.point(0), peer.point(1)].sorted { $0.lexicographicallyPrecedes($1) })
    let first = peer.send(body)
    #expect(first.status == 200)
    let answer = try BatchAnswer(parsing: first.body)
    #expect(answer.matchTokens.count == 2)
    try answer.receipt.verify(
      type: .receipt,
      signers: [
        peer.identityKey.publicKey, Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-0".utf8))).publicKey,
      ])
    let held = peer.held()
    let computed = peer.node.arithmetic.calls
    let second = peer.send(body)
    #expect(second.status == 200 && second.body == first.body)
    #expect(peer.held() == held && peer.node.arithmetic.calls == computed)
    try peer.node.restart()
    #expect(peer.send(body).body == first.body)
    #expect(peer.feed?.count == 2)
  }

  @Test(arguments: ["sequence", "generation", "early generation", "previous", "active"])
  func aBatchThatDoesNotFollowIsAGap(member: String) throws {
    let peer = try ForeignPeer()
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    let held = peer.held()
    let body = try peer.batch(
      [peer.point(1)],
      request: { parts in
        if member == "sequence" { parts.sequence += 1 }
        if member == "generation" { parts.generation += 1 }
        if member == "early generation" { (parts.generation, parts.sequence) = (parts.generation + 1, 1) }
      },
      receipt: { facts in
        if member == "previous" { facts.previous = DocumentId(SHA256.hash([1])) }
        if member == "active" { facts.active += 1 }
      })
    let problem = peer.refusal(peer.send(body))
    #expect(problem.status == 409 && problem.code == .sequenceGap)
    for source in [JSONValue.object(problem.members), try #require(problem.members["state"])] {
      let state = try FeedStateReport(source)
      #expect(state == peer.feed?.report)
    }
    #expect(peer.held() == held)
  }

  @Test func theLastSequenceWithOtherContentIsAConflict() throws {
    let peer = try ForeignPeer()
    let body = try peer.batch([peer.point(0)])
    let other = try peer.batch([peer.point(1)])
    #expect(peer.send(body).status == 200)
    let held = peer.held()
    let problem = peer.refusal(peer.send(other))
    #expect(problem.status == 409 && problem.code == .sequenceConflict)
    #expect(problem.members["sequence"]?.integerValue == peer.feed?.sequence)
    #expect(problem.members["receipt"] != nil)
    #expect(peer.held() == held)
  }

  @Test(arguments: [
    "agreement", "kind", "from", "to", "generation", "sequence", "added", "withdrawn", "digest", "complete",
    "no signature", "another's signature", "two signatures",
  ])
  func aReceiptThatDoesNotFitIsRefused(member: String) throws {
    let peer = try ForeignPeer()
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    let held = peer.held()
    let computed = peer.node.arithmetic.calls
    let stranger = try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32))
    let signers: [Ed25519PrivateKey]? =
      switch member {
      case "no signature": []
      case "another's signature": [stranger]
      case "two signatures": [peer.identityKey, stranger]
      default: nil
      }
    let body = try peer.batch(
      [peer.point(1)], signers: signers,
      receipt: { facts in
        switch member {
        case "agreement": facts.agreement = DocumentId(SHA256.hash([9])) ?? facts.agreement
        case "kind": facts.kind = .guardian
        case "from": facts.from = RegionName("region-7") ?? facts.from
        case "to": facts.to = RegionName("region-7") ?? facts.to
        case "generation": facts.generation += 1
        case "sequence": facts.sequence += 1
        case "added": facts.added += 1
        case "withdrawn": facts.withdrawn += 1
        case "digest": facts.digest[0] ^= 1
        case "complete": facts.complete = false
        default: break
        }
      })
    let problem = peer.refusal(peer.send(body))
    #expect(problem.status == 400)
    // A document without any signature is not even read.
    #expect(problem.code == .invalidReceipt || member == "no signature" && problem.code == .malformed)
    #expect(peer.held() == held)
    #expect(peer.node.arithmetic.calls == computed)
  }

  @Test(arguments: [0, 2])
  func aPointThatIsNoneIsNamed(index: Int) throws {
    let peer = try ForeignPeer()
    // Held already, so that it is not computed again: the index counts it all the same.
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    let held = peer.held()
    var points = [try peer.point(0), try peer.point(1)]
    var broken = try peer.point(2)
    broken[20] ^= 1
    points.insert(broken, at: index)
    let problem = peer.refusal(peer.send(try peer.batch(points)))
    #expect(problem.status == 400 && problem.code == .invalidPoint)
    #expect(problem.members["index"]?.integerValue == index)
    #expect(peer.held() == held)
    #expect(peer.node.state.peering.alarms[peer.world.nodes[1].name]?.contains { $0.code == "invalid-point" } == true)
  }

  @Test func aPointThatStandsTwiceIsNamed() throws {
    let peer = try ForeignPeer()
    let computed = peer.node.arithmetic.calls
    let problem = peer.refusal(peer.send(try peer.batch([peer.point(0), peer.point(1), peer.point(0)])))
    #expect(problem.status == 400 && problem.code == .duplicatePoint)
    #expect(problem.members["index"]?.integerValue == 2)
    #expect(peer.node.arithmetic.calls == computed)
  }

  @Test(arguments: ["perDay", "perYear", "active"])
  func aBatchOverALimitCostsNoArithmetic(limit: String) throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    world.active = limit == "active" ? 3 : 100
    world.perDay = limit == "perDay" ? 3 : 10_000
    world.perYear = limit == "perYear" ? 200 : 100_000
    let peer = try ForeignPeer(world)
    let allowed = limit == "perYear" ? 50 : 3
    if limit == "perYear" {
      // Two hundred may come in a year; most of them came and went.
      for range in [1_000..<1_100, 2_000..<2_050] {
        #expect(peer.send(try peer.batch(range.map { try peer.point($0) })).status == 200)
        #expect(peer.send(try peer.batch([], withdraw: range.map { try peer.handle($0) })).status == 200)
      }
      world.time.advance(2 * 86_400_000)
    }
    let computed = peer.node.arithmetic.calls
    let held = peer.held()
    let tooMany = try (0...allowed).map { try peer.point($0) }
    let response = peer.send(try peer.batch(tooMany))
    let problem = peer.refusal(response)
    #expect(problem.status == 429 && problem.code == .limitExceeded)
    #expect(problem.members["limit"]?.stringValue == limit)
    #expect(problem.members["remaining"]?.integerValue == allowed)
    #expect((response.retryAfter ?? 0) > 0)
    #expect(peer.node.arithmetic.calls == computed)
    #expect(peer.held() == held)
    // The sequence is not used up, and what is held already is free.
    #expect(peer.send(try peer.batch(Array(tooMany.prefix(allowed)))).status == 200)
    #expect(peer.send(try peer.batch(Array(tooMany.prefix(allowed)))).status == 200)
    #expect(peer.refusal(peer.send(try peer.batch([tooMany[allowed]]))).code == .limitExceeded)
    if limit == "active" {
      #expect(peer.send(try peer.batch([tooMany[allowed]], withdraw: [peer.handle(0)])).status == 200)
    } else {
      world.time.advance(86_400_000 - 1_000)
      #expect(peer.send(try peer.batch([tooMany[allowed]])).status == 429)
      world.time.advance(limit == "perDay" ? 2_000 : 364 * 86_400_000)
      #expect(peer.send(try peer.batch([tooMany[allowed]])).status == 200)
    }
  }

  @Test func aWithdrawalErasesPointTokenAndView() throws {
    let peer = try ForeignPeer()
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    let point = try peer.point(0)
    #expect(canonical(peer.node.state).contains { $0.contains(Base64URL.encode(point)) })
    // Unknown handles are accepted and counted.
    #expect(peer.send(try peer.batch([], withdraw: [peer.handle(0), peer.handle(5)])).status == 200)
    peer.node.engine.writeSnapshot()
    let store = peer.node.journal.inner.store
    #expect(!Haystack((store.snapshot + store.records).flatMap { $0 }).contains(point.dropFirst()))
    #expect(peer.feed?.count == 0 && peer.feed?.named == 0)
  }

  @Test func aNewGenerationDropsWhatItDidNotNameOnceItIsComplete() throws {
    let peer = try ForeignPeer()
    #expect(peer.send(try peer.batch([peer.point(0), peer.point(1)])).status == 200)
    let last = peer.feed?.receipt
    func next(_ points: [[UInt8]], complete: Bool, starts: Bool) throws -> [UInt8] {
      try peer.batch(
        points,
        request: { parts in
          if starts { (parts.generation, parts.sequence, parts.previous) = (parts.generation + 4, 1, last) }
        },
        receipt: { facts in
          facts.complete = complete
          if starts { facts.active = points.count }
        })
    }
    #expect(peer.send(try next([peer.point(1)], complete: false, starts: true)).status == 200)
    #expect(peer.feed?.generation == 5 && peer.feed?.count == 2 && peer.feed?.named == 1)
    #expect(peer.send(try next([peer.point(2)], complete: true, starts: false)).status == 200)
    #expect(peer.feed?.count == 2 && peer.feed?.named == 2)
    let dropped = try peer.handle(0)
    #expect(peer.feed?.holds(dropped) == false)
  }

  @Test func aFullDiskIsNoLoss() throws {
    let peer = try ForeignPeer()
    let body = try peer.batch([peer.point(0)])
    let held = peer.held()
    peer.node.journal.inner.refuse(with: .full)
    let refused = peer.send(body)
    #expect(refused.status == 503 && (refused.retryAfter ?? 0) > 0)
    #expect(peer.refusal(refused).code == .tryAgain)
    peer.node.journal.inner.refuse(with: nil)
    #expect(peer.held() == held)
    #expect(peer.send(body).status == 200)
    try peer.node.restart()
    #expect(peer.feed?.count == 1)
  }
}
