import Cryptography
package import LocalAPI
package import PeerProtocol
package import System

/// Which certificates of the local listener count no longer, by whose they are: HOME/clients/revoked.json.
package struct RevokedCredentials: Sendable, Equatable {
  /// All that were issued to this name, of this role or of any, before that moment.
  package struct Entry: Sendable, Equatable {
    package var name: String
    package var role: Role?
    package var before: Timestamp

    package init(name: String, role: Role?, before: Timestamp) {
      (self.name, self.role, self.before) = (name, role, before)
    }
  }

  /// Certificates are valid from so long before they are made (`CertificateAuthority`).
  private static let headStart: Int64 = 3_600

  package var entries: [Entry] = []

  /// Whether the certificate is one of them.
  func cover(_ certificate: X509Certificate) -> Bool {
    cover(
      name: certificate.commonName, role: certificate.organizationalUnit.flatMap(Credential.init)?.role,
      notBefore: certificate.notBefore)
  }

  /// Whether a certificate of this name and role, valid from that moment in seconds since 1970, is one of them.
  func cover(name: String, role: Role?, notBefore: Int64) -> Bool {
    entries.contains { entry in
      guard entry.name == name, entry.role == nil || entry.role == role else { return false }
      return notBefore + Self.headStart <= entry.before.seconds
    }
  }

  /// Adds one; a name and role that stand there already move on to the new moment.
  package mutating func add(_ entry: Entry) {
    entries.removeAll { $0.name == entry.name && $0.role == entry.role }
    entries.append(entry)
  }

  /// The document.
  package var json: JSONValue {
    [
      "revoked": .array(
        entries.map { entry in
          JSONValue(present: [
            "name": .string(entry.name), "role": entry.role.map { .string($0.rawValue) },
            "before": JSONValue(entry.before),
          ])
        })
    ]
  }

  package init() {}

  /// Reads the document; nil where it is none.
  package init?(_ json: JSONValue) {
    guard let rows = json["revoked"]?.arrayValue else { return nil }
    for row in rows {
      guard let name = row["name"]?.stringValue,
        let before = row["before"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
      else { return nil }
      var role: Role?
      if let text = row["role"]?.stringValue {
        guard let known = Role(rawValue: text) else { return nil }
        role = known
      }
      entries.append(Entry(name: name, role: role, before: before))
    }
  }

  /// Reads the file of a home; none is an empty one.
  package static func read(from home: NodeHome) throws(FileError) -> RevokedCredentials? {
    guard Files.mode(of: home.revokedCredentials) != nil else { return RevokedCredentials() }
    let bytes = try Files.read(home.revokedCredentials)
    return (try? JSONText.value(of: bytes)).flatMap(RevokedCredentials.init)
  }
}
