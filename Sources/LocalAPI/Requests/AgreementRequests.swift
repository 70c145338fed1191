package import PeerProtocol

/// Body of POST /v1/agreements.
package struct AgreementProposalRequest: LocalDocument {
  package var region: String
  package var terms: AgreementTermsDocument

  package init(region: String, terms: AgreementTermsDocument) {
    self.region = region
    self.terms = terms
  }
}

/// Body of POST /v1/agreements/{agreement}/limit-exceptions.
package struct LimitExceptionRequest: LocalDocument {
  /// How many beyond the limits of the day and of the year.
  package var additions: Int
  package var from: Timestamp
  package var until: Timestamp
  package var reason: String

  package init(additions: Int, from: Timestamp, until: Timestamp, reason: String) {
    self.additions = additions
    self.from = from
    self.until = until
    self.reason = reason
  }
}
