import TestSupport
import Testing

@testable import Cryptography

@Suite(.timeLimit(.minutes(30))) struct CertificateRequestTests {
  @Test func requestNamesItsHolderAndKey() throws {
    let key = try P256KeyPair.generate()
    let made = try CertificateRequest(commonName: "B. Smit é", organizationalUnit: "privacy-officer", key: key)
    let read = try CertificateRequest(pem: made.pem)
    #expect(read.commonName == "B. Smit é" && read.organizationalUnit == "privacy-officer")
    #expect(read.spkiSHA256 == key.spkiSHA256 && read.der == made.der)
  }

  @Test func certificateIsForTheKeyOfTheRequest() throws {
    let (key, authorityKey) = (try P256KeyPair.generate(), try P256KeyPair.generate())
    let authority = try CertificateAuthority.selfSigned(
      commonName: "authority", key: authorityKey, isAuthority: true, days: 10, subjectAlternativeNames: [])
    let request = try CertificateRequest(commonName: "B. Smit", organizationalUnit: nil, key: key)
    let certificate = try CertificateAuthority.issue(
      for: request, organizationalUnit: "privacy-officer", by: (authority, authorityKey), days: 10)
    #expect(certificate.spkiSHA256 == key.spkiSHA256 && certificate.commonName == "B. Smit")
    #expect(certificate.organizationalUnit == "privacy-officer")
    #expect(certificate.isIssued(by: authority) && !authority.isIssued(by: certificate))
    // Another authority of the same name did not issue it.
    let other = try CertificateAuthority.selfSigned(
      commonName: "authority", key: P256KeyPair.generate(), isAuthority: true, days: 10, subjectAlternativeNames: [])
    #expect(!certificate.isIssued(by: other))
  }

  @Test func requestOfANodeIsForItsNamesOnly() throws {
    let key = try P256KeyPair.generate()
    let made = try CertificateRequest(
      host: "node.example.nl", organisation: "Noord", serialNumber: "123", privateKeyPEM: key.privateKeyPEM,
      alternativeNames: ["DNS:node.example.nl"])
    #expect(made.commonName == "node.example.nl" && made.spkiSHA256 == key.spkiSHA256)
    #expect(try CertificateRequest(pem: made.pem).der == made.der)
    for names in [["node.example.nl"], ["DNS:a,DNS:b"], ["DNS:"]] {
      #expect(throws: CryptographyError.self) {
        try CertificateRequest(
          host: "node.example.nl", organisation: nil, serialNumber: nil, privateKeyPEM: key.privateKeyPEM,
          alternativeNames: names)
      }
    }
  }

  @Test func requestThatWasChangedIsRefused() throws {
    let made = try CertificateRequest(commonName: "B. Smit", organizationalUnit: nil, key: P256KeyPair.generate())
    for index in [20, made.der.count - 1] {
      var der = made.der
      der[index] ^= 1
      #expect(throws: CryptographyError.self) { try CertificateRequest(pem: pemText("CERTIFICATE REQUEST", der)) }
    }
    #expect(throws: CryptographyError.self) { try CertificateRequest(pem: []) }
    #expect(throws: CryptographyError.self) {
      try CertificateRequest(pem: P256KeyPair.generate().privateKeyPEM)
    }
  }

  @Test func certificateNamesItsHosts() throws {
    let certificate = try CertificateAuthority.selfSigned(
      commonName: "localhost", key: P256KeyPair.generate(), isAuthority: false, days: 10,
      subjectAlternativeNames: ["DNS:node.example.nl", "IP:10.1.2.3", "IP:::1"])
    for host in ["node.example.nl", "10.1.2.3", "::1"] { #expect(certificate.isFor(host: host), "\(host)") }
    for host in ["localhost", "other.example.nl", "10.1.2.4", ""] { #expect(!certificate.isFor(host: host), "\(host)") }
  }
}
