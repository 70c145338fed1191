import Cryptography
import LocalAPI
import PeerProtocol
import Region

/// What the audit log says of the node itself, which no event of the store tells.
extension AuditFact {
  /// The node starts with this configuration: its digest, and the numbers by which it keeps and erases.
  static func started(_ configuration: NodeConfiguration, isRestored: Bool) -> AuditFact {
    let profile = configuration.retention
    var members: [String: Value] = [
      "version": .word(Version.text), "environment": .word(configuration.environment.rawValue),
      "termMonths": .number(profile.termMonths),
      "ageLimitYears": .number(profile.ageLimitYears), "archiveYears": .number(profile.archiveYears),
      "auditYears": .number(profile.auditYears),
      "informing": .word(profile.informing.rawValue), "restored": .flag(isRestored),
    ]
    members["configuration"] = configuration.fileSHA256.map { .word(Base64URL.encode($0)) }
    members["movedAwayMonths"] = profile.movedAwayMonths.map { .number($0) }
    members["validUntil"] = profile.validUntil.map { .word($0.rfc3339) }
    return AuditFact(.started, members)
  }

  /// Client certificates that were revoked since the list was `former`: an entry for each name that came.
  static func revoked(
    by present: RevokedCredentials, since former: RevokedCredentials, _ issued: IssuedNames
  ) -> [AuditFact] {
    present.entries.filter { !former.entries.contains($0) }.flatMap { entry -> [AuditFact] in
      var one = RevokedCredentials()
      one.entries = [entry]
      let certificates = issued.holders.filter { _, holder in
        func isCovered(by list: RevokedCredentials) -> Bool {
          list.cover(name: holder.name, role: holder.role, notBefore: holder.validFrom.seconds)
        }
        return isCovered(by: one) && !isCovered(by: former)
      }
      return split(
        AuditFact(.certificateRevoked, ["for": .word(entry.role?.rawValue ?? "any")]),
        things: certificates.keys.sorted().compactMap { OfficerCertificate.fingerprint(ofId: $0) }.map { .holder($0) })
    }
  }
}
