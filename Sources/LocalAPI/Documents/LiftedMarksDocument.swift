/// Answer to POST /v1/signal-marks/lift.
package struct LiftedMarksDocument: LocalDocument {
  /// How far it is.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    case awaitsSecondPerson = "awaits-second-person"
    case lifted
  }

  /// How many marks it concerns.
  package var marks: Int
  package var standing: Word<Standing>

  package init(marks: Int, standing: Word<Standing>) {
    self.marks = marks
    self.standing = standing
  }
}
