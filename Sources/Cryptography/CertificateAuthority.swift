import COpenSSL

/// What the key of a certificate may be used for in TLS.
public enum CertificateUsage: Sendable {
  /// To open connections.
  case client
  /// To accept connections.
  case server
  /// Both, as peers do.
  case both

  var extendedKeyUsage: String {
    switch self {
    case .client: "clientAuth"
    case .server: "serverAuth"
    case .both: "serverAuth,clientAuth"
    }
  }
}

/// Makes the certificates of a node: its own TLS certificate, its authority, and what that authority issues.
///
/// Alternative names are `DNS:` with a host name or `IP:` with an address; anything else throws. A certificate is valid
/// from one hour before now, because clocks differ, until `days` from now.
public enum CertificateAuthority {
  /// A certificate that `key` signs for itself: an authority, or the certificate of a peer that is known by its key.
  ///
  /// Throws when `commonName` is empty or longer than 64 characters, or `days` is not positive.
  public static func selfSigned(
    commonName: String, key: P256KeyPair, isAuthority: Bool, days: Int, subjectAlternativeNames: [String]
  ) throws(CryptographyError) -> X509Certificate {
    let draft = try CertificateDraft(commonName: commonName, organizationalUnit: nil, key: key.handle(), days: days)
    if isAuthority {
      try draft.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: draft.certificate)
      try draft.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: draft.certificate)
    } else {
      try draft.addEndEntity(.both, issuer: draft.certificate)
    }
    try draft.add(NID_subject_key_identifier, "hash", issuer: draft.certificate)
    try draft.addAlternativeNames(subjectAlternativeNames, issuer: draft.certificate)
    return try draft.signed(issuer: draft.certificate, by: key.handle())
  }

  /// A certificate for `key`, signed by an authority. The private key of `key` is not used.
  ///
  /// `organizationalUnit` carries the role of a client. Throws as `selfSigned` does, and when the authority's
  /// certificate is not of its key.
  public static func issue(
    commonName: String, organizationalUnit: String?, for key: P256KeyPair,
    by authority: (X509Certificate, P256KeyPair), usage: CertificateUsage, days: Int,
    subjectAlternativeNames: [String]
  ) throws(CryptographyError) -> X509Certificate {
    try issue(
      commonName, organizationalUnit, try key.handle(), authority, usage, days: days, subjectAlternativeNames)
  }

  /// A certificate for the holder of the request, signed by an authority: for the key in it, and the name in it.
  ///
  /// Throws as `selfSigned` does, and when the authority's certificate is not of its key.
  public static func issue(
    for request: CertificateRequest, organizationalUnit: String, by authority: (X509Certificate, P256KeyPair), days: Int
  ) throws(CryptographyError) -> X509Certificate {
    try issue(request.commonName, organizationalUnit, try request.key(), authority, .client, days: days, [])
  }

  private static func issue(
    _ commonName: String, _ organizationalUnit: String?, _ key: KeyHandle, _ authority: (X509Certificate, P256KeyPair),
    _ usage: CertificateUsage, days: Int, _ subjectAlternativeNames: [String]
  ) throws(CryptographyError) -> X509Certificate {
    guard equalInConstantTime(authority.0.spkiSHA256, authority.1.spkiSHA256) else {
      throw CryptographyError(operation: "certificate", reason: "the authority's key is not that of its certificate")
    }
    let issuer = try authority.0.handle()
    let draft = try CertificateDraft(
      commonName: commonName, organizationalUnit: organizationalUnit, key: key, days: days)
    try draft.addEndEntity(usage, issuer: issuer)
    try draft.add(NID_subject_key_identifier, "hash", issuer: issuer)
    try draft.add(NID_authority_key_identifier, "keyid:always", issuer: issuer)
    try draft.addAlternativeNames(subjectAlternativeNames, issuer: issuer)
    return try draft.signed(issuer: issuer, by: authority.1.handle())
  }
}
