import Engine
import Journal
import LocalAPI
import Node
import PeerProtocol
import Region

extension Simulator {
  /// Does what a step says, or lets people begin with it.
  func perform(_ action: Action) throws {
    if action.isFault { noteFault(action.name) } else { coverage.commands[action.name, default: 0] += 1 }
    switch action {
    case .connect(let first, let second): add(.connect(second), first)
    case .court(let first, let second): add(.court(second), first)
    case .put(let node, let report): add(.put(report), node)
    case .slip(let node, let report, let slip): add(.slip(report, slip), node)
    case .again(let node, let id): add(.again(id), node)
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
    case .except(let first, let second): add(.except(second), first)
    case .work(let node, let pick, let what): add(.work(pick, what), node)
    case .read(let node, let pick): add(.read(pick), node)
    case .hurry(let node): add(.hurry, node)
    case .look(let node): lookAround(node)
    case .follow(let node, let limit): try follow(node, limit)
    default: try spoil(action)
    }
  }

  private func spoil(_ action: Action) throws {
    switch action {
    case .forgetful(let node): nodes[node].follower.crash()
    case .crash(let node, let after, let keeping, let down):
      nodes[node].keeping = keeping
      nodes[node].down = down
      if nodes[node].isUp { nodes[node].journal.die(after: after) }
    case .snapshot(let node):
      guard nodes[node].isUp else { return }
      nodes[node].engine.writeSnapshot()
      try buryDead(node)
    case .fullDisk(let node, let duration):
      guard nodes[node].isUp else { return }
      fullUntil[node] = now + duration
      nodes[node].journal.inner.refuse(with: .full)
      queue.add(.disk(node), at: now + duration)
    case .cut(let first, let second, let duration):
      let line = [min(first, second), max(first, second)]
      cuts[line] = now + duration
      queue.add(.mend(line[0], line[1]), at: now + duration)
    case .clock(let node, let jump, let lasting): try setClock(nodes[node], by: jump, lasting: lasting)
    case .newCard(let node):
      guard nodes[node].isUp else { return }
      nodes[node].rename()
      nodes[node].down = 500
      nodes[node].journal.die(after: 0)
      _ = try? nodes[node].journal.beginSnapshot()
      try buryDead(node)
    case .backup(let node): nodes[node].makeBackup()
    case .restore(let node, let isAnnounced, let down): try restore(nodes[node], isAnnounced, down)
    case .hostile(let hostility, let from, let to): try attack(hostility, from, to)
    default: break
    }
  }

  /// Sets a node's clock; what is far off is set right again after a while.
  private func setClock(_ node: SimulatedRegion, by jump: Int, lasting: Int) throws {
    guard lasting > 0 || abs(node.clock.skew + jump) < 30 * Scenario.minute else { return }
    // A node looks at its clock every second; what it is asked within that second is decided before it looked.
    let isSeen = node.isUp && !jump.isMultiple(of: 3)
    if isSeen {
      node.engine.tick()
      if try buryDead(node.number) { return }
    }
    node.clock.set(by: jump)
    if isSeen {
      node.engine.tick()
      try buryDead(node.number)
    }
    if lasting > 0 { queue.add(.setClock(node.number), at: now + lasting) }
  }

  /// Somebody sets a node's clock right.
  func setClockRight(_ number: Int) throws {
    let node = nodes[number]
    node.clock.set(by: scenario.skews[number] - node.clock.skew)
    guard node.isUp else { return }
    node.engine.tick()
    if try !buryDead(number) { touch(number) }
  }

  /// The operator of a node that doubts its clock for long sees to the clock, and confirms it.
  func heedDoubt(_ number: Int) throws {
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
    ask { _ = try node.engine.confirmClock(date: node.today.iso, approver: node.person("operator")) }
    try buryDead(number)
  }

