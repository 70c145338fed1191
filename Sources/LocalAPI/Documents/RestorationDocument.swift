public import PeerProtocol

/// What shows that the node was restored from a backup, and what to do.
public struct RestorationDocument: LocalDocument {
  /// A sign of a restored backup.
  public struct Evidence: Codable, Hashable, Sendable {
    /// What shows it.
    public enum Sign: String, Hashable, Sendable, CaseIterable {
      case ownBatchUnknown = "own-batch-unknown"
      case ownAgreementUnknown = "own-agreement-unknown"
      case seenAhead = "seen-ahead"
      /// An operator said it.
      case announced
    }

    public var sign: Word<Sign>
    public var peer: String?
    public var at: Timestamp

    public init(sign: Word<Sign>, peer: String? = nil, at: Timestamp) {
      self.sign = sign
      self.peer = peer
      self.at = at
    }
  }

  /// True until an operator confirms that the index was imported anew.
  public var restored: Bool
  public var evidence: [Evidence]
  /// When a file of the whole index was read since the first sign.
  public var importedAt: Timestamp?
  public var confirmedAt: Timestamp?
  public var next: String?

  public init(
    restored: Bool, evidence: [Evidence], importedAt: Timestamp? = nil, confirmedAt: Timestamp? = nil,
    next: String? = nil
  ) {
    self.restored = restored
    self.evidence = evidence
    self.importedAt = importedAt
    self.confirmedAt = confirmedAt
    self.next = next
  }
}
