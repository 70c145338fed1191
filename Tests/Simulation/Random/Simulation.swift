import PeerProtocol

/// Runs scenarios.
package enum Simulation {
  /// Runs the scenario of a seed.
  package static func run(seed: UInt64) -> Outcome { run(Scenario(seed: seed)) }

  /// Runs a scenario, which need not be the whole one of its seed.
  package static func run(_ scenario: Scenario) -> Outcome {
    var outcome = Outcome(
      seed: scenario.seed, violation: nil, coverage: Coverage(), events: 0, exchanges: 0, trace: 0)
    do {
      let simulator = try RandomDriver(scenario)
      do { try simulator.run() } catch let violation as Violation { outcome.violation = violation }
      outcome.coverage = simulator.coverage
      for node in simulator.nodes {
        for (kind, count) in node.events { outcome.coverage.events[EventKinds.name(kind), default: 0] += count }
      }
      outcome.events = simulator.events
      outcome.exchanges = simulator.exchanges
      outcome.trace = simulator.trace
    } catch {
      outcome.violation = Violation("simulator", "\(error)")
    }
    return outcome
  }
}
