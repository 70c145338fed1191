package import Cryptography
package import PeerProtocol
import System
import Transport

/// Requests, takes and renews the certificate that peers see. Works on the home; a running node reads a new certificate for the
/// same key within a minute, and another key at its next start.
package struct PeerCertificateChange {
  private let home: NodeHome
  private let configuration: NodeConfiguration

  package init(of home: NodeHome) throws(NodeFailure) {
    self.home = home
    configuration = try home.readConfiguration()
  }

  // MARK: - Of an authority

  /// What an authority gets, and the file of its key.
  package struct Request: Sendable {
    package var request: CertificateRequest
    package var keyFile: String
    /// Whether the key was made for it.
    package var madeKey: Bool
  }

  /// The request for the next key, which is made where it is not there; or for the present one.
  ///
  /// - Parameters:
  ///   - organisation: the region's legal name, for authorities that certify it.
  ///   - number: the number by which the authority knows it, such as an OIN.
  package func request(
    samePresentKey: Bool, organisation: String?, number: String?
  ) throws(NodeFailure) -> Request {
    let keyFile = samePresentKey ? home.key(.tlsKey) : home.nextTLSKey
    var madeKey = false
    do {
      if !samePresentKey, Files.mode(of: keyFile) == nil {
        try Files.create(keyFile, try P256KeyPair.generate().privateKeyPEM)
        try Files.synchronizeFolder(home.keys)
        madeKey = true
      }
      let host = configuration.endpoint.host
      let names = ListenAddress(configuration.endpoint.authority).map { [$0.alternativeName] } ?? []
      let request = try CertificateRequest(
        host: host, organisation: organisation, serialNumber: number, privateKeyPEM: try HomeKeys.bytes(at: keyFile),
        alternativeNames: names)
      return Request(request: request, keyFile: keyFile, madeKey: madeKey)
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(.configuration, "the request for the key \(keyFile) cannot be made: \(error)")
    }
  }

  /// A certificate that was put in its place.
  package struct Taken: Sendable {
    package var certificate: X509Certificate
    /// Where it stands.
    package var path: String
    /// Whether it is of the next key, which is not used yet.
    package var isOfNextKey: Bool
    /// What peers may refuse it for, where this node itself asks for no authority.
    package var doubt: String?
  }

  /// Puts the certificate that an authority sent, with the intermediate ones behind it, beside its key. What peers would
  /// refuse is refused, and nothing is changed then.
  package func take(_ file: String, now: Timestamp) throws(NodeFailure) -> Taken {
    let pem: [UInt8]
    do { pem = try Files.read(file) } catch { throw NodeFailure(.configuration, "\(error)") }
    if let fault = PEMForm.fault(of: pem, at: file, expecting: .certificates) { throw NodeFailure(.damagedData, fault) }
    var keys: [(path: String, pem: [UInt8], target: String, isNext: Bool)] = []
    for (path, target, isNext) in [
      (home.key(.tlsKey), home.key(.tlsCertificate), false), (home.nextTLSKey, home.nextTLSCertificate, true),
    ] where Files.mode(of: path) != nil {
      keys.append((path, try HomeKeys.bytes(at: path), target, isNext))
    }
    let match = keys.first { one in
      (try? PrivateKeyFile(pem: one.pem)).map { ShownCertificate.count(of: $0, in: pem) > 0 } ?? false
    }
    guard let match else {
      throw NodeFailure(
        .damagedData,
        "\(file) is of neither \(home.key(.tlsKey)) nor \(home.nextTLSKey): import what came back for the request of "
          + "samenloop cert csr")
    }
    if let fault = ShownCertificate.fault(
      certificatePEM: pem, at: file, privateKeyPEM: match.pem, at: match.path)
    {
      throw NodeFailure(.damagedData, fault)
    }
    let chain = ShownCertificate.certificates(pem: pem) ?? []
    guard let own = chain.first else { throw NodeFailure(.damagedData, "\(file) holds no certificate") }
    if own.notAfter <= now.seconds {
      throw NodeFailure(.damagedData, "\(file) ended on \(Self.day(own.notAfter)): have it issued anew")
    }
    if own.notBefore > now.seconds + 3_600 {
      throw NodeFailure(
        .damagedData,
        "\(file) is not valid before \(Self.day(own.notBefore)): import it then, or set this machine's clock")
    }
    let doubt = try doubt(of: chain, pem, file)
    do throws(FileError) {
      try Files.replace(match.target, pem)
    } catch {
      throw NodeFailure(.configuration, "\(error): may you write there?")
    }
    return Taken(certificate: own, path: match.target, isOfNextKey: match.isNext, doubt: doubt)
  }

  /// What peers that ask for an authority would refuse; thrown where this node asks for one itself.
  private func doubt(of chain: [X509Certificate], _ pem: [UInt8], _ file: String) throws(NodeFailure) -> String? {
    var doubt: String?
    if !ShownCertificate.isForBothEnds(certificatePEM: pem) {
      doubt =
        "\(file) is not meant for both ends of a connection: have one issued with the extended key usages serverAuth and "
        + "clientAuth"
    } else if let anchors = configuration.trustAnchors {
      let path = home.resolve(anchors)
      let known = (try? Files.read(path)).flatMap { ShownCertificate.certificates(pem: $0) } ?? []
      if !chain.contains(where: { one in known.contains { one.der == $0.der || one.isIssued(by: $0) } }) {
        doubt =
          "\(file) leads to no certificate in \(path): put the intermediate certificates behind the node's own, or correct "
          + "trustAnchors"
      }
    }
    if let doubt, configuration.trustAnchors != nil { throw NodeFailure(.damagedData, doubt) }
    return doubt
  }

  // MARK: - Self-signed

  /// A new self-signed certificate around the present key: peers, who know the key, notice nothing.
  package func renew() throws(NodeFailure) -> X509Certificate {
    try requireSelfSigned("--same-key ")
    do {
      let key = try P256KeyPair(privateKeyPEM: try HomeKeys.bytes(at: home.key(.tlsKey)))
      let certificate = try HomeBuilder.tlsCertificate(configuration, key)
      try Files.replace(home.key(.tlsCertificate), certificate.pem)
      return certificate
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(.configuration, "a certificate for \(home.key(.tlsKey)) cannot be made: \(error)")
    }
  }

  /// A next key with a self-signed certificate, for the node's next start. One that is there is kept.
  package func makeNext() throws(NodeFailure) -> X509Certificate {
    try requireSelfSigned("")
    if let present = try next() { return present }
    do {
      let key: P256KeyPair
      if Files.mode(of: home.nextTLSKey) != nil {
        key = try P256KeyPair(privateKeyPEM: try HomeKeys.bytes(at: home.nextTLSKey))
      } else {
        key = try .generate()
        try Files.create(home.nextTLSKey, key.privateKeyPEM)
      }
      let certificate = try HomeBuilder.tlsCertificate(configuration, key)
      try Files.replace(home.nextTLSCertificate, certificate.pem)
      return certificate
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(.configuration, "the next key \(home.nextTLSKey) cannot be made: \(error)")
    }
  }

  private func requireSelfSigned(_ option: String) throws(NodeFailure) {
    let present = (try? Files.read(home.key(.tlsCertificate))).flatMap { try? X509Certificate(pem: $0) }
    guard configuration.trustAnchors != nil || present?.isSelfSigned == false else { return }
    throw NodeFailure(
      .configuration,
      "an authority issues this node's certificate: have it make the new one. samenloop cert csr \(option)--out FILE.csr "
        + "--home \(home.path), and with what comes back: samenloop cert import FILE --home \(home.path)")
  }

  // MARK: - Taking the next key into use

  /// The next pair; nil where it is not complete. Throws where both do not belong together.
  package func next() throws(NodeFailure) -> X509Certificate? {
    guard Files.mode(of: home.nextTLSKey) != nil, Files.mode(of: home.nextTLSCertificate) != nil else { return nil }
    let key = try HomeKeys.bytes(at: home.nextTLSKey)
    let pem = try HomeKeys.bytes(at: home.nextTLSCertificate)
    if let fault = ShownCertificate.fault(
      certificatePEM: pem, at: home.nextTLSCertificate, privateKeyPEM: key, at: home.nextTLSKey)
    {
      throw NodeFailure(.configuration, fault)
    }
    return try? X509Certificate(pem: pem)
  }

  /// Puts the next key and its certificate in the place of the present ones, which stay as `keys/tls-previous.*`. The node
  /// must be stopped, and must have run since the next key was made: else no peer can know it.
  package func switchToNext() throws(NodeFailure) -> X509Certificate {
    try KeyPairSwitch.finishAll(home)
    guard let certificate = try next() else {
      throw NodeFailure(
        .configuration,
        Files.mode(of: home.nextTLSKey) == nil
          ? "\(home.nextTLSKey) is not there: make it with samenloop cert renew peer --new-key, or with samenloop cert csr"
          : "\(home.nextTLSCertificate) is not there: import what the authority sent with samenloop cert import FILE")
    }
    if let pid = HomeReview.processWithStore(of: home) {
      throw NodeFailure(
        .temporary,
        "the node runs (process \(pid)): once samenloop sync now says that all peers are up to date, stop it and run this "
          + "again", code: "node-runs")
    }
    guard HomeReview.journalChanged(home, since: home.nextTLSKey) else {
      throw NodeFailure(
        .configuration,
        "the node did not run since \(home.nextTLSKey) was made, so that no peer knows it: start the node, and run samenloop "
          + "sync now until all peers are up to date", code: "next-key-unknown")
    }
    do throws(FileError) {
      try KeyPairSwitch.peer(home).run()
    } catch {
      throw NodeFailure(.configuration, "\(error): the next start of the node finishes this")
    }
    return certificate
  }

  private static func day(_ seconds: Int64) -> Substring { Timestamp(seconds: seconds).rfc3339.prefix(10) }
}
