import Engine
import LocalAPI
import PeerProtocol
import Region
import Transport

/// Answers what a monitoring system asks, at the paths that such systems use everywhere. They belong to no version of the
/// local API.
struct ProbeService: Sendable {
  /// What can be asked.
  enum Probe: String, CaseIterable, Sendable {
    /// The process serves.
    case healthz
    /// The node can do its work.
    case readyz
    /// All figures, which tell operators how much is exchanged.
    case metrics

    /// Who may ask it. The metrics hold figures of peers, exact and as they change: what observers read hides small ones.
    var roles: Set<Role> { self == .metrics ? [.operator] : Set(Role.allCases) }
  }

  /// What every probe takes.
  static let methods = "GET, HEAD, OPTIONS"

  let engine: Engine
  let surroundings: NodeSurroundings

  /// The probe at this path; nil where there is none.
  static func probe(at path: String) -> Probe? {
    path.hasPrefix("/") ? Probe(rawValue: String(path.dropFirst())) : nil
  }

  /// The answer to a request of this role; throws where it may not ask.
  func answer(_ probe: Probe, role: Role?) throws(Problem) -> (type: String, body: [UInt8]) {
    guard let role, probe.roles.contains(role) else {
      let own =
        role.map { pick("de rol \($0.rawValue)", "the role \($0.rawValue)") }
        ?? pick("een certificaat zonder rol van dit knooppunt", "a certificate without a role of this node")
      throw Problem(
        .forbidden,
        pick(
          "Niet met \(own); gebruik een certificaat van: "
            + "\(probe.roles.map(\.rawValue).sorted().joined(separator: ", "))",
          "Not with \(own); use a certificate of: \(probe.roles.map(\.rawValue).sorted().joined(separator: ", "))"))
    }
    switch probe {
    case .healthz: return ("text/plain; charset=utf-8", Array("ok\n".utf8))
    case .readyz:
      let readiness = Readiness(of: engine, surroundings)
      if let problem = readiness.problem { throw problem }
      return ("application/json", JSONText.bytes(of: readiness.json))
    case .metrics: return (MetricsText.mediaType, Array(NodeMetrics(engine, surroundings).text.utf8))
    }
  }
}
