public import PeerProtocol

/// Body of POST /v1/agreements.
public struct AgreementProposalRequest: LocalDocument {
  public var region: String
  public var terms: AgreementTermsDocument

  public init(region: String, terms: AgreementTermsDocument) {
    self.region = region
    self.terms = terms
  }
}

/// Body of POST /v1/agreements/{agreement}/limit-exceptions.
public struct LimitExceptionRequest: LocalDocument {
  /// How many beyond the limits of the day and of the year.
  public var additions: Int
  public var from: Timestamp
  public var until: Timestamp
  public var reason: String

  public init(additions: Int, from: Timestamp, until: Timestamp, reason: String) {
    self.additions = additions
    self.from = from
    self.until = until
    self.reason = reason
  }
}
