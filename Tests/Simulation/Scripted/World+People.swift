import Cryptography
import Engine
package import PeerProtocol
import Region

extension World {
  /// Every two regions become peers and conclude an agreement.
  package func connectAll() throws {
    for first in nodes.indices {
      for second in nodes.indices where first < second {
        try peer(first, second)
        try propose(first, second)
      }
    }
    try settle()
  }

  /// One region invites another, which joins and is accepted.
  package func peer(_ inviter: Int, _ joiner: Int) throws {
    let code = try nodes[inviter].engine.peering.createInvitation().code.text
    _ = try nodes[joiner].engine.peering.join(code: code)
    _ = try nodes[inviter].engine.peering.accept(region: nodes[joiner].name.text)
  }

  /// The terms that one region proposes to another.
  package func terms(_ first: Int, _ second: Int, replaces: String? = nil) -> JSONValue {
    let now = Timestamp(seconds: Int64(time.milliseconds / 1_000))
    return draft.terms(nodes[first], nodes[second], at: now, replaces: replaces)
  }

  /// One region's two people propose; nothing where the node says no or crashes over it.
  package func propose(_ first: Int, _ second: Int, replaces: String? = nil) throws {
    let node = nodes[first]
    let drafted = try? node.engine.agreements.propose(
      with: nodes[second].name.text, terms: terms(first, second, replaces: replaces), approver: node.operatorRole)
    try restartIfCrashed(first)
    guard let id = drafted?.record.id.base64URL else { return }
    try untilItRan(first) { _ = try? $0.agreements.approve(id: id, approver: node.officer) }
  }

  /// Both people of a region approve all that it was offered.
  package func approveOffers(_ number: Int) throws {
    let node = nodes[number]
    for id in cluster.offers(node) {
      for person in [node.officer, node.operatorRole] {
        try untilItRan(number) { _ = try? $0.agreements.approve(id: id.base64URL, approver: person) }
      }
      // What overlaps another agreement cannot be approved; people decline it.
      guard node.look({ $0.agreements.records[id]?.status == .received }) else { continue }
      try untilItRan(number) {
        _ = try? $0.agreements.reject(id: id.base64URL, reason: "there is one", approver: node.operatorRole)
      }
    }
  }

  /// A region's index reports a signal; the node answers what the report means.
  package func put(_ report: Report, at number: Int) throws {
    for identity in report.youth { cluster.observer.people.insert(.init(kind: .youth, identity: identity)) }
    let expected = nodes[number].index.take(report, today: nodes[number].today)
    var tries = 0
    var result: String?
    try untilItRan(number) { engine in
      tries += 1
      result = (try? engine.putSignal(id: report.id, document: report.document))?["result"]?.stringValue
    }
    guard tries > 1 || result == expected else {
      throw Violation("signals", "\(report): the node answered \(result ?? "nothing"), not \(expected)")
    }
  }

  /// A region's index withdraws a signal.
  package func withdraw(_ id: String, reason: String, at number: Int) throws {
    nodes[number].index.withdraw(id, reason: reason, leftOn: nodes[number].today, today: nodes[number].today)
    try untilItRan(number) { _ = try? $0.withdrawSignal(id: id, reason: reason) }
  }

  /// Does something until the node did not crash over it.
  func untilItRan(_ number: Int, _ body: (Engine) throws -> Void) throws {
    while true {
      try body(nodes[number].engine)
      if try !restartIfCrashed(number) { return }
    }
  }

  /// A report as people make them: several identities a youth, several signals, shielded, ended and repeated ones.
  package func randomReport(_ number: Int) -> Report {
    let id = "s\(random.number(0..<identities.count))"
    if random.chance(100), let known = nodes[number].index.last[id] { return known }
    people += 1
    var report = Report(
      id: id, youth: [random.pick(identities)], person: "person-\(number)-\(people)",
      startedOn: nodes[number].today.adding(days: -random.number(0..<735)))
    while random.chance(200) && report.youth.count < 4 {
      let other = random.pick(identities)
      if !report.youth.contains(other) { report.youth.append(other) }
    }
    report.sector = random.pick(["jeugdhulp", "onderwijs", "opvang", "politie"])
    report.shielding = random.pick(["", "", "", "none", "desk", "withheld"])
    report.isIndirect = random.chance(200)
    report.isTemporary = random.chance(200)
    if random.chance(250) {
      report.endReason = random.pick(["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "mistaken"])
      report.endedOn = nodes[number].today
    }
    return report
  }
}
