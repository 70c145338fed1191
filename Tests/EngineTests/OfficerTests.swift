import Journal
import LocalAPI
import Node
import PeerProtocol
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine

/// The registry of privacy officers in a running node: its ticks, restarts and backups.
@Suite(.timeLimit(.minutes(30))) struct OfficerTests {
  private func certificate(_ number: UInt8, _ name: String, _ world: World, days: Int = 3_650) -> OfficerCertificate {
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    return OfficerCertificate(
      der: [number], fingerprint: [UInt8](repeating: number, count: 32), key: [number, 1], name: name, validFrom: now,
      validUntil: now.adding(days: days))
  }

  private func approver(_ role: String, _ number: UInt8, _ name: String) -> Approver {
    Approver(role: role, credential: [UInt8](repeating: number, count: 32), name: name, key: [number, 1])
  }

  private var operatorRole: Approver { approver("operator", 200, "O. Operator") }

  /// A node that registered one officer, whose certificate is good for so many days.
  private func world(days: Int = 3_650) throws -> World {
    let world = try World(seed: 21, regions: 1, identities: 4)
    world.nodes[0].configuration.environment = .production
    try world.nodes[0].restart()
    let engine = world.nodes[0].engine
    try engine.credentials.beginRegistry(found: [])
    _ = try engine.credentials.register(certificate(1, "A. First", world, days: days), by: operatorRole)
    return world
  }

  private func isRegistered(_ number: UInt8, _ world: World) -> Bool {
    if case .registered = world.nodes[0].engine.credentials.standing(of: [UInt8](repeating: number, count: 32)) {
      return true
    }
    return false
  }

  @Test func restartAndSnapshotKeepTheRegistry() throws {
    let world = try world()
    _ = try world.nodes[0].engine.credentials.register(certificate(2, "B. Second", world), by: operatorRole)
    #expect(world.nodes[0].engine.writeSnapshot())
    let id = certificate(2, "", world).id
    _ = try world.nodes[0].engine.credentials.approve(id: id, approver: approver("privacy-officer", 1, "A. First"))
    try world.nodes[0].restart()
    #expect(isRegistered(1, world) && isRegistered(2, world) && !isRegistered(3, world))
    // What lies in the home by then is not registered by a start.
    try world.nodes[0].engine.credentials.beginRegistry(found: [certificate(3, "C. Third", world)])
    #expect(!isRegistered(3, world))
  }

  @Test func restoredBackupKnowsTheOfficersOfItsDay() throws {
    let world = try world()
    let backup = world.nodes[0].journal.inner.store
    _ = try world.nodes[0].engine.credentials.register(
      certificate(2, "B. Second", world), by: approver("privacy-officer", 1, "A. First"))
    #expect(isRegistered(2, world))
    try world.nodes[0].restore(backup)
    try world.nodes[0].engine.credentials.beginRegistry(found: [certificate(2, "B. Second", world)])
    #expect(isRegistered(1, world) && !isRegistered(2, world))
    // The operator alone does not bring it back.
    let answer = try world.nodes[0].engine.credentials.register(certificate(2, "B. Second", world), by: operatorRole)
    #expect(answer.proposals.count == 1 && !isRegistered(2, world))
  }

  @Test func ticksRaiseAnAlarmADayAndThenTheProposalCounts() throws {
    let world = try world(days: 1)
    _ = try world.nodes[0].engine.credentials.register(certificate(2, "B. Second", world), by: operatorRole)
    world.time.advance(2 * 86_400_000)
    var days = 0
    while !isRegistered(2, world), days < 20 {
      for _ in 0..<3 { world.nodes[0].engine.tick() }
      let waiting = world.nodes[0].engine.credentials.latestRegistry.proposals.first
      if !isRegistered(2, world) {
        #expect(waiting?.proposal.alarms == days + 1 && waiting?.countsAt != nil)
        try world.nodes[0].restart()
        world.time.advance(86_400_000)
        days += 1
      }
    }
    #expect(days == 7)
    let officers = CredentialsDocument(world.nodes[0].engine.credentials.latestRegistry).privacyOfficers
    try #require(officers.count == 2)
    #expect(officers[0].state == .expired && officers[1].ground == .unopposed)
  }

  @Test func revokedOfficerIsRevokedForGood() throws {
    let world = try world()
    world.nodes[0].engine.credentials.revoke { $0.name == "A. First" }
    world.nodes[0].engine.credentials.revoke { _ in false }
    try world.nodes[0].restart()
    #expect(!isRegistered(1, world))
    #expect(throws: Refusal.self) {
      try world.nodes[0].engine.credentials.register(
        certificate(2, "B. Second", world), by: approver("privacy-officer", 1, "A. First"))
    }
  }

  @Test func statusNamesPeopleAndNoKeys() throws {
    let world = try world()
    let credentials = world.nodes[0].engine.credentials
    let shown = try #require(
      CredentialsDocument(credentials.latestRegistry, withCertificates: false).privacyOfficers.first)
    #expect(shown.approvals.first?.name == "O. Operator" && shown.certificate == nil)
    #expect(CredentialsDocument(try credentials.registry()).privacyOfficers.first?.certificate != nil)
  }
}
