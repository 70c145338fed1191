import Engine
package import LocalAPI
import Region

/// What the organizational unit of a client's certificate says: a role and, for a coordinator, perhaps a municipality.
package struct Credential: Hashable, Sendable {
  package let role: Role
  /// The only municipality whose matches the client works on; nil for all. Only a coordinator has one.
  package let municipality: String?

  /// Fails where a municipality is no code, or goes with another role than coordinator.
  package init?(role: Role, municipality: String?) {
    let code = municipality.flatMap { MunicipalityCode($0) }
    if municipality != nil, role != .coordinator || code == nil { return nil }
    self.role = role
    self.municipality = code?.text
  }

  /// Reads an organizational unit: `index`, `coordinator`, `coordinator:GM0363`.
  package init?(organizationalUnit: String) {
    let parts = organizationalUnit.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let role = Role(rawValue: String(parts[0])) else { return nil }
    self.init(role: role, municipality: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// The same where the municipality is the one that counts now: a certificate of one that merged is good for the other.
  func afterMergers(_ organisations: Organisations) -> Credential {
    guard let municipality else { return self }
    return Credential(role: role, municipality: organisations.current(municipality)) ?? self
  }

  /// What a certificate says of it.
  package var organizationalUnit: String { role.rawValue + (municipality.map { ":" + $0 } ?? "") }
}
