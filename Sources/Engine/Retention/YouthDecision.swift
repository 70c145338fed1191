public import Region

/// What a person's decision on a youth came to.
public struct YouthDecision: Sendable, Equatable {
  /// How many signals there are, or were, on the youth.
  public var signals: Int
  /// Where the matter stands.
  public var standing: HoldDecision.Standing
}
