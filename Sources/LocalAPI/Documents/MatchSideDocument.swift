public import PeerProtocol

/// What the people of one side said of a match.
public struct MatchSideDocument: LocalDocument {
  /// What became of the match.
  public struct FollowUpDocument: Codable, Hashable, Sendable {
    public var state: Word<FollowUp.State>
    public var at: Timestamp
    public var reason: Word<FollowUp.Reason>?
    public var outcome: [Word<FollowUp.Outcome>]?

    public init(
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
  public struct CoordinationDocument: Codable, Hashable, Sendable {
    public var state: Word<Coordination.State>
    public var at: Timestamp
    /// The region that leads.
    public var holder: String?

    public init(state: Word<Coordination.State>, at: Timestamp, holder: String? = nil) {
      self.state = state
      self.at = at
      self.holder = holder
    }
  }

  /// The briefing after a move.
  public struct HandoverDocument: Codable, Hashable, Sendable {
    public var state: Word<Handover.State>
    public var at: Timestamp

    public init(state: Word<Handover.State>, at: Timestamp) {
      self.state = state
      self.at = at
    }
  }

  public var followUp: FollowUpDocument?
  public var consent: Word<MatchView.Consent>?
  public var coordination: CoordinationDocument?
  public var handover: HandoverDocument?

  public init(
    followUp: FollowUpDocument? = nil, consent: Word<MatchView.Consent>? = nil,
    coordination: CoordinationDocument? = nil, handover: HandoverDocument? = nil
  ) {
    self.followUp = followUp
    self.consent = consent
    self.coordination = coordination
    self.handover = handover
  }
}
