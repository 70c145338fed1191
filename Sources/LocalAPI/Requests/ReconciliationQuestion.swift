package import PeerProtocol

/// Body of POST /v1/audit/reconciliations.
package struct ReconciliationQuestion: LocalDocument {
  /// The id of the agreement, in force or ended.
  package var agreement: String
  /// The first moment that is compared.
  package var from: Timestamp
  /// The first moment after those that are compared.
  package var until: Timestamp
  /// Why it is asked.
  package var reason: Word<ReconciliationRequest.Reason>

  package init(agreement: String, from: Timestamp, until: Timestamp, reason: Word<ReconciliationRequest.Reason>) {
    self.agreement = agreement
    self.from = from
    self.until = until
    self.reason = reason
  }
}
