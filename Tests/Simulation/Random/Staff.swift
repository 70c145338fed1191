import Engine
import Journal
import PeerProtocol
import Region

/// The staff of all regions: they do their tasks at their nodes, and try again where a node cannot.
struct Staff {
  let driver: RandomDriver

  /// The staff work on the first task of their list until it is done, then the next.
  func runTasks(_ number: Int) throws {
    let node = driver.nodes[number]
    while node.isUp, var task = node.tasks.first {
      guard task.notBefore <= driver.now else { return driver.queue.add(.tasks(number), at: task.notBefore) }
      task.attempts += 1
      node.tasks[0] = task
      let isDone = try attempt(task, node)
      let hasCrashed = try driver.noteCrash(number)
      driver.touch(number)
      if isDone || (task.attempts > 60 && !task.mustHappen) {
        if !hasCrashed || isDone { node.tasks.removeFirst() }
      }
      if hasCrashed { return }  // taken up again after the start
      if !isDone {
        driver.queue.add(.tasks(number), at: driver.now + min(2_000 * task.attempts, 10 * Scenario.minute))
        return
      }
    }
  }

  /// True once there is nothing more to do: it took effect, or was refused for good.
  private func attempt(_ task: StaffTask, _ node: SimulatedNode) throws -> Bool {
    do {
      try act(task.kind, node)
      return !node.journal.hasCrashed
    } catch let problem as Refusal {
      driver.coverage.problems[problem.code.rawValue, default: 0] += 1
      return !(node.journal.hasCrashed || problem.code == .tryAgain)
    }
  }

