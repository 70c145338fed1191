/// The receiver's answer to a batch (Schemas/peer-protocol.md, section 5).
public struct BatchAnswer: Hashable, Sendable {
  /// One for each addition, in order.
  public let matchTokens: [MatchToken]
  /// The receipt with both signatures.
  public let receipt: SignedDocument

  /// An answer of these members.
  public init(matchTokens: [MatchToken], receipt: SignedDocument) {
    self.matchTokens = matchTokens
    self.receipt = receipt
  }
}
