import Engine
import Region

/// The names of holders of certificates, as far as this node knows them.
struct HolderNames {
  private var names: [[UInt8]: String] = [:]

  /// Those that the home's authority made certificates for, and the registered and proposed privacy officers.
  init(_ engine: Engine, _ home: NodeHome) {
    for (id, holder) in IssuedNames(of: home).holders {
      if let fingerprint = OfficerCertificate.fingerprint(ofId: id) { names[fingerprint] = holder.name }
    }
    let registry = engine.credentials.latestRegistry
    for officer in registry.officers.map(\.certificate) + registry.proposals.map(\.proposal.certificate) {
      names[officer.fingerprint] = officer.name
    }
  }

  /// The name in the certificate with this SHA-256; nil where it is not known.
  func name(of fingerprint: [UInt8]) -> String? { names[fingerprint] }
}
