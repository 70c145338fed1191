public import PeerProtocol
public import Region

/// What a person is told of the data on them.
public struct SubjectReport: Sendable {
  /// The request that it answers.
  public var request: RightsRequest
  /// What is kept.
  public var view: SubjectView
  /// When contact details went to which region, oldest first.
  public var disclosures: [SubjectDisclosure]
  /// When people of this region looked, and what for; never who. Oldest first.
  public var looks: [SubjectLook]
  /// The day from which these two lists are complete; nil where they are from the beginning.
  public var looksFrom: CalendarDate?
  /// The regions with which an agreement is in force.
  public var regions: [RegionName]
  /// Whether one of these agreements lets children of one parent be found, too.
  public var findsFamilies: Bool
  /// When it was made.
  public var madeAt: Timestamp
}

/// Contact details that went to a region.
public struct SubjectDisclosure: Sendable, Hashable {
  /// The day, in UTC.
  public var on: CalendarDate
  /// The region.
  public var peer: String
}

/// A look of somebody of this region.
public struct SubjectLook: Sendable, Hashable {
  /// The day, in UTC.
  public var on: CalendarDate
  /// What for: a word of the audit log.
  public var purpose: String
}

/// What a step of a request came to.
public struct SubjectDecision: Sendable {
  /// The request; nil where the step concerns an objection without one.
  public var request: RightsRequest?
  /// Where the matter stands.
  public var standing: HoldDecision.Standing
}

/// The requests of people, and the day of the look at them.
public struct RightsStanding: Sendable {
  /// Every request that is kept, the open ones first, oldest first.
  public var requests: [RightsRequest]
  /// The day by which the days left are counted.
  public var today: CalendarDate
}
