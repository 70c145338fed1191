import TestSupport
import Testing

@testable import Cryptography

@Suite(.timeLimit(.minutes(30))) struct CertificateTests {
  static func authority() throws -> (X509Certificate, P256KeyPair) {
    let key = try P256KeyPair.generate()
    let certificate = try CertificateAuthority.selfSigned(
      commonName: "drenthe authority", key: key, isAuthority: true, days: 365, subjectAlternativeNames: [])
    return (certificate, key)
  }

  @Test func issuedCertificateCanBeReadBack() throws {
    let key = try P256KeyPair.generate()
    let issued = try CertificateAuthority.issue(
      commonName: "Verwijsindex één", organizationalUnit: "operator", for: key, by: Self.authority(), usage: .client,
      days: 30, subjectAlternativeNames: ["DNS:index.example", "IP:127.0.0.1", "IP:::1"])
    #expect(issued.commonName == "Verwijsindex één")
    #expect(issued.organizationalUnit == "operator")
    #expect(issued.spkiSHA256 == key.spkiSHA256)
    #expect(issued.notAfter - issued.notBefore == 30 * 86_400 + 3_600)
    #expect(issued.fingerprintSHA256 == SHA256.hash(issued.der))
    #expect(try X509Certificate(der: issued.der) == issued)
    #expect(try X509Certificate(pem: issued.pem) == issued)
  }

  @Test func selfSignedCertificateHasNoUnit() throws {
    let key = try P256KeyPair.generate()
    let made = try CertificateAuthority.selfSigned(
      commonName: "node", key: key, isAuthority: false, days: 1, subjectAlternativeNames: ["DNS:localhost"])
    #expect(made.organizationalUnit == nil)
    #expect(made.spkiSHA256 == key.spkiSHA256)
  }

  @Test func keysRoundTripThroughPEM() throws {
    let key = try P256KeyPair.generate()
    #expect(try P256KeyPair(privateKeyPEM: key.privateKeyPEM).spkiSHA256 == key.spkiSHA256)
    #expect(try P256KeyPair.generate().spkiSHA256 != key.spkiSHA256)
    #expect(throws: CryptographyError.self) { try P256KeyPair(privateKeyPEM: []) }
    #expect(throws: CryptographyError.self) {
      try P256KeyPair(privateKeyPEM: Array(key.privateKeyPEM.prefix(100)))
    }
  }

  @Test func keysOfOtherKindsAreRefused() {
    // An Ed25519 key: RFC 8410, section 10.3.
    let pem = """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """
    #expect(throws: CryptographyError(operation: "private key from PEM", reason: "not a key on P-256")) {
      try P256KeyPair(privateKeyPEM: Array(pem.utf8))
    }
  }

  @Test func damagedCertificatesAreRefused() throws {
    let certificate = try Self.authority().0
    #expect(throws: CryptographyError.self) { try X509Certificate(der: []) }
    #expect(throws: CryptographyError.self) { try X509Certificate(der: Array(certificate.der.dropLast())) }
    #expect(throws: CryptographyError.self) { try X509Certificate(der: certificate.der + [0]) }
    #expect(throws: CryptographyError.self) { try X509Certificate(pem: Array("-----BEGIN".utf8)) }
  }

  @Test func onlyTheAuthoritysKeyIssues() throws {
    let key = try P256KeyPair.generate()
    let certificate = try Self.authority().0
    #expect(throws: CryptographyError.self) {
      try CertificateAuthority.issue(
        commonName: "x", organizationalUnit: nil, for: key, by: (certificate, key), usage: .both, days: 1,
        subjectAlternativeNames: [])
    }
  }

  @Test(arguments: ["index.example", "DNS:", "DNS:a,DNS:b", "DNS:a\nb", "@section", "email:copy", "IP:999.1.1.1"])
  func invalidAlternativeNamesAreRefused(name: String) throws {
    let key = try P256KeyPair.generate()
    #expect(throws: CryptographyError.self) {
      try CertificateAuthority.selfSigned(
        commonName: "x", key: key, isAuthority: false, days: 1, subjectAlternativeNames: [name])
    }
  }

  @Test func invalidNamesAndDaysAreRefused() throws {
    let key = try P256KeyPair.generate()
    for (name, days) in [("", 1), (String(repeating: "x", count: 65), 1), ("a\0b", 1), ("x", 0), ("x", -1)] {
      #expect(throws: CryptographyError.self) {
        try CertificateAuthority.selfSigned(
          commonName: name, key: key, isAuthority: false, days: days, subjectAlternativeNames: [])
      }
    }
  }
}
