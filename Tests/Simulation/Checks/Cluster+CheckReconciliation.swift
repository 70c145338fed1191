import Engine
import PeerProtocol
import Region

extension Cluster {
  /// Agreements of a pair of regions that are compared, the newest: a region answers ten questions a day.
  private static let comparedAgreements = 4
  /// 1 January 2000 and 2100: all that can have happened.
  private static let period = (from: Timestamp(seconds: 946_684_800), until: Timestamp(seconds: 4_102_444_800))

  /// Whatever went wrong between two regions, their audit logs hold the same exchanges: nothing is missing on either side but
  /// what a restore lost.
  func checkReconciliation() throws {
    for node in nodes {
      for other in nodes where other.number != node.number && ![node.number, other.number].contains(malicious ?? -1) {
        try checkReconciliation(node, other)
      }
    }
  }

  private func checkReconciliation(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    // A node from before there were audit logs asks no such question and answers none; and one may no longer be a peer. A
    // node that was set back as a whole learns so of an older peer only by what they exchange, and not from a witness.
    guard node.configuration.announcesLog,
      node.look({ $0.peering.peers[other.name] }).map({ $0.status == .accepted && $0.hasHadLog }) == true,
      other.look({ $0.peering.peers[node.name]?.status == .accepted && $0.peering.peers[node.name]?.suspension == nil })
    else { return }
    let concluded: Set<AgreementStanding> = [.concluded, .revoked, .ended]
    let known = Set(other.look { $0.agreements.with(node.name) }.filter { concluded.contains($0.status) }.map(\.id))
    let shared = node.look { $0.agreements.with(other.name) }
      .filter { concluded.contains($0.status) && known.contains($0.id) }
    for agreement in shared.suffix(Self.comparedAgreements) {
      let what = "\(node.name) and \(other.name), agreement \(agreement.id.base64URL)"
      let report: ReconciliationReport
      do {
        report = try node.engine.reconciliation.compare(
          agreement.id,
          ReconciliationRequest(from: Self.period.from, until: Self.period.until, reason: .randomCheck))
      } catch {
        throw Violation("reconciliation", "\(what): \(error)")
      }
      guard report.isAgreed else {
        throw Violation("reconciliation", "\(what): \(report.differences.prefix(4))")
      }
      guard report.isSettled else { throw Violation("reconciliation", "\(what): was not asked once more") }
      if !node.wasRestored, !other.wasRestored {
        let lost = report.differences.filter { [.lostHere, .lostThere].contains($0.outcome) }
        guard lost.isEmpty else {
          throw Violation("reconciliation", "\(what): nothing was restored: \(lost.prefix(4))")
        }
      }
    }
  }
}
