/// A scenario as people read it.
package struct Script: Sendable, CustomStringConvertible {
  /// The scenario; it need not be the whole one of its seed.
  package let scenario: Scenario
  /// What it breaks.
  package let violation: Violation?

  /// The seed, what was broken, the regions and the steps.
  package var description: String {
    let conditions = scenario.conditions
    var lines = ["seed \(scenario.seed): \(violation?.description ?? "no violation")"]
    lines.append(
      "\(scenario.regions) regions, clocks ahead by \(scenario.skews) ms, \(scenario.perDay) additions a day"
        + (scenario.hasFamilies ? ", families" : "") + (scenario.needsRelease ? ", contacts on approval" : "")
        + (scenario.malicious.map { ", \($0) malicious" } ?? ""))
    lines.append(
      "network, of a thousand: \(conditions.lost) lost, \(conditions.unanswered) unanswered, \(conditions.doubled) doubled, "
        + "\(conditions.slow) slow")
    return (lines + scenario.steps.map { "  \($0)" }).joined(separator: "\n")
  }
}
