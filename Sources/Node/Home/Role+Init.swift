package import LocalAPI
package import PeerProtocol

extension Role {
  /// The roles for which `init` makes a certificate. In production a privacy officer makes their own key, never on the node's
  /// machine: else whoever runs the node could act as both people.
  package static func issuedAtInit(_ environment: PeerEnvironment) -> [Role] {
    environment == .training ? [.index, .operator, .privacyOfficer, .coordinator] : [.index, .operator, .coordinator]
  }
}