  private func restore(_ node: SimulatedRegion, _ isAnnounced: Bool, _ down: Int) throws {
    guard node.isUp, node.hasBackup else { return }
    node.down = down
    node.timeDown += down
    node.journal.die(after: 0)
    _ = try? node.journal.beginSnapshot()
    try buryDead(node.number)
    guard node.useBackup() else { return }
    observer.restored.insert(node.number)
    // What stands in the index is imported anew, before anything else is entered.
    if isAnnounced { node.deeds.insert(Deed(what: .announceRestore), at: 0) }
    let start = now + down + dice.number(0..<8) * Scenario.hour
    node.deeds.insert(Deed(what: .reimport, notBefore: start), at: isAnnounced ? 1 : 0)
  }

  private func lookAround(_ number: Int) {
    guard nodes[number].isUp else { return }
    let engine = nodes[number].engine
    let questions: [() throws -> JSONValue] = [
      { try engine.signals().collected() }, { engine.status() },
      { .array(try engine.matches.worklist().items().map { $0.document() }) },
      { try engine.peers() },
      { try engine.agreements() },
      {
        .array(
          try engine.matches.list(MatchFilter(onlyNew: true, scope: .all)).items().map { MatchDocument($0).json })
      },
      { try engine.signal(id: "s1") }, { try engine.decisions().collected() }, { try engine.marks().collected() },
      { try engine.withdrawals() }, { try engine.closing() },
    ]
    for question in questions { ask { _ = try question() } }
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
      if try !buryDead(number) { node.follower.store() }
    } catch let problem as Refusal {
      coverage.problems[problem.code.rawValue, default: 0] += 1
      try buryDead(number)
      node.follower.crash()
    }
  }

  // MARK: - People

  func add(_ what: Deed.What, _ number: Int) {
    nodes[number].deeds.append(Deed(what: what))
    if nodes[number].deeds.count == 1 { queue.add(.deeds(number), at: now) }
  }

  /// People do the first thing on their list until it is done, then the next.
  func doDeeds(_ number: Int) throws {
    let node = nodes[number]
    while node.isUp, var deed = node.deeds.first {
      guard deed.notBefore <= now else { return queue.add(.deeds(number), at: deed.notBefore) }
      deed.tries += 1
      node.deeds[0] = deed
      let isDone = try attempt(deed, node)
      let died = try buryDead(number)
      touch(number)
      if isDone || (deed.tries > 60 && !deed.mustHappen) {
        if !died || isDone { node.deeds.removeFirst() }
      }
      if died { return }  // taken up again after the start
      if !isDone {
        queue.add(.deeds(number), at: now + min(2_000 * deed.tries, 10 * Scenario.minute))
        return
      }
    }
  }

  /// True once there is nothing more to do: it took effect, or was refused for good.
  private func attempt(_ deed: Deed, _ node: SimulatedRegion) throws -> Bool {
    do {
      try act(deed.what, node)
      return !node.journal.isDead
    } catch let problem as Refusal {
      coverage.problems[problem.code.rawValue, default: 0] += 1
      return !(node.journal.isDead || problem.code == .tryAgain)
    }
  }

  private func act(_ what: Deed.What, _ node: SimulatedRegion) throws {
    switch what {
    case .slip(let report, let slip): try put(report, with: slip, node)
    case .put(let report):
      // What two people erased for good a restored node may not know; an index does not report such a one.
      let cause = node.truth.gone[report.id]?.cause
      if node.wasRestored, cause == .upheld || cause == .deathConfirmed { return }
      try put(report, node)
    case .again(let id):
      // A restored node may not know that it once erased the signal; an index does not report such a one.
      guard let report = node.truth.last[id], !node.wasRestored || node.truth.held[id] != nil else { return }
      try put(report, node)
    case .withdraw(let id, let reason):
      _ = try node.engine.withdrawSignal(id: id, reason: reason)
      let noted = (try? node.engine.signal(id: id))?["endedOn"]?.stringValue.flatMap { CalendarDate(iso: $0) }
      if !node.journal.isDead {
        node.truth.withdraw(id, reason: reason, leftOn: noted ?? node.today, today: node.today)
      }
    case .connect(let other): try connect(node, nodes[other])
    case .court(let other): try court(node, nodes[other])
    case .propose(let other): try propose(node, nodes[other])
    case .revoke(let other):
      if let id = concluded(node, nodes[other]) {
        _ = try node.engine.revokeAgreement(id: id, reason: "a change of plan", approver: node.person("operator"))
        observer.noteBreak(node.number, other)
      }
    case .rejectOffers:
      for record in offers(node) {
        _ = try node.engine.rejectAgreement(
          id: record.base64URL, reason: "not now", approver: node.person("operator"))
      }
    case .suspend(let other): _ = try node.engine.suspend(region: nodes[other].name.text, reason: "a doubt")
    case .resume(let other): _ = try node.engine.resume(region: nodes[other].name.text)
    case .object(let id, let step):
      // Another person decides on what somebody upheld.
      let role = node.truth.firstWord(id, isDeath: false) == nil ? "index" : "privacy-officer"
      _ = try node.engine.objectToSignal(id: id, step: step, by: node.person(role))
      if !node.journal.isDead { node.truth.object(id, step: step, by: role, today: node.today) }
    case .confirmDeath(let id):
      let role = node.truth.firstWord(id, isDeath: true) == nil ? "index" : "privacy-officer"
      _ = try node.engine.confirmDeath(id: id, isRefused: false, by: node.person(role))
      if !node.journal.isDead { node.truth.confirmDeath(id, by: role, today: node.today) }
    case .lift(let id):
      guard node.truth.gone[id] != nil, !node.wasRestored else { return }
      for role in ["index", "privacy-officer"] {
        _ = try node.engine.lift(id: id, by: node.person(role))
        if node.journal.isDead { return }
      }
      node.truth.lift(id)
    case .except(let other): try announce(node, nodes[other])
    case .leave:
      for role in ["operator", "privacy-officer"] {
        _ = try node.engine.closeRegion(confirming: node.name.text, approver: node.person(role))
      }
    case .announceRestore: _ = try node.engine.announceRestore()
    case .reimport: try reimport(node)
    case .work(let pick, let what): try work(pick, what, node)
    case .read(let pick):
      if let id = try openMatch(pick, node)?["matchId"]?.stringValue { _ = try node.engine.matches.page(of: id) }
    case .hurry: _ = try? node.engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0)
    }
  }

  private func put(_ report: Report, _ node: SimulatedRegion) throws {
    _ = try node.engine.putSignal(id: report.id, document: report.document)
    if !node.journal.isDead {
      node.truth.put(report, today: node.today)
      observer.persons[report.email] = report.id
    }
  }

  /// A row that the node has to refuse, and of which it takes what protects.
  private func put(_ report: Report, with slip: Slip, _ node: SimulatedRegion) throws {
    do {
      _ = try node.engine.putSignal(id: report.id, document: slip.spoil(report.document))
      throw Violation("refusal", "\(node.name) took a row in with the fault \(slip.rawValue)")
    } catch let problem as Refusal where problem.code == .malformed {
      if !node.journal.isDead { node.truth.refuse(report, slip, today: node.today) }
      throw problem
    }
  }

  /// The index is imported anew, as an operator does whose node was restored: also what is no longer in it is told.
  private func reimport(_ node: SimulatedRegion) throws {
    node.truth.forgetDecisions()
    for hold in try node.engine.decisions().collected()["decisions"]?.arrayValue ?? [] {
      guard let id = hold["id"]?.stringValue else { continue }
      for source in (hold["reportedBy"]?.arrayValue ?? []).compactMap(\.stringValue) {
        _ = try node.engine.withdrawSignal(id: source, reason: "mistaken")
      }
      if hold["kind"] == "objection" {
        let role = hold["firstWord"]?["role"] == "index" ? "privacy-officer" : "index"
        _ = try node.engine.objectToSignal(id: id, step: "rejected", by: node.person(role))
      } else if hold["firstWord"] != nil {
        _ = try node.engine.confirmDeath(id: id, isRefused: true, by: node.person("index"))
      }
    }
    let stored = (try node.engine.signals().collected()["signals"]?.arrayValue ?? []).compactMap {
      $0["id"]?.stringValue
    }
    // A file of the whole index says nothing of what is archived.
    for id in stored where node.truth.held[id] == nil {
      guard try node.engine.signal(id: id)["status"]?.stringValue == "archived" else { continue }
      _ = try node.engine.withdrawSignal(id: id, reason: "mistaken")
    }
    for (id, held) in node.truth.held.sorted(by: { $0.key < $1.key }) {
      // With the shielding in words: what the backup holds of it may be older than what the index knows.
      var members = held.report.document.objectValue ?? [:]
      members["shielding"] = .string(held.shielding)
      _ = try node.engine.putSignal(id: id, document: .object(members))
      node.truth.noteGoodRow(id)
      let status = try node.engine.signal(id: id)["status"]?.stringValue
      if held.isObjected { _ = try node.engine.objectToSignal(id: id, step: "lodged", by: node.person("index")) }
      if held.isArchived {
        if status != "archived" { _ = try node.engine.withdrawSignal(id: id, reason: "risk-gone") }
      } else if held.leftOn != nil {
        if status == "active" { _ = try node.engine.withdrawSignal(id: id, reason: "moved-away") }
        if let noted = try node.engine.signal(id: id)["endedOn"]?.stringValue.flatMap({ CalendarDate(iso: $0) }) {
          node.truth.correct(id, leftOn: noted)
        }
      }
    }
    // What is in it went in one by one above; a row that only names its signal is refused and keeps it.
    let file = try node.engine.beginSnapshotImport(SnapshotTerms(confirmedRemovals: .max))
    for (row, id) in node.truth.held.keys.sorted().enumerated() {
      try file.add(row: row + 2, fields: ["signal_id": id])
    }
    _ = try file.finish()
    node.truth.forgetRefused()
    _ = try node.engine.confirmImport()
  }

  func openMatches(_ node: SimulatedRegion) throws -> [JSONValue] {
    try node.engine.matches.list().items().filter(\.isOpen).map { MatchDocument($0).json }
  }

  private func openMatch(_ pick: Int, _ node: SimulatedRegion) throws -> JSONValue? {
    let open = try openMatches(node)
    return open.isEmpty ? nil : open[pick % open.count]
  }

  private func work(_ pick: Int, _ what: String, _ node: SimulatedRegion) throws {
    guard let match = try openMatch(pick, node), let id = match["matchId"]?.stringValue,
      let peer = match["peer"]?.stringValue, let other = nodes.first(where: { $0.name.text == peer })
    else { return }
    let words = what.split(separator: " ").map(String.init)
    let word = words.count > 1 ? words[1] : ""
    let document: JSONValue =
      switch words[0] {
      case "follow-up":
        JSONValue(present: [
          "state": .string(word), "reason": word == "none-needed" ? .string(words[2]) : nil,
          "outcome": word == "contacted" && words.count > 2 ? .array([.string(words[2])]) : nil,
        ])
      case "coordination":
        word == "agree" ? ["agree": true] : ["propose": .string(word == "own" ? node.name.text : peer)]
      case "handover": ["state": .string(word)]
      case "consent": ["consent": .string(word)]
      default: [:]
      }
    if words[0] == "release" { observer.released.insert(.init(sender: node.number, receiver: other.number)) }
    let report = try node.engine.matches.work(on: id, try MatchAction(step: words[0], document))
    if !node.journal.isDead { observer.noteWork(node.number, id, words[0], MatchDocument(report).own.json) }
  }
}

extension Deed {
  /// True for what an index reports: it is told again until the node has it.
  var mustHappen: Bool {
    switch what {
    case .put, .slip, .again, .withdraw, .object, .confirmDeath, .lift, .announceRestore, .reimport: true
    default: false
    }
  }
}
