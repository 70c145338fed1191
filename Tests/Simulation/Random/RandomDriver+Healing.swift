import Cryptography
import Engine
import Journal
import PeerProtocol
import Region

extension RandomDriver {
  /// Faults stop, the network heals, and time passes until nothing is left to do.
  func heal() throws {
    isHealing = true
    conditions = .quiet
    cluster.network.endOutages()
    forgedAnswer = nil
    for node in nodes {
      fullUntil[node.number] = 0
      node.clock.set(by: scenario.skews[node.number] - node.clock.skew)
      if node.isUp {
        node.journal.inner.refuse(with: nil)
        node.journal.crash(after: nil)
      } else {
        try start(node.number)
      }
    }
    // An hour and a bit between, so that states are compared; a day, for guardians, limits and the ends of renewals.
    for gap in [2_000, 20 * Scenario.minute, 70 * Scenario.minute] { try pass(gap) }
    // Two beats of six hours: what a log showed that cannot be has been noticed by then.
    for _ in 0..<12 { try pass(Scenario.hour) }
    try cluster.checkForks()
    var rounds = 0
    repeat {
      try pass(25 * Scenario.hour)
      try pass(10 * Scenario.minute)
      rounds += 1
      guard rounds < 40 else { throw Violation("progress", openWork.first ?? "people cannot get things done") }
    } while rounds < 2 || !openWork.isEmpty || nodes.contains { !$0.tasks.isEmpty }
    // What was erased last leaves the disk; what ends with the day ended long before.
    while !(2 * Scenario.hour..<22 * Scenario.hour).contains(now % Scenario.day) { try pass(30 * Scenario.minute) }
    try pass(20 * Scenario.minute)
  }

  private func pass(_ gap: Int) throws {
    for node in nodes {
      let suspended = nodes.filter { peer in
        !cluster.isMisled(node, peer) && node.look { $0.peering.peers[peer.name]?.suspension != nil }
      }
      for peer in suspended { add(.resume(peer.number), node.number) }
    }
    for number in nodes.indices { queue.add(.tick(number), at: now + gap) }
    try run(until: now + gap + 40_000)
  }

  /// Work that is left, by region.
  var openWork: [String] {
    let held = nodes.filter { node in
      !nodes.contains { cluster.isMisled(node, $0) }
        && node.look { state in
          !state.peering.restoration.evidence.isEmpty
            || (state.peering.closing.map { $0.hasBegun && $0.certificate == nil } ?? false)
        }
    }
    let doubting = nodes.filter { $0.engine.isClockInDoubt }.map { "\($0.name) doubts its clock" }
    return doubting
      + held.map { "\($0.name) is held back, or does not get to leave" }
      + nodes.flatMap { node in
        nodes.filter { $0.number != node.number && !cluster.isMisled(node, $0) }.flatMap { peer in
          twoAgreements(node, peer) + cluster.openWork(of: node, with: peer)
        }
      }
  }

  private func twoAgreements(_ node: SimulatedNode, _ peer: SimulatedNode) -> [String] {
    cluster.inForce(node, peer).count > 1 ? ["\(node.name): two agreements"] : []
  }
}
