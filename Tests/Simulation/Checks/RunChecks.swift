import Cryptography
import Engine
import PeerProtocol
import Region

/// What must hold at the end of a random run besides what ``Cluster/check()`` looks at: it knows the scenario, and all that people did.
struct RunChecks {
  let cluster: Cluster
  let scenario: Scenario

  /// Throws the first promise that was broken.
  func check() throws {
    try cluster.check()
    for node in cluster.nodes { try checkEndings(node) }
    try checkWork()
    try checkUndisturbedMatches()
    try cluster.checkAccusations()
    try cluster.checkWitnessedLogs()
    try cluster.checkReconciliation()
  }

  /// No agreement ended by time before that time had really passed.
  private func checkEndings(_ node: SimulatedNode) throws {
    let passed = cluster.now - Scenario.start
    for record in node.look({ Array($0.agreements.records.values) }) where record.status == .ended {
      let isOver = record.reason == "its term is over"
      let isSilent = record.reason.contains("days.") && passed < scenario.silenceDays * Scenario.day
      if isOver || isSilent { throw Violation("endings", "\(node.name) ended an agreement: \(record.reason)") }
    }
  }

  /// What people did with a match stays as long as the match.
  private func checkWork() throws {
    for work in cluster.observer.works.values.sorted(by: { ($0.node, $0.match, $0.part) < ($1.node, $1.match, $1.part) }
    ) {
      let node = cluster.nodes[work.node]
      guard !node.wasRestored else { continue }
      guard let history = node.follower.matchHistories[work.match], history.began == 1, history.ended == 0 else {
        continue
      }
      guard let match = try cluster.openMatches(node).first(where: { $0["matchId"]?.stringValue == work.match }) else {
        continue
      }
      let now = match["own"]?[work.part]
      let isKept = work.part == "coordination" ? now?["holder"] == work.value?["holder"] : now == work.value
      guard isKept else { throw Violation("work", "\(node.name) lost the \(work.part) of a match that lived on") }
    }
  }

  /// A match on which nothing was ever said again never ends, and is new once.
  private func checkUndisturbedMatches() throws {
    for node in cluster.nodes {
      for match in try cluster.openMatches(node) where match["kind"] == "youth" {
        guard let other = cluster.nodes.first(where: { $0.name.text == match["peer"]?.stringValue }),
          isUndisturbed(match, node, other)
        else { continue }
        let signals = Set((match["signals"]?.arrayValue ?? []).compactMap(\.stringValue))
        let matchHistories = node.follower.matchHistories.values.filter {
          $0.peer == other.name.text && $0.kind == "youth" && !$0.signals.isDisjoint(with: signals)
        }
        let (began, ended) = matchHistories.reduce((0, 0)) { ($0.0 + $1.began, $0.1 + $1.ended) }
        guard began == 1, ended == 0 else {
          throw Violation(
            "flicker", "\(node.name): \(signals.sorted()) was new \(began) times and ended \(ended) times")
        }
      }
    }
  }

  /// True where everybody said one thing of the youth, once, and no agreement ended.
  private func isUndisturbed(_ match: JSONValue, _ node: SimulatedNode, _ other: SimulatedNode) -> Bool {
    let pair = [min(node.number, other.number), max(node.number, other.number)]
    guard !cluster.observer.breaks.contains(pair), !cluster.isMisled(node, other), !node.wasRestored else {
      return false
    }
    let records = node.look { $0.agreements.with(other.name) }
    guard !records.contains(where: { $0.status == .revoked || ($0.status == .ended && $0.endsAt == nil) }) else {
      return false
    }
    let ids = (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue)
    let youth = node.index.component(of: Set(ids.flatMap { node.index.held[$0]?.report.youth ?? [] }))
    for side in [node, other] {
      for (id, report) in side.index.last where !youth.isDisjoint(with: side.index.everNamed[id] ?? []) {
        if side.index.touches[id] != 1 || report.endReason != nil || side.index.held[id]?.isArchived != false {
          return false
        }
      }
      // An identity may have been one youth with others for a while.
      if !side.index.component(of: youth).isSubset(of: youth) { return false }
    }
    return true
  }
}
