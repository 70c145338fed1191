import PeerProtocol

/// What a client certificate of the local listener may be used for; its organisational unit names it.
package enum Role: String, CaseIterable, Sendable, Comparable {
  /// The region's own index: writes signals, reads matches.
  case index
  /// Runs the node: peers, agreements, operation; sees no contact details.
  case `operator`
  /// Approves agreements and audits.
  case privacyOfficer = "privacy-officer"
  /// The process director: matches with contact details.
  case coordinator
  /// Reads figures.
  case observer

  /// Those for which `init` makes a certificate. With real data a privacy officer's key is made by themselves and never on
  /// the node's machine: who runs the node would be both people.
  static func issuedAtInit(_ environment: PeerEnvironment) -> [Role] {
    environment == .training ? [.index, .operator, .privacyOfficer, .coordinator] : [.index, .operator, .coordinator]
  }

  package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
