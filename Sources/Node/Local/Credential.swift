/// What the organizational unit of a client's certificate says: a role and, for a coordinator, perhaps a municipality.
struct Credential: Hashable, Sendable {
  let role: Role
  /// The only municipality whose matches the client works on; nil for all. Only a coordinator has one.
  let municipality: String?

  /// Fails where a municipality is no code, or goes with another role than coordinator.
  init?(role: Role, municipality: String?) {
    if let municipality, role != .coordinator || !Self.isMunicipality(municipality) { return nil }
    self.role = role
    self.municipality = municipality
  }

  /// Reads an organizational unit: `index`, `coordinator`, `coordinator:GM0363`.
  init?(organizationalUnit: String) {
    let parts = organizationalUnit.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let role = Role(rawValue: String(parts[0])) else { return nil }
    self.init(role: role, municipality: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// What a certificate says of it.
  var organizationalUnit: String { role.rawValue + (municipality.map { ":" + $0 } ?? "") }

  /// True for a municipality's code: two capitals and four digits, such as GM0363.
  static func isMunicipality(_ code: String) -> Bool {
    let bytes = Array(code.utf8)
    return bytes.count == 6 && bytes[..<2].allSatisfy { (0x41...0x5A).contains($0) }
      && bytes[2...].allSatisfy { (0x30...0x39).contains($0) }
  }
}
