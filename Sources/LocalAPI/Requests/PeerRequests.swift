/// Body of POST /v1/peers.
package struct JoinRequest: LocalDocument {
  /// The invitation code.
  package var code: String

  package init(code: String) {
    self.code = code
  }
}

/// Body of POST /v1/invitations.
package struct InvitationRequest: LocalDocument {
  /// What this region would agree on with whoever joins: an agreement without what nodes fill in.
  package var terms: AgreementTermsDocument?

  package init(terms: AgreementTermsDocument? = nil) {
    self.terms = terms
  }
}

/// Body of POST /v1/peers/{region}/removal.
package struct RemovalRequest: LocalDocument {
  /// The region's id again, to be sure.
  package var confirm: String

  package init(confirm: String) {
    self.confirm = confirm
  }
}

/// Body of POST /v1/card.
package struct CardRequest: LocalDocument {
  /// The version that the new card must be above.
  package var above: Int

  package init(above: Int) {
    self.above = above
  }
}

/// Body of POST /v1/synchronizations.
package struct SynchronizationRequest: LocalDocument {
  /// Nil for all peers.
  package var region: String?

  package init(region: String? = nil) {
    self.region = region
  }
}
