import Cryptography
package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension CredentialsDocument {
  /// The registry of privacy officers; the status shows it without the certificates.
  package init(_ registry: OfficerRegistry, withCertificates: Bool = true) {
    self.init(
      privacyOfficers: registry.officers.map { Officer($0, at: registry.at, withCertificates) },
      proposals: registry.proposals.map { Proposal($0, withCertificates) })
  }
}

extension CredentialsDocument.Officer {
  fileprivate init(_ officer: RegisteredOfficer, at now: Timestamp, _ withCertificate: Bool) {
    let certificate = officer.certificate
    let isExpired = certificate.validUntil <= now
    self.init(
      id: certificate.id, name: certificate.name, validUntil: certificate.validUntil,
      state: Word(officer.revokedAt != nil ? .revoked : isExpired ? .expired : .usable),
      ground: Word(text: officer.ground.name), registeredAt: officer.registeredAt,
      approvals: officer.approvals.map { ApprovalDocument($0) }, revokedAt: officer.revokedAt,
      certificate: withCertificate ? Base64.encode(certificate.der) : nil)
  }
}

extension CredentialsDocument.Proposal {
  fileprivate init(_ waiting: OfficerRegistry.Waiting, _ withCertificate: Bool) {
    let proposal = waiting.proposal
    let certificate = proposal.certificate
    self.init(
      id: certificate.id, name: certificate.name, validUntil: certificate.validUntil,
      approvals: [ApprovalDocument(proposal.proposal)], alarms: proposal.alarms, countsAt: waiting.countsAt,
      next: waiting.countsAt == nil
        ? "samenloop credential approve --as privacy-officer \(certificate.id)"
        : "samenloop credential decline \(certificate.id)",
      certificate: withCertificate ? Base64.encode(certificate.der) : nil)
  }
}
