/// How far a decision on a youth is.
package enum DecisionStanding: String, Hashable, Sendable, CaseIterable {
  /// Held back until somebody decides.
  case held
  /// Suspended, and erased on the word of another person; one of the two is a privacy officer.
  case awaitsSecondPerson = "awaits-second-person"
  case erased
  /// Nothing holds the youth back any more.
  case released
}
