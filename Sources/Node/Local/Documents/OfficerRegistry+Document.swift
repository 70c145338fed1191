import Cryptography
package import Engine
package import PeerProtocol
import Region

extension OfficerRegistry {
  /// `{"privacyOfficers":[…],"proposals":[…]}`; `status` shows it without the certificates.
  package func document(withCertificates: Bool = true) -> JSONValue {
    [
      "privacyOfficers": .array(officers.map { describe($0, withCertificates) }),
      "proposals": .array(proposals.map { describe($0, withCertificates) }),
    ]
  }

  private func describe(_ officer: RegisteredOfficer, _ withCertificate: Bool) -> JSONValue {
    var members = officer.certificate.members(withCertificate)
    let isExpired = officer.certificate.validUntil <= at
    members["state"] = officer.revokedAt != nil ? "revoked" : isExpired ? "expired" : "usable"
    members["ground"] = .string(officer.ground.name)
    members["registeredAt"] = JSONValue(officer.registeredAt)
    members["approvals"] = .array(officer.approvals.map(\.document))
    members["revokedAt"] = officer.revokedAt.map { JSONValue($0) }
    return .object(members)
  }

  private func describe(_ waiting: Waiting, _ withCertificate: Bool) -> JSONValue {
    let proposal = waiting.proposal
    var members = proposal.certificate.members(withCertificate)
    members["approvals"] = .array([proposal.proposal.document])
    members["alarms"] = JSONValue(proposal.alarms)
    members["countsAt"] = waiting.countsAt.map { JSONValue($0) }
    members["next"] = .string(
      waiting.countsAt == nil
        ? "samenloop credential approve --as privacy-officer \(proposal.certificate.id)"
        : "samenloop credential decline \(proposal.certificate.id)")
    return .object(members)
  }
}

extension OfficerCertificate {
  fileprivate func members(_ withCertificate: Bool) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "id": .string(id), "name": .string(name), "validUntil": JSONValue(validUntil),
    ]
    if withCertificate { members["certificate"] = .string(Base64.encode(der)) }
    return members
  }
}
