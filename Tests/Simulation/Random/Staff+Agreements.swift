import Engine
import Node
import PeerProtocol
import Region

extension Staff {
  /// Two regions become peers, and the first proposes an agreement.
  func connect(_ inviter: SimulatedNode, _ joiner: SimulatedNode) throws {
    let status = inviter.look { $0.peering.peers[joiner.name]?.status }
    if status != .accepted {
      try invite(inviter, joiner)
      _ = try inviter.engine.peering.accept(region: joiner.name.text)
    }
    let hasOne = inviter.look { state in
      state.agreements.with(joiner.name).contains { $0.status == .concluded || $0.status.isOpen }
    }
    if !hasOne { try propose(inviter, joiner) }
  }

  private func invite(_ inviter: SimulatedNode, _ joiner: SimulatedNode) throws {
    let later = Refusal.noThread
    guard !inviter.journal.hasCrashed, joiner.isUp, !driver.cluster.network.isOut(inviter.number, joiner.number) else {
      throw later
    }
    let offered = terms(inviter, joiner, replaces: nil)
    let code = try inviter.engine.peering.createInvitation(terms: offered).code.text
    defer {
      driver.touch(joiner.number)
      _ = try? driver.noteCrash(joiner.number)
    }
    do throws(Refusal) {
      _ = try joiner.engine.peering.join(code: code)
    } catch {
      let problem = error
      driver.coverage.problems[problem.code.rawValue, default: 0] += 1
      throw Problem(problem).status >= 500 || joiner.journal.hasCrashed ? later : problem
    }
  }

  /// A region joins and is declined.
  func joinAndDecline(_ inviter: SimulatedNode, _ joiner: SimulatedNode) throws {
    guard inviter.look({ $0.peering.peers[joiner.name] }) == nil else { return }
    try invite(inviter, joiner)
    _ = try inviter.engine.peering.reject(region: joiner.name.text, reason: "not yet")
  }

  func terms(_ first: SimulatedNode, _ second: SimulatedNode, replaces: String?) -> JSONValue {
    let scenario = driver.scenario
    let draft = AgreementDraft(
      kinds: scenario.hasFamilies ? ["youth", "guardian"] : ["youth"], perDay: scenario.perDay,
      active: scenario.active, contactRelease: scenario.needsRelease ? "approval" : "automatic",
      silenceDays: scenario.silenceDays)
    return draft.terms(first, second, at: Timestamp(seconds: Int64(driver.now / 1_000)), replaces: replaces)
  }

  func concluded(_ node: SimulatedNode, _ other: SimulatedNode) -> String? {
    node.look { $0.agreements.with(other.name).last { $0.status == .concluded }?.id.base64URL }
  }

  /// One region's two people propose an agreement, or a renewal of the one there is.
  func propose(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    let drafted = try node.engine.agreements.propose(
      with: other.name.text, terms: terms(node, other, replaces: concluded(node, other)),
      approver: node.person("operator"))
    let id = drafted.record.id.base64URL
    // The operator may not stand in for the privacy officer.
    driver.ask { _ = try node.engine.agreements.approve(id: id, approver: node.person("observer")) }
    _ = try node.engine.agreements.approve(id: id, approver: node.person("privacy-officer"))
  }

  /// A region's privacy officer announces a burst.
  func announce(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    guard let agreement = concluded(node, other) else { return }
    let now = Timestamp(seconds: Int64(driver.now / 1_000))
    _ = try node.engine.limits.proposeException(
      agreement: agreement,
      terms: [
        "additions": 5, "from": JSONValue(now.adding(days: -1)), "until": JSONValue(now.adding(days: 3)),
        "reason": "signals are entered anew",
      ], approver: node.person("privacy-officer"))
  }

  /// The privacy officer approves the bursts that peers announced, but for one in four.
  private func approveExceptions(_ number: Int) throws {
    let node = driver.nodes[number]
    let received = node.look { $0.limits.exceptions.values.filter { $0.standing == .received } }
      .sorted { $0.id < $1.id }
    for record in received {
      let (agreement, id) = (record.terms.agreement.base64URL, record.id.base64URL)
      let officer = node.person("privacy-officer")
      driver.ask {
        if record.id.bytes[0] < 64 {
          _ = try node.engine.limits.rejectException(agreement: agreement, id: id, reason: "why?", approver: officer)
        } else {
          _ = try node.engine.limits.approveException(agreement: agreement, id: id, approver: officer)
        }
      }
      if try driver.noteCrash(number) { return }
    }
  }

  /// Both people of a region approve all that it was offered; what overlaps another agreement they decline.
  func approveOffers(_ number: Int) throws {
    let node = driver.nodes[number]
    try approveExceptions(number)
    guard node.isUp else { return }
    for id in driver.cluster.offers(node) {
      for role in ["privacy-officer", "operator"] {
        driver.ask { _ = try node.engine.agreements.approve(id: id.base64URL, approver: node.person(role)) }
        if try driver.noteCrash(number) { return }
      }
      guard driver.fullUntil[number] == 0, node.look({ $0.agreements.records[id]?.status == .received }) else {
        continue
      }
      driver.ask {
        _ = try node.engine.agreements.reject(
          id: id.base64URL, reason: "there is one", approver: node.person("operator"))
      }
      if try driver.noteCrash(number) { return }
    }
  }
}
