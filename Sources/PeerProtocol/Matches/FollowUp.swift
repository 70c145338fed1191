/// What became of a match on one side (Schemas/peer-protocol.md, section 6).
public struct FollowUp: Hashable, Sendable {
  /// How far it is.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// The professional knows.
    case notified
    /// There was contact.
    case contacted
    /// No contact, for a reason.
    case noneNeeded = "none-needed"
  }

  /// Why there was no contact.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// They knew each other.
    case alreadyInContact = "already-in-contact"
    /// The family did not agree.
    case noConsent = "no-consent"
    /// They could not be reached.
    case notReached = "not-reached"
    /// There was no need.
    case notNeeded = "not-needed"
  }

  /// What it brought.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// Help that fits better.
    case betterFit = "better-fit"
    /// Help at an earlier time.
    case earlier
  }

  /// How far it is.
  public var state: State
  /// Why there was no contact.
  public var reason: Reason?
  /// What it brought; nil where nothing was said.
  public var outcome: [Outcome]?
  /// When it was recorded.
  public var at: Timestamp

  /// A follow-up of these members.
  public init(state: State, reason: Reason?, outcome: [Outcome]?, at: Timestamp) {
    self.state = state
    self.reason = reason
    self.outcome = outcome
    self.at = at
  }
}
