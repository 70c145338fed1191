package import PeerProtocol

/// What the people of one side said of a match.
package struct MatchSideDocument: LocalDocument {
  /// What became of the match.
  package struct FollowUpDocument: Codable, Hashable, Sendable {
    package var state: Word<FollowUp.State>
    package var at: Timestamp
    package var reason: Word<FollowUp.Reason>?
    package var outcome: [Word<FollowUp.Outcome>]?

    package init(
      state: Word<FollowUp.State>, at: Timestamp, reason: Word<FollowUp.Reason>? = nil,
      outcome: [Word<FollowUp.Outcome>]? = nil
    ) {
      self.state = state
      self.at = at
      self.reason = reason
      self.outcome = outcome
    }
  }

  /// Which side leads.
  package struct CoordinationDocument: Codable, Hashable, Sendable {
    package var state: Word<Coordination.State>
    package var at: Timestamp
    /// The region that leads.
    package var holder: String?

    package init(state: Word<Coordination.State>, at: Timestamp, holder: String? = nil) {
      self.state = state
      self.at = at
      self.holder = holder
    }
  }

  /// The briefing after a move.
  package struct HandoverDocument: Codable, Hashable, Sendable {
    package var state: Word<Handover.State>
    package var at: Timestamp

    package init(state: Word<Handover.State>, at: Timestamp) {
      self.state = state
      self.at = at
    }
  }

  package var followUp: FollowUpDocument?
  package var consent: Word<MatchView.Consent>?
  package var coordination: CoordinationDocument?
  package var handover: HandoverDocument?

  package init(
    followUp: FollowUpDocument? = nil, consent: Word<MatchView.Consent>? = nil,
    coordination: CoordinationDocument? = nil, handover: HandoverDocument? = nil
  ) {
    self.followUp = followUp
    self.consent = consent
    self.coordination = coordination
    self.handover = handover
  }
}
