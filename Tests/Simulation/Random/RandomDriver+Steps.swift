import Engine
import Journal
import LocalAPI
import Node
import PeerProtocol
import Region

extension RandomDriver {
  /// Does what a step says, or lets people begin with it.
  func perform(_ action: Action) throws {
    if action.isFault { noteFault(action.name) } else { coverage.commands[action.name, default: 0] += 1 }
    switch action {
    case .connect(let first, let second): add(.connect(second), first)
    case .joinDeclined(let first, let second): add(.joinDeclined(second), first)
    case .put(let node, let report): add(.put(report), node)
    case .putFaulty(let node, let report, let fault): add(.putFaulty(report, fault), node)
    case .putAgain(let node, let id): add(.putAgain(id), node)
    case .withdraw(let node, let id, let reason): add(.withdraw(id, reason), node)
    case .propose(let first, let second): add(.propose(second), first)
    case .revoke(let first, let second): add(.revoke(second), first)
    case .rejectOffers(let node): add(.rejectOffers, node)
    case .suspend(let first, let second): add(.suspend(second), first)
    case .resume(let first, let second): add(.resume(second), first)
    case .leave(let node): add(.leave, node)
    case .object(let node, let id, let step): add(.object(id, step), node)
    case .confirmDeath(let node, let id): add(.confirmDeath(id), node)
    case .lift(let node, let id): add(.lift(id), node)
    case .ask(let node, let id, let question): add(.ask(id, question), node)
    case .announceException(let first, let second): add(.announceException(second), first)
    case .work(let node, let pick, let what): add(.work(pick, what), node)
    case .read(let node, let pick): add(.read(pick), node)
    case .synchronize(let node): add(.synchronize, node)
    case .readEverything(let node): try readEverything(node)
    case .follow(let node, let limit): try follow(node, limit)
    default: try inject(action)
    }
  }

  private func inject(_ action: Action) throws {
    switch action {
    case .crashFollower(let node): nodes[node].follower.crash()
    case .crash(let node, let after, let keeping, let downtime):
      nodes[node].keptRecords = keeping
      nodes[node].downtime = downtime
      if nodes[node].isUp { nodes[node].journal.crash(after: after) }
    case .snapshot(let node):
      guard nodes[node].isUp else { return }
      nodes[node].engine.writeSnapshot()
      try noteCrash(node)
    case .fullDisk(let node, let duration):
      guard nodes[node].isUp else { return }
      fullUntil[node] = now + duration
      nodes[node].journal.inner.refuse(with: .full)
      queue.add(.disk(node), at: now + duration)
    case .outage(let first, let second, let duration):
      cluster.network.beginOutage(first, second, until: now + duration)
      queue.add(.outageOver(first, second), at: now + duration)
    case .clock(let node, let jump, let lasting): try setClock(nodes[node], by: jump, lasting: lasting)
    case .newCard(let node):
      guard nodes[node].isUp else { return }
      nodes[node].configuration.name = "Region \(nodes[node].name) \(nodes[node].starts + 1)"
      nodes[node].downtime = 500
      nodes[node].journal.crash(after: 0)
      _ = try? nodes[node].journal.beginSnapshot()
      try noteCrash(node)
    case .backup(let node): nodes[node].makeBackup()
    case .restore(let node, let home, let isAnnounced, let downtime):
      try restore(nodes[node], home, isAnnounced, downtime)
    case .hostile(let hostility, let from, let to): try attacker.attack(hostility, from, to)
    default: break
    }
  }

  /// Sets a node's clock; what is far off is set right again after a while.
  private func setClock(_ node: SimulatedNode, by jump: Int, lasting: Int) throws {
    guard lasting > 0 || abs(node.clock.skew + jump) < 30 * Scenario.minute else { return }
    // A node looks at its clock every second; what it is asked within that second is decided before it looked.
    let isSeen = node.isUp && !jump.isMultiple(of: 3)
    if isSeen {
      node.engine.tick()
      if try noteCrash(node.number) { return }
    }
    node.clock.set(by: jump)
    if isSeen {
      node.engine.tick()
      try noteCrash(node.number)
    }
    if lasting > 0 { queue.add(.setClock(node.number), at: now + lasting) }
  }

  /// Somebody sets a node's clock right.
  func setClockRight(_ number: Int) throws {
    let node = nodes[number]
    node.clock.set(by: scenario.skews[number] - node.clock.skew)
    guard node.isUp else { return }
    node.engine.tick()
    if try !noteCrash(number) { touch(number) }
  }

  /// The operator of a node that doubts its clock for long sees to the clock, and confirms it.
  func confirmDoubtedClock(_ number: Int) throws {
    let node = nodes[number]
    guard node.isUp, node.engine.isClockInDoubt else {
      node.doubtsSince = nil
      return
    }
    let since = node.doubtsSince ?? now
    node.doubtsSince = since
    guard now - since > 8 * Scenario.hour else { return }
    try setClockRight(number)
    guard node.isUp else { return }
    coverage.commands["confirm the clock", default: 0] += 1
    ask { _ = try node.engine.confirmClock(date: node.clockDay.iso, approver: node.person("operator")) }
    try noteCrash(number)
  }

  private func restore(_ node: SimulatedNode, _ home: RestoredHome, _ isAnnounced: Bool, _ downtime: Int) throws {
    guard node.isUp, node.hasBackup else { return }
    node.downtime = downtime
    node.totalDowntime += downtime
    node.journal.crash(after: 0)
    _ = try? node.journal.beginSnapshot()
    try noteCrash(node.number)
    guard node.useBackup(home) else { return }
    // What stands in the index is imported anew, before anything else is entered.
    if isAnnounced { node.tasks.insert(StaffTask(kind: .announceRestore), at: 0) }
    let start = now + downtime + random.number(0..<8) * Scenario.hour
    node.tasks.insert(StaffTask(kind: .reimport, notBefore: start), at: isAnnounced ? 1 : 0)
  }

  private func readEverything(_ number: Int) throws {
    guard nodes[number].isUp else { return }
    let engine = nodes[number].engine
    let questions: [() throws -> Any] = [
      { try engine.signals.list().items() }, { StatusDocument(of: engine) },
      { try engine.workItems() },
      { try engine.peering.peers() },
      { try engine.agreements.agreements() },
      { try engine.listedMatches(MatchFilter(onlyNew: true, scope: .all)) },
      { try engine.signal(id: "s1") },
      { try engine.retention.decisions().items() },
      { try engine.retention.marks().items() },
      { try engine.retention.unconfirmedErasures() }, { try engine.closing.progress() },
    ]
    for question in questions { ask { _ = try question() } }
    try cluster.checkWorklist(nodes[number])
  }

  /// Asks a node something; what it refuses is counted.
  func ask(_ body: () throws -> Void) {
    do { try body() } catch let problem as Refusal {
      coverage.problems[problem.code.rawValue, default: 0] += 1
    } catch {}
  }

  private func follow(_ number: Int, _ limit: Int) throws {
    let node = nodes[number]
    guard node.isUp else { return }
    do {
      _ = try node.follower.follow(node.engine, limit: limit)
      if try !noteCrash(number) { node.follower.store() }
    } catch let problem as Refusal {
      coverage.problems[problem.code.rawValue, default: 0] += 1
      try noteCrash(number)
      node.follower.crash()
    }
  }

  /// Gives the staff of a region a task.
  func add(_ kind: StaffTask.Kind, _ number: Int) {
    nodes[number].tasks.append(StaffTask(kind: kind))
    if nodes[number].tasks.count == 1 { queue.add(.tasks(number), at: now) }
  }
}
