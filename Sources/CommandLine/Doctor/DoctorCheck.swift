/// A check as data: its name, what has to be in order before it says anything, and how it looks.
struct DoctorCheck: Sendable {
  var name: String
  /// Checks about the same subject that must not have failed.
  var needs: [String] = []
  var look: @Sendable (DoctorFacts) -> [Finding]

  init(_ name: String, needs: [String] = [], _ look: @escaping @Sendable (DoctorFacts) -> Finding) {
    self.init(name, needs: needs, all: { [look($0)] })
  }

  /// A check that may find several things.
  init(_ name: String, needs: [String] = [], all look: @escaping @Sendable (DoctorFacts) -> [Finding]) {
    (self.name, self.needs, self.look) = (name, needs, look)
  }
}

/// Runs checks in their order. One that needs another which failed, or was skipped itself, is skipped; all others run on.
struct DoctorRun {
  private(set) var findings: [Finding] = []

  /// Runs a table of checks about this node, or about a peer.
  mutating func run(_ checks: [DoctorCheck], _ facts: DoctorFacts, about peer: String? = nil) {
    var stopped: Set<String> = []
    for check in checks {
      var found: [Finding]
      if let missing = check.needs.first(where: stopped.contains) {
        found = [.skipped(pick("eerst moet \(missing) in orde zijn", "\(missing) has to be in order first"))]
      } else {
        found = check.look(facts)
      }
      if found.contains(where: { $0.state == .fail || $0.state == .skipped }) { stopped.insert(check.name) }
      for index in found.indices { (found[index].check, found[index].peer) = (check.name, peer) }
      findings += found
    }
  }

  func count(_ state: Finding.State) -> Int { findings.count { $0.state == state } }

  /// 78 where the home has to be put right, 1 where something else failed, or warns and `isStrict`.
  func exit(isStrict: Bool) -> ExitCode {
    if findings.contains(where: { $0.state == .fail && $0.isConfiguration }) { return .configuration }
    return count(.fail) > 0 || (isStrict && count(.warn) > 0) ? .checkFailed : .success
  }
}
