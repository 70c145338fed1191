/// What a client certificate of the local listener may be used for; its organisational unit names it.
package enum Role: String, CaseIterable, Codable, Sendable, Comparable {
  /// The region's own index: writes signals, reads matches.
  case index
  /// Runs the node: peers, agreements, operation; sees no contact details.
  case `operator`
  /// Approves agreements and audits.
  case privacyOfficer = "privacy-officer"
  /// The process director: matches with contact details.
  case coordinator
  /// Admits organisations and watches how they use the index; sees no match, signal or person.
  case agreementKeeper = "agreement-keeper"
  /// Reads figures.
  case observer

  package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
