import PeerProtocol
import Region

extension ConfigurationReader {
  /// The profile of retention. A region may keep less of people than the profile that it names, never more, and its audit
  /// log longer, never shorter.
  mutating func retention(_ member: String) -> RetentionProfile {
    let form = "an object such as {\"profile\": \"jeugdwet\", \"termMonths\": 12}"
    return part(member, form) { $0.profile() } ?? .jeugdwet
  }

  private mutating func profile() -> RetentionProfile {
    let named = optional("profile", "jeugdwet, the only profile that there is") { name in
      name == RetentionProfile.jeugdwet.name ? RetentionProfile.jeugdwet : nil
    }
    var profile = named ?? .jeugdwet
    let full = profile
    profile.termMonths = integer("termMonths", 1...full.termMonths) ?? full.termMonths
    profile.ageLimitYears = integer("ageLimitYears", 1...full.ageLimitYears) ?? full.ageLimitYears
    profile.archiveYears = integer("archiveYears", 0...full.archiveYears) ?? full.archiveYears
    profile.movedAwayMonths = integer("movedAwayMonths", 0...full.termMonths) ?? full.movedAwayMonths
    profile.deathGraceDays = integer("deathGraceDays", 1...30) ?? full.deathGraceDays
    profile.auditYears =
      integer("auditYears", full.auditYears...RetentionProfile.longestAuditYears) ?? full.auditYears
    profile.informing =
      optional("informing", RetentionProfile.Informing.allCases.map(\.rawValue).joined(separator: " or ")) {
        RetentionProfile.Informing(rawValue: $0)
      } ?? full.informing
    profile.validUntil = optional("validUntil", "a time such as 2028-01-01T00:00:00Z") { Timestamp(rfc3339: $0) }
    return profile
  }
}
