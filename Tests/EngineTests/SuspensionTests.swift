import Node
import PeerProtocol
import Simulation
import Synchronization
import Testing

import enum Cryptography.SubjectKind

@testable import Engine
@testable import Region

/// A peer that this region's people keep from everything.
@Suite(.timeLimit(.minutes(30))) struct SuspensionTests {
  private func suspended() throws -> ForeignPeer {
    let peer = try ForeignPeer()
    _ = try peer.node.engine.peering.suspend(region: peer.world.nodes[1].name.text, reason: "its key may be stolen")
    return peer
  }

  @Test func everythingIsRefusedAndNothingIsSent() throws {
    let peer = try suspended()
    let held = peer.held()
    let match = Base64URL.encode([UInt8](repeating: 1, count: 16))
    let paths = [
      ("GET", "/v1/card"), ("PUT", "/v1/card"), ("GET", "/v1/health"), ("PUT", peer.path),
      ("GET", peer.path + "/state"),
      ("PUT", peer.path + "/revocation"), ("POST", peer.batches), ("PUT", peer.path + "/matches/" + match),
    ]
    for (method, path) in paths {
      let problem = peer.refusal(peer.ask(method, path, try peer.batch([peer.point(1)])))
      #expect(problem.status == 403 && problem.code == .peerSuspended, "\(method) \(path)")
    }
    #expect(peer.held() == held)
    let day = peer.node.today.adding(days: -1)
    try peer.world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: day), at: 0)
    peer.world.time.advance(3_700_000)
    #expect(peer.node.engine.outboxes.nextDeliveries(to: peer.world.nodes[1].name).isEmpty)
    #expect(peer.node.engine.statusDocument()["peers"]?.arrayValue?.first?["state"]?.stringValue == "suspended")
  }

  /// What it sent before and what it answers to what was sent before has no effect any more.
  @Test func whatIsUnderWayIsNotFinished() throws {
    let peer = try ForeignPeer()
    let (engine, name) = (peer.node.engine, peer.world.nodes[1].name)
    let day = peer.node.today.adding(days: -1)
    try peer.world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: day), at: 0)
    let delivery = try #require(engine.outboxes.nextDeliveries(to: name).first { $0.call.path.hasSuffix("/batches") })
    let answer = peer.world.network.carry(delivery.call, from: peer.node.tlsKey)
    guard case .success(let reply) = answer, reply.status == 200 else {
      Issue.record("the batch was not answered")
      return
    }
    let body = try peer.batch([peer.point(1)])
    let received = peer.feed?.sequence
    // The batch was admitted before; its body arrives after the suspension.
    let response = engine.answer(
      PeerRequest(method: "POST", path: peer.batches, client: peer.world.nodes[1].tlsKey) { _ in
        _ = try? engine.peering.suspend(region: name.text, reason: "now")
        return body
      })
    #expect(peer.refusal(response).code == .peerSuspended)
    #expect(peer.feed?.sequence == received)
    engine.outboxes.complete(delivery, answer)
    let feed = try #require(peer.node.state.exchange.outgoing[peer.key])
    #expect(feed.pending != nil && feed.count == 0)
  }

  @Test func afterTheResumptionBothSidesGoOn() throws {
    let peer = try suspended()
    let world = peer.world
    let day = peer.node.today.adding(days: -1)
    for number in 0...1 {
      try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p\(number)", startedOn: day), at: number)
    }
    for _ in 0..<5 {
      try world.pass()
      world.time.advance(10_000)
    }
    #expect(peer.node.state.matches.shown.isEmpty)
    try peer.node.restart()
    #expect(peer.node.state.peering.peers[world.nodes[1].name]?.suspension?.reason == "its key may be stolen")
    _ = try peer.node.engine.peering.resume(region: world.nodes[1].name.text)
    try world.settle()
    for node in world.nodes { #expect(node.state.matches.shown.values.count { $0.isOpen } == 1) }
  }

  /// Whoever is suspended is still told that an agreement ended.
  @Test func anEndingIsStillTold() throws {
    let peer = try suspended()
    let engine = peer.node.engine
    _ = try engine.agreements.revoke(id: peer.key.agreement.base64URL, reason: "over", approver: peer.node.officer)
    let due = engine.outboxes.nextDeliveries(to: peer.world.nodes[1].name)
    #expect(due.map(\.call.path) == [peer.path + "/revocation"])
    for delivery in due {
      engine.outboxes.complete(delivery, peer.world.network.carry(delivery.call, from: peer.node.tlsKey))
    }
    #expect(peer.node.state.agreements.records[peer.key.agreement]?.endingDelivered == true)
    #expect(peer.world.nodes[1].state.agreements.records[peer.key.agreement]?.status == .revoked)
  }

  @Test func whatItStillHoldsIsListedWithTheReason() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    let day = world.nodes[0].today.adding(days: -1)
    try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: day), at: 0)
    try world.settle()
    let engine = world.nodes[0].engine
    _ = try engine.peering.suspend(region: "region-1", reason: "a call is awaited")
    try world.withdraw("s", reason: "mistaken", at: 0)
    let row = try #require(try engine.withdrawals()["withdrawals"]?.arrayValue?.first)
    #expect(row["suspended"] == true && row["reason"] == "this region suspended it: a call is awaited")
    _ = try engine.peering.resume(region: "region-1")
    #expect(try engine.withdrawals()["withdrawals"]?.arrayValue?.first?["suspended"] == nil)
  }

  /// What a suspended peer sent is dropped like that of a silent one, but silent it was not.
  @Test func anAgreementThatEndsMeanwhileSaysWhy() throws {
    let peer = try suspended()
    peer.world.time.advance(91 * 86_400_000)
    peer.node.engine.tick()
    let record = try #require(peer.node.state.agreements.records[peer.key.agreement])
    #expect(record.status == .ended && record.reason == "The peer is suspended, and nothing was exchanged for 90 days.")
  }

  @Test func onlyAPeerIsSuspended() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    #expect(throws: Refusal.self) { try world.nodes[0].engine.peering.suspend(region: "region-1", reason: "no peer") }
    try world.peer(0, 1)
    #expect(throws: Refusal.self) { try world.nodes[0].engine.peering.suspend(region: "region-1", reason: "") }
    _ = try world.nodes[0].engine.peering.resume(region: "region-1")
  }
}
