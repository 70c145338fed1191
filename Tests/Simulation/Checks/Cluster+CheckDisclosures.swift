import PeerProtocol
import Region

extension Cluster {
  /// What a region says that another confirmed, the other says that it received; and the newest view with contact details
  /// is noted by both.
  ///
  /// Not where either side was restored: what a backup lacks is lost.
  func checkDisclosures(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    guard !isMisled(node, other), !node.wasRestored, !other.wasRestored,
      ![node.number, other.number].contains(malicious ?? -1)
    else { return }
    let inForce = Set(inForce(node, other).map(\.id))
    let (ours, theirs) = (node.look { $0.matches.records }, other.look { $0.matches.records })
    for (id, record) in ours where record.peer == other.name && inForce.contains(record.key.agreement) {
      guard record.isProven, record.isActive, let held = theirs[id], held.isProven, held.isActive else { continue }
      let what = "\(node.name) to \(other.name), match \(id.base64URL)"
      for sent in record.disclosures.sent where sent.isConfirmed {
        guard other.look({ $0.matches.hasNoted(sent, of: id, from: node.name) }) else {
          throw Violation("disclosures", "\(what): what was confirmed was never received")
        }
      }
      guard record.seenByPeer == record.revision, let view = held.view, view.revision == record.revision else {
        continue
      }
      guard let sent = record.disclosures.sent.last(where: { $0.revision == record.revision }) else {
        guard view.holdsContacts else { continue }
        throw Violation("disclosures", "\(what): contact details went without a disclosure")
      }
      guard sent.isConfirmed else { throw Violation("disclosures", "\(what): what arrived was never confirmed") }
      guard !view.holdsContacts || held.disclosures.received.last?.id == sent.id else {
        throw Violation("disclosures", "\(what): the sides hold different disclosures of one view")
      }
    }
  }
}
