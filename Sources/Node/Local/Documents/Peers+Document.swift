package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension PeerDetails {
  /// The peer as the local API shows it.
  package func document() -> PeerDocument {
    let facts = peer.facts
    var document = PeerDocument(
      region: facts.region.text, name: facts.name, endpoint: facts.endpoint, status: Word(text: peer.status.name),
      environment: Word(facts.environment), cardVersion: facts.version,
      fingerprint: fingerprint.description.split(separator: " ").map(String.init), nextStep: nextStep.text)
    if case .rejected(let reason, _) = peer.status { document.reason = reason }
    document.suspended = peer.suspension.map { PeerDocument.Suspension(reason: $0.reason, at: $0.at) }
    document.introducers = introduced?.introducers.map(\.text)
    document.operator = facts.operatorContact.map { ContactDocument($0) }
    document.privacyOfficer = facts.privacyOfficer.map { ContactDocument($0) }
    // What does not read is kept by nobody: terms were checked as an agreement before they were kept.
    document.terms = terms.flatMap { try? AgreementTermsDocument(decoding: $0.bytes) }
    return document
  }
}

extension CreatedInvitation {
  /// The answer to an operator who invites.
  package func document() -> InvitationDocument { InvitationDocument(code: code.text, expiresAt: expiresAt) }
}

extension RemovedPeer {
  /// The answer to an operator who removes a peer.
  package func document() -> RemovedPeerDocument {
    RemovedPeerDocument(
      region: region.text, status: "removed", lapsedProposals: lapsedProposals,
      nextStep:
        pick(
          "Bel de beheerder van \(region): dat knooppunt hoort er niets van, vindt dit knooppunt gesloten, "
            + "en vergeet het met: samenloop peer remove \(own) --confirm \(own)",
          "Call the operator of \(region): its node is not told, finds this one closed to it, and forgets it with: "
            + "samenloop peer remove \(own) --confirm \(own)"))
  }
}
