/// What a person's wish to lift marks of erased signals came to.
public struct MarkDecision: Sendable, Equatable {
  /// How many marks it concerns.
  public var marks: Int
  /// True where they are lifted; false where they wait for a second person.
  public var isLifted: Bool
}
