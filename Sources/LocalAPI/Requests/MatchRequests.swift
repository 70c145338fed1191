package import PeerProtocol

/// Body of POST /v1/matches/{id}/follow-up.
package struct FollowUpRequest: LocalDocument {
  package var state: Word<FollowUp.State>
  package var reason: Word<FollowUp.Reason>?
  package var outcome: [Word<FollowUp.Outcome>]?

  package init(
    state: Word<FollowUp.State>, reason: Word<FollowUp.Reason>? = nil, outcome: [Word<FollowUp.Outcome>]? = nil
  ) {
    self.state = state
    self.reason = reason
    self.outcome = outcome
  }
}

/// Body of POST /v1/matches/{id}/coordination: one of both.
package struct CoordinationRequest: LocalDocument {
  /// The region that should lead.
  package var propose: String?
  /// True to agree with the region that the other side named.
  package var agree: Bool?

  package init(propose: String? = nil, agree: Bool? = nil) {
    self.propose = propose
    self.agree = agree
  }
}

/// Body of POST /v1/matches/{id}/handover.
package struct HandoverRequest: LocalDocument {
  package var state: Word<Handover.State>

  package init(state: Word<Handover.State>) {
    self.state = state
  }
}

/// Body of POST /v1/matches/{id}/consent.
package struct ConsentRequest: LocalDocument {
  package var consent: Word<MatchView.Consent>

  package init(consent: Word<MatchView.Consent>) {
    self.consent = consent
  }
}
