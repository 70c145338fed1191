/// Answer to POST /v1/signal-marks/lift.
public struct LiftedMarksDocument: LocalDocument {
  /// How far it is.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    case awaitsSecondPerson = "awaits-second-person"
    case lifted
  }

  /// How many marks it concerns.
  public var marks: Int
  public var standing: Word<Standing>

  public init(marks: Int, standing: Word<Standing>) {
    self.marks = marks
    self.standing = standing
  }
}
