package import PeerProtocol

/// Answer to POST /v1/audit/reconciliations: what this region's and a peer's audit log hold of the exchanges between them.
package struct ReconciliationDocument: LocalDocument {
  /// What both logs say of an exchange that does not simply agree.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case confirmationDiffers = "confirmation-differs"
    case notArrived = "not-arrived"
    case missingThere = "missing-there"
    case missingHere = "missing-here"
    case lostThere = "lost-there"
    case lostHere = "lost-here"
  }

  /// What is exchanged.
  package enum Kind: String, Hashable, Sendable, CaseIterable { case batch, disclosure }

  /// How many exchanges a side's log holds in the period.
  package struct Counts: Codable, Hashable, Sendable {
    package var batches: Int
    package var disclosures: Int

    package init(batches: Int, disclosures: Int) { (self.batches, self.disclosures) = (batches, disclosures) }
  }

  /// An exchange that does not simply agree, as this region sees it.
  package struct Difference: Codable, Hashable, Sendable {
    package var record: Word<Kind>
    package var direction: Word<ReconciliationRecord.Direction>
    /// The id that both sides know.
    package var id: String
    /// When the side that holds it noted it: this one where both do.
    package var at: Timestamp
    package var outcome: Word<Outcome>

    package init(
      record: Word<Kind>, direction: Word<ReconciliationRecord.Direction>, id: String, at: Timestamp,
      outcome: Word<Outcome>
    ) {
      self.record = record
      self.direction = direction
      self.id = id
      self.at = at
      self.outcome = outcome
    }
  }

  package var agreement: String
  package var peer: String
  package var from: Timestamp
  package var until: Timestamp
  package var reason: Word<ReconciliationRequest.Reason>
  /// When the peer answered.
  package var at: Timestamp
  /// Whether neither log lacks what the other holds, but for what a restore or a late first start of a log explains.
  package var agreed: Bool
  /// Whether what seemed to be missing was asked for once more with an hour on either side, or nothing was.
  package var settled: Bool
  package var here: Counts
  package var there: Counts
  /// How many exchanges agree.
  package var agreeing: Int
  /// How many do not simply agree.
  package var different: Int
  /// Those, in the order of the logs, 1,000 at most.
  package var differences: [Difference]
  /// The peer's signed statement about what its log holds.
  package var statement: SignedDocument

  package init(
    agreement: String, peer: String, from: Timestamp, until: Timestamp, reason: Word<ReconciliationRequest.Reason>,
    at: Timestamp, agreed: Bool, settled: Bool, here: Counts, there: Counts, agreeing: Int, different: Int,
    differences: [Difference], statement: SignedDocument
  ) {
    self.agreement = agreement
    self.peer = peer
    self.from = from
    self.until = until
    self.reason = reason
    self.at = at
    self.agreed = agreed
    self.settled = settled
    self.here = here
    self.there = there
    self.agreeing = agreeing
    self.different = different
    self.differences = differences
    self.statement = statement
  }
}
