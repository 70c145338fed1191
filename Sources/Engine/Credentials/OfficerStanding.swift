/// Where the registry stands with a certificate.
public enum OfficerStanding: Sendable {
  /// It counts.
  case registered
  /// The operator proposed it; a registered privacy officer has to consent.
  case proposed
  /// It was revoked, for good.
  case revoked
  /// Nobody registered it.
  case unknown
}
