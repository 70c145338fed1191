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

/// Body of POST /v1/matches/{id}/assignment: one of the three.
package struct AssignmentRequest: LocalDocument {
  /// The name of the colleague.
  package var assignee: String?
  /// True for whoever asks, by the name in the certificate.
  package var toMe: Bool?
  /// True to take it back.
  package var toNobody: Bool?

  package init(assignee: String? = nil, toMe: Bool? = nil, toNobody: Bool? = nil) {
    self.assignee = assignee
    self.toMe = toMe
    self.toNobody = toNobody
  }
}

/// Body of POST /v1/matches/{id}/consent.
package struct ConsentRequest: LocalDocument {
  package var consent: Word<MatchView.Consent>

  package init(consent: Word<MatchView.Consent>) {
    self.consent = consent
  }
}
