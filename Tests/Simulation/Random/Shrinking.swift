extension Scenario {
  /// The same regions and the same network with other steps.
  func with(_ steps: [Step]) -> Scenario {
    var scenario = self
    scenario.steps = steps
    return scenario
  }
}

extension Simulation {
  /// Runs tried at most to make a script shorter.
  package static let shrinkingRuns = 600

  /// The shortest script found that breaks the same promise as a failed run, by leaving out ever smaller parts of it.
  package static func shrink(_ failed: Outcome) -> Script {
    var best = Scenario(seed: failed.seed)
    guard let promise = failed.violation?.promise else { return Script(scenario: best, violation: failed.violation) }
    var violation = failed.violation
    var runs = 0
    /// True where the promise is broken still; then the shorter scenario is the best so far.
    func breaks(_ candidate: Scenario) -> Bool {
      runs += 1
      let outcome = run(candidate)
      guard outcome.violation?.promise == promise else { return false }
      best = candidate
      violation = outcome.violation
      return true
    }
    var part = max(1, best.steps.count / 2)
    while runs < shrinkingRuns {
      var start = 0
      var isShorter = false
      while start < best.steps.count, runs < shrinkingRuns {
        var steps = best.steps
        steps.removeSubrange(start..<min(start + part, steps.count))
        if breaks(best.with(steps)) { isShorter = true } else { start += part }
      }
      if part > 1 { part /= 2 } else if !isShorter { break }
    }
    // What the network does by itself is left out where the script fails without it.
    var quiet = best
    quiet.conditions = .quiet
    _ = breaks(quiet)
    quiet = best
    quiet.skews = quiet.skews.map { _ in 0 }
    _ = breaks(quiet)
    return Script(scenario: best, violation: violation)
  }
}
