package import Cryptography
package import LocalAPI
package import PeerProtocol
import Region
package import System

/// The names that certificates of the local listener were made for, so that a revocation of another one is noticed, and the
/// audit log can name a holder: HOME/clients/issued.json. It decides nothing.
package struct IssuedNames: Equatable {
  package private(set) var names: [String] = []
  /// Names and roles by SHA-256 of the certificate, in hexadecimal digits.
  package private(set) var holders: [String: Holder] = [:]

  /// Whose a certificate is.
  package struct Holder: Equatable, Sendable {
    package var name: String
    package var role: Role
    /// From when it is valid.
    package var validFrom: Timestamp
  }

  /// The names of a home: those in the file, and those of the certificates beside it, which may be older than the file.
  package init(of home: NodeHome) {
    let file = (try? Files.read(home.issuedNames)).flatMap { try? JSONText.value(of: $0) }
    for name in file?["names"]?.arrayValue ?? [] { name.stringValue.map { add($0) } }
    for (id, holder) in file?["certificates"]?.objectValue ?? [:] {
      guard let name = holder["name"]?.stringValue,
        let role = holder["role"]?.stringValue.flatMap(Role.init(rawValue:)),
        let from = holder["validFrom"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
      else { continue }
      holders[id] = Holder(name: name, role: role, validFrom: from)
    }
    for file in (Files.names(in: home.clients) ?? []).sorted() where file.hasSuffix(".pem") {
      let path = home.clients + "/" + file
      guard path != home.authority, let bytes = try? Files.read(path), let certificate = try? X509Certificate(pem: bytes)
      else { continue }
      add(certificate)
    }
  }

  package init() {}

  package mutating func add(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  /// Adds whose a certificate is.
  package mutating func add(_ certificate: X509Certificate) {
    add(certificate.commonName)
    guard let role = certificate.organizationalUnit.flatMap(Credential.init)?.role else { return }
    holders[OfficerCertificate.id(of: certificate.fingerprintSHA256)] = Holder(
      name: certificate.commonName, role: role, validFrom: Timestamp(seconds: certificate.notBefore))
  }

  /// Replaces the file.
  package func write(to home: NodeHome) throws(FileError) {
    let json: JSONValue = [
      "names": .array(names.map { .string($0) }),
      "certificates": .object(
        holders.mapValues {
          ["name": .string($0.name), "role": .string($0.role.rawValue), "validFrom": JSONValue($0.validFrom)]
        }),
    ]
    try Files.replace(home.issuedNames, Array(JSONText.readable(json).utf8) + [0x0A])
  }
}
