package import Cryptography
import LocalAPI
import PeerProtocol
import System
import Transport

/// Renews the authority of the local listener before it ends, and what it issued with it. A running node takes all of it at its
/// next start.
///
/// As a rule the authority keeps its key: whoever trusts the older certificate then trusts what is issued under the new one, and
/// the other way round. With a new key, both authorities are trusted until the older ones are dropped.
package struct LocalAuthority {
  private let home: NodeHome
  private let configuration: NodeConfiguration
  private static let days = CredentialOffice.days

  package init(of home: NodeHome) throws(NodeFailure) {
    self.home = home
    configuration = try home.readConfiguration()
  }

  /// What was made anew.
  package struct Renewed: Sendable {
    package var authority: X509Certificate
    /// Older authorities whose certificates count still.
    package var older: [X509Certificate] = []
    /// Files of clients that hold a new certificate for the same key.
    package var clients: [String] = []
    /// Files that stay as they are, each with the reason.
    package var skipped: [(path: String, reason: Skipped)] = []
  }

  /// Why a client's certificate was not made anew.
  package enum Skipped: Sendable {
    /// It is registered by its fingerprint, and another privacy officer consents to a new one.
    case privacyOfficer
    /// It was revoked.
    case revoked
    /// Its key is not in the file, or no P-256 key: its holder has it.
    case keyElsewhere
    /// No authority of this node issued it.
    case foreign
  }

  /// Makes a new certificate for the authority, and with it for the local listener and the clients in HOME/clients.
  package func renew(newKey: Bool) throws(NodeFailure) -> Renewed {
    try changing { () throws in
      try KeyPairSwitch.finishAll(home)
      let known = HomeKeys.authorities(of: home)
      // A new key helps also where the present one is lost.
      let present = newKey ? nil : try HomeKeys.authority(of: home)
      let key = try present?.1 ?? P256KeyPair.generate()
      // One key has one certificate: the older one of the same key says nothing that this one does not.
      let name =
        present?.0.commonName
        ?? "\(configuration.region.text) local authority \(Timestamp(seconds: WallClock.seconds).rfc3339.prefix(10))"
      let authority = try CertificateAuthority.selfSigned(
        commonName: name, key: key, isAuthority: true, days: Self.days, subjectAlternativeNames: [])
      let older = known.filter { $0.spkiSHA256 != key.spkiSHA256 }
      let trusted = authority.pem + older.flatMap(\.pem)
      // Who asks the node trusts both before the node shows anything new.
      try Files.replace(home.authority, trusted)
      if newKey {
        let pair = KeyPairSwitch.authority(home)
        try pair.prepare(key: key.privateKeyPEM, certificate: trusted)
        try pair.run()
      } else {
        try Files.replace(home.key(.authorityCertificate), trusted)
        try renewListener(by: (authority, key))
      }
      var renewed = Renewed(authority: authority, older: older)
      try renewClients(by: (authority, key), known: [authority] + known, &renewed)
      return renewed
    }
  }

  /// Trusts the present authority alone: what older ones issued counts no longer. The local listener gets a certificate of the
  /// present one.
  package func dropOlder() throws(NodeFailure) -> Renewed {
    try changing { () throws in
      try KeyPairSwitch.finishAll(home)
      let authority = try HomeKeys.authority(of: home)
      try renewListener(by: authority)
      try Files.replace([(home.key(.authorityCertificate), authority.0.pem), (home.authority, authority.0.pem)])
      return Renewed(authority: authority.0)
    }
  }

  /// Clients' certificates in HOME/clients that count only while an older authority is trusted.
  package func dependingOnOlder() -> [String] {
    guard let present = HomeKeys.authorities(of: home).first else { return [] }
    return HomeCertificate.all(in: home).filter { $0.use == .client && !$0.certificate.isIssued(by: present) }
      .map(\.path)
  }

  /// A new certificate for the local listener, for the same key or another one.
  package func renewListener(newKey: Bool) throws(NodeFailure) -> X509Certificate {
    try changing { () throws in
      try KeyPairSwitch.finishAll(home)
      let authority = try HomeKeys.authority(of: home)
      guard newKey else { return try renewListener(by: authority) }
      let key = try P256KeyPair.generate()
      let certificate = try HomeBuilder.localCertificate(configuration, key, by: authority)
      let pair = KeyPairSwitch.local(home)
      try pair.prepare(key: key.privateKeyPEM, certificate: certificate.pem)
      try pair.run()
      return certificate
    }
  }

  @discardableResult
  private func renewListener(by authority: (X509Certificate, P256KeyPair)) throws -> X509Certificate {
    let key = try P256KeyPair(privateKeyPEM: try HomeKeys.bytes(at: home.key(.localKey)))
    let certificate = try HomeBuilder.localCertificate(configuration, key, by: authority)
    try Files.replace(home.key(.localCertificate), certificate.pem)
    return certificate
  }

  /// Clients whose key is beside their certificate keep that key.
  private func renewClients(
    by authority: (X509Certificate, P256KeyPair), known: [X509Certificate], _ renewed: inout Renewed
  ) throws {
    guard let revoked = try RevokedCredentials.read(from: home) else {
      throw NodeFailure(.configuration, "\(home.revokedCredentials) cannot be read: restore it from a backup")
    }
    var names = IssuedNames(of: home)
    var files: [(path: String, bytes: [UInt8])] = []
    for client in HomeCertificate.all(in: home) where client.use == .client {
      let old = client.certificate
      guard known.contains(where: old.isIssued(by:)), let unit = old.organizationalUnit,
        let credential = Credential(organizationalUnit: unit)
      else {
        renewed.skipped.append((client.path, .foreign))
        continue
      }
      if credential.role == .privacyOfficer {
        renewed.skipped.append((client.path, .privacyOfficer))
      } else if revoked.cover(old) {
        // A new one would count again.
        renewed.skipped.append((client.path, .revoked))
      } else if let key = try? P256KeyPair(privateKeyPEM: try Files.read(client.path)) {
        let certificate = try CertificateAuthority.issue(
          commonName: old.commonName, organizationalUnit: unit, for: key, by: authority, usage: .client,
          days: Self.days, subjectAlternativeNames: [])
        names.add(certificate)
        files.append((client.path, certificate.pem + key.privateKeyPEM))
        renewed.clients.append(client.path)
      } else {
        renewed.skipped.append((client.path, .keyElsewhere))
      }
    }
    // The names go first, so that every certificate has its name in the list.
    try names.write(to: home)
    try Files.replace(files)
  }

  /// One change of the files at a time.
  private func changing<Value>(_ body: () throws -> Value) throws(NodeFailure) -> Value {
    do {
      return try Files.whileHolding(home.keys) { try Files.whileHolding(home.clients) { try body() } }
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(.configuration, "\(error): may you write in \(home.keys) and \(home.clients)? Run this again")
    }
  }
}
