import COpenSSL
import Cryptography

/// A revocation list that an authority signed for one test.
enum RevocationList {
  struct Failure: Error {}

  /// `secondsLeft` until the list is out of date; negative for one that is.
  static func pem(
    of authority: TestIdentity, revoking revoked: [TestIdentity], secondsLeft: Int = 3_600, age: Int = 7_200
  ) throws -> [UInt8] {
    guard let list = X509_CRL_new(), let now = ASN1_TIME_new(), let next = ASN1_TIME_new(),
      let output = BIO_new(BIO_s_mem())
    else { throw Failure() }
    defer {
      X509_CRL_free(list)
      ASN1_TIME_free(now)
      ASN1_TIME_free(next)
      BIO_free(output)
    }
    try PEMItem.read(authority.certificatePEM, { PEM_read_bio_X509($0, nil, nil, nil) }, X509_free) { issuer in
      X509_CRL_set_version(list, 1)
      X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer))
    }
    X509_gmtime_adj(now, -age)
    X509_gmtime_adj(next, secondsLeft)
    X509_CRL_set1_lastUpdate(list, now)
    X509_CRL_set1_nextUpdate(list, next)
    for identity in revoked {
      try PEMItem.read(identity.certificatePEM, { PEM_read_bio_X509($0, nil, nil, nil) }, X509_free) { certificate in
        let entry = X509_REVOKED_new()
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate))
        X509_REVOKED_set_revocationDate(entry, now)
        X509_CRL_add0_revoked(list, entry)
      }
    }
    try PEMItem.read(authority.keyPEM, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }, EVP_PKEY_free) { key in
      guard X509_CRL_sign(list, key, EVP_sha256()) > 0 else { throw Failure() }
    }
    guard PEM_write_bio_X509_CRL(output, list) == 1 else { throw Failure() }
    var pem = [UInt8](repeating: 0, count: 65_536)
    let count = BIO_read(output, &pem, Int32(pem.count))
    return Array(pem.prefix(Int(max(0, count))))
  }
}
