package import PeerProtocol

/// What shows that the node was restored from a backup, and what to do.
package struct RestorationDocument: LocalDocument {
  /// A sign of a restored backup.
  package struct Evidence: Codable, Hashable, Sendable {
    /// What shows it.
    package enum Sign: String, Hashable, Sendable, CaseIterable {
      case ownBatchUnknown = "own-batch-unknown"
      case ownAgreementUnknown = "own-agreement-unknown"
      case seenAhead = "seen-ahead"
      /// An operator said it.
      case announced
    }

    package var sign: Word<Sign>
    package var peer: String?
    package var at: Timestamp

    package init(sign: Word<Sign>, peer: String? = nil, at: Timestamp) {
      self.sign = sign
      self.peer = peer
      self.at = at
    }
  }

  /// True until an operator confirms that the index was imported anew.
  package var restored: Bool
  package var evidence: [Evidence]
  /// When a file of the whole index was read since the first sign.
  package var importedAt: Timestamp?
  package var confirmedAt: Timestamp?
  package var next: String?

  package init(
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
