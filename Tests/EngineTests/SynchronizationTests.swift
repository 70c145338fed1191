import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What `sync now` says: that everything is exchanged, or why not.
@Suite(.timeLimit(.minutes(30))) struct SynchronizationTests {
  private func world() throws -> World {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    return world
  }

  private func passes(_ world: World) throws {
    for _ in 0..<10 {
      try world.pass()
      world.time.advance(100)
    }
  }

  /// One more try after the first, as the command makes them for as long as it waits.
  private func problem(_ world: World) throws -> Refusal? {
    let engine = world.nodes[0].engine
    do throws(Refusal) {
      _ = try engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0)
      Issue.record("it is in step before it was asked")
    } catch {
      #expect(error.status == 503)
    }
    try passes(world)
    return try ended(world, since: world.nodes[0].clock.uptimeMilliseconds - 1_000)
  }

  /// What the command ends with now, without asking anew.
  private func ended(_ world: World, since start: Int) throws -> Refusal? {
    let engine = world.nodes[0].engine
    do throws(Refusal) {
      _ = try engine.synchronizer.outcome(of: [world.nodes[1].name], since: start, until: start, isOver: true)
      return nil
    } catch {
      return error
    }
  }

  @Test func inStepIsWhatWasComparedSince() throws {
    let world = try world()
    #expect(try problem(world) == nil)
  }

  @Test func aPeerThatCannotBeReachedIsNotInStep() throws {
    let world = try world()
    world.nodes[1].setReachable(false)
    let problem = try #require(try problem(world))
    #expect(problem.status == 502 && problem.detail.contains("region-1: "), "\(problem.detail)")
    world.nodes[1].setReachable(true)
    world.time.advance(900_000)
    try passes(world)
    #expect(try ended(world, since: world.nodes[0].clock.uptimeMilliseconds) == nil)
  }

  @Test func aPeerThatSuspendedThisRegionIsNotInStep() throws {
    let world = try world()
    _ = try world.nodes[1].engine.peering.suspend(region: world.nodes[0].name.text, reason: "a call is awaited")
    let problem = try #require(try problem(world))
    #expect(problem.status == 503 && problem.detail.contains("peer-suspended"), "\(problem.detail)")
    #expect(problem.detail.hasSuffix("names the contact. See: samenloop status"), "\(problem.detail)")
  }

  /// Nobody waits for what only a person can change.
  @Test func aPeerThatIsSuspendedHereIsNotWaitedFor() throws {
    let world = try world()
    let engine = world.nodes[0].engine
    _ = try engine.peering.suspend(region: world.nodes[1].name.text, reason: "its key may be stolen")
    // The simulated clock stands still: a wait for the deadline would have no end.
    do throws(Refusal) {
      _ = try engine.synchronizer.synchronize(region: "region-1", deadlineSeconds: 60)
      Issue.record("it is suspended")
    } catch {
      #expect(error.status == 503)
      #expect(error.detail.contains("its key may be stolen (samenloop peer resume region-1)"), "\(error.detail)")
    }
  }

  @Test func withoutAnAgreementNothingIsExchanged() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    let engine = world.nodes[0].engine
    let none = Synchronizer.Result(synchronized: [], withoutAgreement: [], joining: [])
    #expect(try engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0) == none)
    try world.peer(0, 1)
    try world.settle()
    #expect(
      try engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0)
        == Synchronizer.Result(
          synchronized: [world.nodes[1].name], withoutAgreement: [world.nodes[1].name], joining: []))
  }
}
