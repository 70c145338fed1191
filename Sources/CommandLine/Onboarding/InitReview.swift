import LocalAPI
import Node
import PeerProtocol

/// What `doctor` says of a home that was made just now, in short.
enum InitReview {
  /// One line of counts, and one for each thing to look at.
  static func lines(of home: NodeHome, _ configuration: NodeConfiguration, now: Timestamp) -> [String] {
    let facts = DoctorFacts(
      home: home, now: now, configuration: .success(configuration),
      status: .failure(CommandFailure(.notReachable, "the node does not run yet")))
    var run = DoctorRun()
    run.run(HomeChecks.table, facts)
    let troubles = run.findings.filter { $0.state == .warn || $0.state == .fail }
    let counts = [Finding.State.ok, .warn, .fail].map { "\(run.count($0)) \($0.rawValue)" }.joined(separator: ", ")
    return ["doctor: \(counts)"]
      + troubles.map { finding in
        "  \(finding.state.rawValue)  \(finding.check): \(finding.cause)" + (finding.remedy.map { "; \($0)" } ?? "")
      }
  }
}