  private func act(_ kind: StaffTask.Kind, _ node: SimulatedNode) throws {
    switch kind {
    case .putFaulty(let report, let fault): try put(report, with: fault, node)
    case .put(let report):
      // What two people erased for good a restored node may not know; an index does not report such a one.
      let cause = node.index.gone[report.id]?.cause
      if node.wasRestored, cause == .upheld || cause == .deathConfirmed { return }
      try put(report, node)
    case .putAgain(let id):
      // A restored node may not know that it once erased the signal, and was told anew what ended: an index does not report
      // such a one as it was before.
      guard let report = node.index.last[id], !node.wasRestored || node.index.held[id]?.isCurrent == true else {
        return
      }
      try put(report, node)
    case .withdraw(let id, let reason):
      _ = try node.engine.withdrawSignal(id: id, reason: reason)
      let noted = (try? node.engine.signal(id: id))?["endedOn"]?.stringValue.flatMap { CalendarDate(iso: $0) }
      if !node.journal.hasCrashed {
        node.index.withdraw(id, reason: reason, leftOn: noted ?? node.clockDay, today: node.clockDay)
      }
    case .connect(let other): try connect(node, driver.nodes[other])
    case .joinDeclined(let other): try joinAndDecline(node, driver.nodes[other])
    case .propose(let other): try propose(node, driver.nodes[other])
    case .revoke(let other):
      if let id = concluded(node, driver.nodes[other]) {
        _ = try node.engine.agreements.revoke(id: id, reason: "a change of plan", approver: node.person("operator"))
        driver.cluster.observer.noteBreak(node.number, other)
      }
    case .rejectOffers:
      for record in driver.cluster.offers(node) {
        _ = try node.engine.agreements.reject(
          id: record.base64URL, reason: "not now", approver: node.person("operator"))
      }
    case .suspend(let other):
      _ = try node.engine.peering.suspend(region: driver.nodes[other].name.text, reason: "a doubt")
    case .resume(let other): _ = try node.engine.peering.resume(region: driver.nodes[other].name.text)
    case .object(let id, let step):
      // Another person decides on what somebody upheld.
      let role = node.index.firstWord(id, isDeath: false) == nil ? "index" : "privacy-officer"
      _ = try node.engine.objectToSignal(id: id, step: step, by: node.person(role))
      if !node.journal.hasCrashed { node.index.object(id, step: step, by: role, today: node.clockDay) }
    case .confirmDeath(let id):
      let role = node.index.firstWord(id, isDeath: true) == nil ? "index" : "privacy-officer"
      _ = try node.engine.retention.confirmDeath(id: id, isRefused: false, by: node.person(role))
      if !node.journal.hasCrashed { node.index.confirmDeath(id, by: role, today: node.clockDay) }
    case .lift(let id):
      guard node.index.gone[id] != nil, !node.wasRestored else { return }
      for role in ["index", "privacy-officer"] {
        _ = try node.engine.retention.liftMarks(id: id, by: node.person(role))
        if node.journal.hasCrashed { return }
      }
      node.index.lift(id)
    case .ask(let id, let question): try answer(question, of: id, node)
    case .announceException(let other): try announce(node, driver.nodes[other])
    case .leave:
      for role in ["operator", "privacy-officer"] {
        _ = try node.engine.closing.approve(confirming: node.name.text, approver: node.person(role))
      }
    case .announceRestore: _ = try node.engine.restoreWatch.announce()
    case .reimport: try reimport(node)
    case .work(let pick, let what): try work(pick, what, node)
    case .read(let pick):
      if let id = try openMatch(pick, node)?["matchId"]?.stringValue { _ = try node.engine.matchPage(id) }
    case .synchronize: _ = try? node.engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0)
    }
  }

  private func put(_ report: Report, _ node: SimulatedNode) throws {
    _ = try node.engine.putSignal(id: report.id, document: report.document)
    if !node.journal.hasCrashed {
      node.index.put(report, today: node.clockDay)
      driver.cluster.observer.persons[report.email] = report.id
    }
  }

  /// A row that the node has to refuse, and of which it takes what protects.
  private func put(_ report: Report, with fault: RowFault, _ node: SimulatedNode) throws {
    do {
      _ = try node.engine.putSignal(id: report.id, document: fault.inject(report.document))
      throw Violation("refusal", "\(node.name) took a row in with the fault \(fault.rawValue)")
    } catch let problem as Refusal where problem.code == .malformed {
      if !node.journal.hasCrashed { node.index.refuse(report, fault, today: node.clockDay) }
      throw problem
    }
  }

  /// The index is imported anew, as an operator does whose node was restored: also what is no longer in it is told.
  private func reimport(_ node: SimulatedNode) throws {
    node.index.forgetDecisions()
    for pending in try node.engine.retention.decisions().items() {
      for source in pending.reportedBy {
        _ = try node.engine.withdrawSignal(id: source, reason: "mistaken")
      }
      if pending.kind == .objection {
        let role = pending.firstWord?.role == "index" ? "privacy-officer" : "index"
        _ = try node.engine.objectToSignal(id: pending.id, step: "rejected", by: node.person(role))
      } else if pending.kind == .erasure {
        _ = try node.engine.rights.close(pending.id, .withdrawn)
      } else if pending.firstWord != nil {
        _ = try node.engine.retention.confirmDeath(id: pending.id, isRefused: true, by: node.person("index"))
      }
    }
    let stored = try node.engine.signals.list().items().map(\.id)
    // A file of the whole index says nothing of what is archived.
    for id in stored where node.index.held[id] == nil {
      guard try node.engine.signal(id: id)["status"]?.stringValue == "archived" else { continue }
      _ = try node.engine.withdrawSignal(id: id, reason: "mistaken")
    }
    for (id, held) in node.index.held.sorted(by: { $0.key < $1.key }) {
      // With the shielding in words: what the backup holds of it may be older than what the index knows.
      var members = held.report.document.objectValue ?? [:]
      members["shielding"] = .string(held.shielding)
      _ = try node.engine.putSignal(id: id, document: .object(members))
      node.index.noteGoodRow(id)
      let status = try node.engine.signal(id: id)["status"]?.stringValue
      if held.isObjected { _ = try node.engine.objectToSignal(id: id, step: "lodged", by: node.person("index")) }
      if held.isArchived {
        if status != "archived" { _ = try node.engine.withdrawSignal(id: id, reason: "risk-gone") }
      } else if held.leftOn != nil {
        if status == "active" { _ = try node.engine.withdrawSignal(id: id, reason: "moved-away") }
        if let noted = try node.engine.signal(id: id)["endedOn"]?.stringValue.flatMap({ CalendarDate(iso: $0) }) {
          node.index.correct(id, leftOn: noted)
        }
      }
    }
    // What is in it went in one by one above; a row that only names its signal is refused and keeps it.
    let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: .max))
    for (row, id) in node.index.held.keys.sorted().enumerated() {
      try file.add(row: row + 2, fields: ["signal_id": id])
    }
    _ = try file.finish()
    node.index.forgetRefused()
    _ = try node.engine.restoreWatch.confirmImport()
  }

  private func openMatch(_ pick: Int, _ node: SimulatedNode) throws -> JSONValue? {
    let open = try driver.cluster.openMatches(node)
    return open.isEmpty ? nil : open[pick % open.count]
  }

  private func work(_ pick: Int, _ what: String, _ node: SimulatedNode) throws {
    guard let match = try openMatch(pick, node), let id = match["matchId"]?.stringValue,
      let peer = match["peer"]?.stringValue, let other = driver.nodes.first(where: { $0.name.text == peer })
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
      case "assign": word == "nobody" ? ["toNobody": true] : ["assignee": .string(word)]
      default: [:]
      }
    if words[0] == "release" {
      driver.cluster.observer.released.insert(.init(sender: node.number, receiver: other.number))
    }
    let page = try node.engine.work(onMatch: id, step: words[0], document: document)
    if !node.journal.hasCrashed { driver.cluster.observer.noteWork(node.number, id, words[0], page["own"] ?? .null) }
  }
}
