import PeerProtocol

extension FrameworkEvent {
  /// What the audit log says of the event; nil where it says nothing.
  var auditFact: AuditFact? {
    switch self {
    case .created(let document, _): AuditFact(.frameworkCreated, document: document.documentId)
    case .peerSigned(let id, let region, _): AuditFact(.frameworkReceived, peer: region, document: id)
    case .approved(let id, _, let approval):
      AuditFact(.frameworkApproved, document: id, holder: AuditHolder(approval))
    case .signed(let id, _, _): AuditFact(.frameworkSigned, document: id)
    case .standingApproved(let id, let terms, let approval):
      AuditFact(
        .standingApproved, document: id, holder: AuditHolder(approval), ["introduced": .flag(terms.includesIntroduced)])
    case .standingWithdrawn(let id, let approval):
      AuditFact(.standingWithdrawn, document: id, holder: AuditHolder(approval))
    case .signedAlone(let id, let region, let agreement):
      AuditFact(.signedAlone, peer: region, agreement: agreement, document: id)
    case .received, .delivered, .forgotten: nil
    }
  }
}
