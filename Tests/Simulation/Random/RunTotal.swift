/// What many runs came to, and whether that is enough.
package struct RunTotal: Sendable {
  /// As many runs have to meet everything that is expected; fewer need not.
  package static let runsThatMeetAll = 2_000
  /// Events that a run has to have on average, so that it tries something.
  package static let leastEvents = 200

  /// Runs.
  package private(set) var runs = 0
  /// Steps, messages, crashes, starts and ticks.
  package private(set) var events = 0
  /// Requests that a node answered.
  package private(set) var exchanges = 0
  /// What occurred.
  package private(set) var coverage = Coverage()
  /// Runs that broke a promise.
  package private(set) var failed: [Outcome] = []

  /// No runs yet.
  package init() {}

  /// Adds a run.
  package mutating func add(_ outcome: Outcome) {
    runs += 1
    events += outcome.events
    exchanges += outcome.exchanges
    coverage.add(outcome.coverage)
    if outcome.violation != nil { failed.append(outcome) }
  }

  /// Adds what others counted.
  package mutating func add(_ other: RunTotal) {
    runs += other.runs
    events += other.events
    exchanges += other.exchanges
    coverage.add(other.coverage)
    failed += other.failed
  }

  /// What these runs should have met and did not; nothing where they are too few to say.
  package var shortcomings: [String] {
    guard runs >= Self.runsThatMeetAll else { return [] }
    let missing = coverage.missing.map { "not met: \($0)" }
    return missing + (events < Self.leastEvents * runs ? ["only \(events) events in \(runs) runs"] : [])
  }
}
