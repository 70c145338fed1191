import Engine
import PeerProtocol
import Region

extension World {
  /// What goes wrong, in thousandths.
  package struct Faults: Sendable {
    var network = NetworkConditions(lost: 80, unanswered: 80, doubled: 80)
    var crash = 200
    var snapshot = 200
    var outage = 100

    /// The usual share of everything.
    package init() {}
  }

  /// Lets people, nodes and network do something at random.
  package func run(steps: Int, faults: Faults) throws {
    conditions = faults.network
    for _ in 0..<steps {
      switch random.number(0..<10) {
      case 0..<3: try letPeopleAct()
      case 3..<5: try collect(random.number(0..<nodes.count))
      case 5..<9: try deliverOne()
      default: try disturb(faults)
      }
    }
    conditions = .quiet
  }

  private func letPeopleAct() throws {
    let number = random.number(0..<nodes.count)
    switch random.number(0..<100) {
    case 0..<60: try put(randomReport(number), at: number)
    case 60..<90:
      let held = nodes[number].index.held.keys.sorted()
      guard !held.isEmpty else { return }
      try withdraw(
        random.pick(held), reason: random.pick(["risk-gone", "moved-away", "mistaken", "objection"]), at: number)
    case 90..<93: try changeAgreement(number)
    default: time.advance(random.chance(100) ? random.number(0..<40) * Scenario.hour : random.number(0..<60_000))
    }
  }

  /// A region ends an agreement, renews it, or proposes one where there may be one.
  private func changeAgreement(_ number: Int) throws {
    let other = (number + 1 + random.number(0..<nodes.count - 1)) % nodes.count
    let node = nodes[number]
    let current = node.look { $0.agreements.with(nodes[other].name).last { $0.status == .concluded }?.id.base64URL }
    if let current, random.chance(400) {
      try untilItRan(number) {
        _ = try? $0.agreements.revoke(id: current, reason: "a change of plan", approver: node.operatorRole)
      }
    } else {
      try propose(number, other, replaces: current)
    }
  }

  private func disturb(_ faults: Faults) throws {
    let number = random.number(0..<nodes.count)
    let node = nodes[number]
    if random.chance(faults.crash) { node.journal.crash(after: random.number(0..<8)) }
    if random.chance(faults.snapshot) {
      node.engine.writeSnapshot()
      try restartIfCrashed(number)
    }
    if random.chance(faults.outage) {
      let other = random.number(0..<nodes.count)
      if other != number { network.beginOutage(number, other) }
    } else if random.chance(200) {
      network.endOutages()
    }
    node.engine.tick()
    try restartIfCrashed(number)
    node.index.expire(today: node.today)
    if random.chance(300) { try approveOffers(number) }
    if random.chance(300) { try checkReplay(number) }
    if random.chance(300) { try follow(number) }
    if random.chance(100) {
      try node.restart()
      try cluster.noteStart(of: node)
    }
  }

  private func follow(_ number: Int) throws {
    let node = nodes[number]
    if random.chance(200) { node.follower.crash() }
    do { _ = try node.follower.follow(node.engine, limit: random.number(1..<20)) } catch let violation as Violation {
      throw violation
    } catch {}
    if try !restartIfCrashed(number), random.chance(500) { node.follower.store() }
  }
}
