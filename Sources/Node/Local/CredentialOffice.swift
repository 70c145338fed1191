import Cryptography
import Engine
import LocalAPI
import PeerProtocol
import Region
import System
import Transport

/// Issues certificates of the local listener on request, and knows which privacy officers' certificates the home holds.
package struct CredentialOffice: Sendable {
  var home: NodeHome
  var environment: PeerEnvironment
  /// Whether a certificate was revoked.
  var isRevoked: @Sendable (X509Certificate) -> Bool

  /// Ten years, as those that `init` makes.
  package static let days = 3_650
  /// Characters of a common name (RFC 5280, ub-common-name).
  package static let nameLength = 64

  /// The privacy officers' certificates in HOME/clients that this node's own authority issued and that count now.
  var found: [OfficerCertificate] {
    let authorities = HomeKeys.authorities(of: home)
    let now = WallClock.seconds
    return (Files.names(in: home.clients) ?? []).sorted().filter { $0.hasSuffix(".pem") }
      .compactMap { (try? Files.read(home.clients + "/" + $0)).flatMap { try? X509Certificate(pem: $0) } }
      .filter {
        $0.organizationalUnit.flatMap(Credential.init)?.role == .privacyOfficer
          && authorities.contains(where: $0.isIssued(by:))
          && $0.notAfter > now && !isRevoked($0)
      }
      .map(OfficerCertificate.init)
  }

  /// Why a privacy officer's certificate is refused; nil where it counts.
  ///
  /// In a home to learn with, one that lies in HOME/clients is registered when it is first shown.
  func refusal(of client: ClientIdentity, by engine: Engine) -> Problem? {
    var standing = engine.credentials.standing(of: client.certificateSHA256)
    if case .unknown = standing, environment == .training {
      try? engine.credentials.beginRegistry(found: found)
      standing = engine.credentials.standing(of: client.certificateSHA256)
    }
    switch standing {
    case .registered: return nil
    case .revoked:
      return Problem(
        .forbidden,
        pick(
          "Het certificaat van deze functionaris gegevensbescherming is ingetrokken. Voor een ander: "
            + "samenloop credential request",
          "This privacy officer's certificate was revoked. For another: samenloop credential request"))
    case .proposed:
      return Problem(
        .forbidden,
        pick(
          "Het certificaat van deze functionaris gegevensbescherming is nog niet geregistreerd. Een "
            + "geregistreerde functionaris moet instemmen: samenloop credential approve --as privacy-officer "
            + "\(OfficerCertificate.id(of: client.certificateSHA256))",
          "This privacy officer's certificate is not registered yet. A registered privacy officer has to consent: "
            + "samenloop credential approve --as privacy-officer \(OfficerCertificate.id(of: client.certificateSHA256))"
        ))
    case .unknown:
      return Problem(
        .forbidden,
        pick(
          "Het certificaat van deze functionaris gegevensbescherming is niet geregistreerd bij dit "
            + "knooppunt, en mag dus niets. De functionaris maakt een aanvraag: samenloop credential request; "
            + "de beheerder brengt die in: samenloop credential sign FILE.csr; wie al geregistreerd is, stemt "
            + "in: samenloop credential approve",
          "This privacy officer's certificate is not registered at this node, so that it may do nothing. The privacy "
            + "officer makes a request: samenloop credential request; the operator brings it in: samenloop credential sign "
            + "FILE.csr; who is registered already consents: samenloop credential approve"))
    }
  }

  /// Issues a certificate on a request: `{"request": PEM, "role"}`. A privacy officer's is registered, or waits for one
  /// who consents; a privacy officer signs for privacy officers only.
  func sign(_ document: JSONValue, by approver: Approver, _ engine: Engine) throws(Problem) -> IssuedCredentialDocument
  {
    let named = document["role"]?.stringValue.flatMap(Role.init(rawValue:))
    let text = document["request"]?.stringValue
    guard let role = named, let text else {
      throw .malformed(
        (text == nil ? ["request: must be a text, a certificate request (PKCS #10) in PEM"] : [])
          + (named == nil ? ["role: must be one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"] : []))
    }
    guard role == .privacyOfficer || approver.role == Role.operator.rawValue else {
      throw Problem(
        .forbidden,
        pick(
          "Een functionaris gegevensbescherming tekent alleen voor functionarissen; de beheerder tekent "
            + "voor andere rollen.",
          "A privacy officer signs for privacy officers only; the operator signs for other roles."))
    }
    let request: CertificateRequest
    do {
      request = try CertificateRequest(pem: Array(text.utf8))
    } catch {
      throw .malformed(["request: must be a certificate request (PKCS #10) in PEM (\(error.reason))"])
    }
    let credential = try credential(of: request, role)
    guard Self.isName(request.commonName) else {
      throw .malformed(["request: its common name must be a text of 1 to \(Self.nameLength) characters on one line"])
    }
    guard role == .privacyOfficer else {
      return answer(try issue(request, credential, engine), credential, state: .issued)
    }
    let certificate: X509Certificate
    do {
      let known = try engine.credentials.standingCertificate(key: request.spkiSHA256, name: request.commonName)
      certificate = try known.map { try X509Certificate(der: $0.der) } ?? issue(request, credential, engine)
    } catch {
      throw Problem(catching: error)
        ?? Problem(
          .internalError,
          pick(
            "Een certificaat dat hier wordt bewaard, is niet te lezen.", "A certificate that is held cannot be read."))
    }
    let officer = OfficerCertificate(certificate)
    do { _ = try engine.credentials.register(officer, by: approver) } catch { throw Problem(error) }
    if case .registered = engine.credentials.standing(of: officer.fingerprint) {
      return answer(certificate, credential, state: .registered)
    }
    return answer(certificate, credential, state: .proposed)
  }

  /// What the certificate will say: the role that was asked for, which must be that of the request where that names one.
  private func credential(of request: CertificateRequest, _ role: Role) throws(Problem) -> Credential {
    guard let unit = request.organizationalUnit else {
      if let credential = Credential(role: role, municipality: nil) { return credential }
      throw .malformed(["role: does not fit"])
    }
    guard let credential = Credential(organizationalUnit: unit), credential.role == role else {
      throw .malformed(["request: asks for \"\(unit)\", not for the role \(role.rawValue)"])
    }
    return credential
  }

  private func issue(
    _ request: CertificateRequest, _ credential: Credential, _ engine: Engine
  ) throws(Problem) -> X509Certificate {
    do {
      let authority = try HomeKeys.authority(of: home)
      let certificate = try CertificateAuthority.issue(
        for: request, organizationalUnit: credential.organizationalUnit, by: authority, days: Self.days)
      // Before anybody has the certificate, so that a revocation finds the name.
      var names = IssuedNames(of: home)
      names.add(certificate)
      try names.write(to: home)
      try engine.audit.record([
        AuditFact(
          .certificateIssued, things: [.holder(certificate.fingerprintSHA256)],
          ["for": .word(credential.role.rawValue)])
      ])
      return certificate
    } catch {
      if let refusal = error as? Refusal { throw Problem(refusal) }
      let reason = (error as? NodeFailure)?.detail ?? "\(error)"
      throw Problem(
        .internalError,
        pick("Het certificaat kan niet worden gemaakt: \(reason)", "The certificate cannot be made: \(reason)"))
    }
  }

  private func answer(
    _ certificate: X509Certificate, _ credential: Credential, state: IssuedCredentialDocument.State
  ) -> IssuedCredentialDocument {
    IssuedCredentialDocument(
      id: OfficerCertificate.id(of: certificate.fingerprintSHA256),
      key: OfficerCertificate.id(of: certificate.spkiSHA256), name: certificate.commonName,
      role: Word(credential.role), municipality: credential.municipality,
      validUntil: Timestamp(seconds: certificate.notAfter), state: Word(state),
      certificate: String(decoding: certificate.pem, as: UTF8.self),
      authority: (try? Files.read(home.authority)).map { String(decoding: $0, as: UTF8.self) })
  }

  /// Whether a text can be the name of a certificate's holder.
  package static func isName(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      && name.contains { !$0.isWhitespace } && name.unicodeScalars.count <= nameLength
  }
}

extension OfficerCertificate {
  /// What has to be known of a certificate.
  init(_ certificate: X509Certificate) {
    self.init(
      der: certificate.der, fingerprint: certificate.fingerprintSHA256, key: certificate.spkiSHA256,
      name: certificate.commonName, validFrom: Timestamp(seconds: certificate.notBefore),
      validUntil: Timestamp(seconds: certificate.notAfter))
  }
}
