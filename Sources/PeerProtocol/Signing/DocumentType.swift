/// The `typ` of a signed document (Schemas/peer-protocol.md, section 3).
public enum DocumentType: String, Sendable, Hashable, CaseIterable {
  /// `RegionCard`.
  case card = "samenloop-card"
  /// `Agreement`.
  case agreement = "samenloop-agreement"
  /// `LimitException`.
  case limitException = "samenloop-limit-exception"
  /// `AgreementEnding` of a proposal.
  case rejection = "samenloop-rejection"
  /// `AgreementEnding` of an agreement.
  case revocation = "samenloop-revocation"
  /// `Framework`.
  case framework = "samenloop-framework"
  /// `ReceiptPayload`.
  case receipt = "samenloop-receipt"
  /// `Introduction`.
  case introduction = "samenloop-introduction"
  /// The manifest of an export of evidence; it goes to people, never over the wire.
  case evidence = "samenloop-evidence"
  /// `ReconciliationStatement`.
  case reconciliation = "samenloop-reconciliation"
  /// The list of files in a backup; it goes to people, never over the wire.
  case backup = "samenloop-backup"
  /// The certificate of a region that left the federation; it goes to people, never over the wire.
  case closing = "samenloop-closing"
}
