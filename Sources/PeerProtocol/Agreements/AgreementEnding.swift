/// Why an agreement was not concluded or ended early: the payload of a rejection and of a revocation
/// (Schemas/peer-protocol.md, section 3).
public struct AgreementEnding: Hashable, Sendable {
  /// The agreement that it is about.
  public var agreement: AgreementId
  /// Why, at most 500 bytes.
  public var reason: String
  /// When it was decided.
  public var at: Timestamp

  /// An ending of these members.
  public init(agreement: AgreementId, reason: String, at: Timestamp) {
    self.agreement = agreement
    self.reason = reason
    self.at = at
  }
}
