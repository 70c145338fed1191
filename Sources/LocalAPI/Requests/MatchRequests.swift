public import PeerProtocol

/// Body of POST /v1/matches/{id}/follow-up.
public struct FollowUpRequest: LocalDocument {
  public var state: Word<FollowUp.State>
  public var reason: Word<FollowUp.Reason>?
  public var outcome: [Word<FollowUp.Outcome>]?

  public init(
    state: Word<FollowUp.State>, reason: Word<FollowUp.Reason>? = nil, outcome: [Word<FollowUp.Outcome>]? = nil
  ) {
    self.state = state
    self.reason = reason
    self.outcome = outcome
  }
}

/// Body of POST /v1/matches/{id}/coordination: one of both.
public struct CoordinationRequest: LocalDocument {
  /// The region that should lead.
  public var propose: String?
  /// True to agree with the region that the other side named.
  public var agree: Bool?

  public init(propose: String? = nil, agree: Bool? = nil) {
    self.propose = propose
    self.agree = agree
  }
}

/// Body of POST /v1/matches/{id}/handover.
public struct HandoverRequest: LocalDocument {
  public var state: Word<Handover.State>

  public init(state: Word<Handover.State>) {
    self.state = state
  }
}

/// Body of POST /v1/matches/{id}/consent.
public struct ConsentRequest: LocalDocument {
  public var consent: Word<MatchView.Consent>

  public init(consent: Word<MatchView.Consent>) {
    self.consent = consent
  }
}
