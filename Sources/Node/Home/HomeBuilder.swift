package import Cryptography
import Glibc
import LocalAPI
import PeerProtocol
import System

/// Makes a node's home: all of it, or nothing.
package struct HomeBuilder {
  var configuration: NodeConfiguration
  var random: any RandomSource = SystemRandom()

  /// What is written to ``NodeHome/terms``; nothing where it is empty.
  var terms: [UInt8]

  /// Makes the home that a configuration describes.
  package init(configuration: NodeConfiguration, terms: [UInt8] = []) {
    (self.configuration, self.terms) = (configuration, terms)
  }

  /// Ten years: a peer is known by its key, and a new certificate is made before that.
  private static let days = 3_650

  /// Builds the home beside its place and moves it there as one step. An existing home stays as it is.
  package func build(at home: NodeHome) throws(NodeFailure) {
    if let names = Files.names(in: home.path), !names.isEmpty {
      throw Self.exists(home)
    }
    if let mode = Files.mode(of: home.path), mode & S_IFMT != S_IFDIR {
      throw NodeFailure(
        .configuration,
        pick(
          "\(home.path) is er al en is geen map: kies een andere --home",
          "\(home.path) is there already and is no folder: choose another --home"))
    }
    let aside = NodeHome(path: home.path + ".init-\(getpid())")
    do {
      try Files.makeFolder(aside.path)
    } catch {
      throw NodeFailure(
        .configuration,
        pick(
          "\(error): bestaat de map erboven, en mag u daar schrijven?",
          "\(error): does the folder above it exist, and may you write there?"))
    }
    do {
      try fill(aside)
      // rename(2) takes the place of nothing or of an empty folder, never of a home.
      guard rename(aside.path, home.path) == 0 else {
        if errno == ENOTEMPTY || errno == EEXIST { throw Self.exists(home) }
        throw NodeFailure(.configuration, FileError("make", home.path).description)
      }
    } catch {
      Files.remove(aside.path)
      if let failure = error as? NodeFailure { throw failure }
      throw NodeFailure(
        .configuration, pick("de map kan niet worden gemaakt: \(error)", "the home cannot be made: \(error)"))
    }
    try? Files.synchronizeFolder(Files.folder(of: home.path))
  }

  private static func exists(_ home: NodeHome) -> NodeFailure {
    NodeFailure(
      .configuration,
      pick(
        "\(home.path) bestaat en is niet leeg; init overschrijft nooit een map: kies een andere --home, "
          + "of verwijder deze eerst",
        "\(home.path) exists and is not empty; init never overwrites a home: choose another --home, or remove it first"),
      code: "home-exists")
  }

  /// The certificate around the peer listener's key: peers look at the key.
  package static func tlsCertificate(
    _ configuration: NodeConfiguration, _ key: P256KeyPair
  ) throws(CryptographyError) -> X509Certificate {
    let endpoint = ListenAddress(configuration.endpoint.authority)
    return try CertificateAuthority.selfSigned(
      commonName: configuration.region.text, key: key, isAuthority: false, days: days,
      subjectAlternativeNames: endpoint.map { [$0.alternativeName] } ?? [])
  }

  /// The certificate around the local listener's key, with every name by which it is reached.
  static func localCertificate(
    _ configuration: NodeConfiguration, _ key: P256KeyPair, by authority: (X509Certificate, P256KeyPair)
  ) throws(CryptographyError) -> X509Certificate {
    try CertificateAuthority.issue(
      commonName: "\(configuration.region.text) local", organizationalUnit: nil, for: key, by: authority,
      usage: .server, days: days, subjectAlternativeNames: configuration.allLocalNames.map(\.alternativeName))
  }

  /// Whose a certificate is: with real data the operator by name, where it was said, since they approve by it.
  private static func holder(of role: Role, _ configuration: NodeConfiguration) -> String {
    if role == .operator, configuration.environment == .production, let name = configuration.operatorContact?.name,
      CredentialOffice.isName(name)
    {
      return name
    }
    return "\(configuration.region.text) \(role.rawValue)"
  }

  private func fill(_ home: NodeHome) throws {
    for folder in [home.keys, home.store, home.audit, home.clients] { try Files.makeFolder(folder) }
    let region = configuration.region.text
    for file in [KeyFile.identity, .pseudonymSecret, .storageKey] {
      try Files.create(home.key(file), random.bytes(file.length ?? 32))
    }
    let tls = try P256KeyPair.generate()
    let certificate = try Self.tlsCertificate(configuration, tls)
    try Files.create(home.key(.tlsKey), tls.privateKeyPEM)
    try Files.create(home.key(.tlsCertificate), certificate.pem)

    let authorityKey = try P256KeyPair.generate()
    let authority = try CertificateAuthority.selfSigned(
      commonName: "\(region) local authority", key: authorityKey, isAuthority: true, days: Self.days,
      subjectAlternativeNames: [])
    try Files.create(home.key(.authorityKey), authorityKey.privateKeyPEM)
    try Files.create(home.key(.authorityCertificate), authority.pem)
    try Files.create(home.authority, authority.pem)

    let local = try P256KeyPair.generate()
    let localCertificate = try Self.localCertificate(configuration, local, by: (authority, authorityKey))
    try Files.create(home.key(.localKey), local.privateKeyPEM)
    try Files.create(home.key(.localCertificate), localCertificate.pem)

    var names = IssuedNames()
    for role in Role.issuedAtInit(configuration.environment) {
      let name = Self.holder(of: role, configuration)
      let key = try P256KeyPair.generate()
      let certificate = try CertificateAuthority.issue(
        commonName: name, organizationalUnit: role.rawValue, for: key,
        by: (authority, authorityKey), usage: .client, days: Self.days, subjectAlternativeNames: [])
      try Files.create(home.credential(of: role), certificate.pem + key.privateKeyPEM)
      names.add(name)
    }
    try names.write(to: home)
    if !terms.isEmpty { try Files.create(home.terms, terms) }
    // Last, so that a folder without it is never taken for a home.
    try Files.create(home.configuration, Array(JSONText.readable(configuration.json).utf8) + [0x0A])
    for folder in [home.keys, home.clients, home.path] { try Files.synchronizeFolder(folder) }
  }
}
