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
    outages = [:]
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
        !isTainted(node, peer) && node.look { $0.peering.peers[peer.name]?.suspension != nil }
      }
      for peer in suspended { add(.resume(peer.number), node.number) }
    }
    for number in nodes.indices { queue.add(.tick(number), at: now + gap) }
    try run(until: now + gap + 40_000)
  }

  /// Work that is left, by region.
  var openWork: [String] {
    let held = nodes.filter { node in
      !nodes.contains { isTainted(node, $0) }
        && node.look { state in
          !state.peering.restoration.evidence.isEmpty
            || (state.peering.closing.map { $0.hasBegun && $0.certificate == nil } ?? false)
        }
    }
    let doubting = nodes.filter { $0.engine.isClockInDoubt }.map { "\($0.name) doubts its clock" }
    return doubting
      + held.map { "\($0.name) is held back, or does not get to leave" }
      + nodes.flatMap { node in
        nodes.filter { $0.number != node.number && !isTainted(node, $0) }.flatMap { peer in
          node.look { openWork(of: node, with: peer, $0) }
        }
      }
  }

  private func openWork(of node: SimulatedRegion, with peer: SimulatedRegion, _ state: RegionState) -> [String] {
    var left: [String] = []
    let unsettled = state.matches.unsettledCount(peer.name)
    if unsettled > 0 { left.append("\(node.name): \(unsettled) matches with \(peer.name)") }
    let records = state.agreements.with(peer.name)
    if records.count(where: { $0.isInForce(now: node.now) }) > 1 { left.append("\(node.name): two agreements") }
    for record in records {
      let signatures = record.status == .concluded ? 2 : record.status == .proposed ? 1 : 0
      if record.deliveredSignatures < signatures || record.status == .received
        || record.ending != nil && !record.endingDelivered
      {
        left.append("\(node.name): agreement with \(peer.name) \(record.status)")
      }
      guard record.isInForce(now: node.now) else { continue }
      for kind in record.terms.kinds {
        let key = FeedKey(agreement: record.id, kind: kind)
        let open = state.outstanding(key)
        if open > 0 || state.exchange.outgoing[key]?.needsRepair == true {
          left.append("\(node.name): \(open) \(kind.name) items for \(peer.name)")
        }
      }
    }
    return left
  }

  /// True where one of the two holds forged tokens of the other: their matches are not complete then.
  func isTainted(_ one: SimulatedRegion, _ other: SimulatedRegion) -> Bool {
    guard let malicious = scenario.malicious else { return false }
    return (one.number == malicious && tainted.contains(other.number))
      || (other.number == malicious && tainted.contains(one.number))
  }
}
