/// One run: what was seen, and what must not have been.
package struct Outcome: Sendable {
  /// Where the run comes from.
  package var seed: UInt64
  /// The promise that was broken, if one was.
  package var violation: Violation?
  /// What occurred.
  package var coverage: Coverage
  /// Steps, messages, deaths, starts and ticks.
  package var events: Int
  /// Requests that a node answered.
  package var exchanges: Int
  /// A number that follows from all that happened.
  package var trace: UInt64
}
