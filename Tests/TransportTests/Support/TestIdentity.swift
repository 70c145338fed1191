import Cryptography
import Transport

/// A key and a certificate made for one test.
struct TestIdentity {
  let certificate: X509Certificate
  let keyPEM: [UInt8]
  /// What is shown: the leaf.
  var certificatePEM: [UInt8] { certificate.pem }
  var pin: [UInt8] { certificate.spkiSHA256 }

  /// Signs for itself, as a peer's certificate may.
  static func selfSigned(_ name: String, isAuthority: Bool = false) throws -> TestIdentity {
    let key = try P256KeyPair.generate()
    return TestIdentity(
      certificate: try CertificateAuthority.selfSigned(
        commonName: name, key: key, isAuthority: isAuthority, days: 1,
        subjectAlternativeNames: ["DNS:localhost", "IP:127.0.0.1"]),
      keyPEM: key.privateKeyPEM)
  }

  /// Signed by this authority.
  func issue(_ name: String, role: String? = nil, usage: CertificateUsage = .both) throws -> TestIdentity {
    let key = try P256KeyPair.generate()
    let own = try P256KeyPair(privateKeyPEM: keyPEM)
    return TestIdentity(
      certificate: try CertificateAuthority.issue(
        commonName: name, organizationalUnit: role, for: key, by: (certificate, own), usage: usage, days: 1,
        subjectAlternativeNames: ["DNS:localhost", "IP:127.0.0.1"]),
      keyPEM: key.privateKeyPEM)
  }

  func client(_ options: ClientOptions = ClientOptions()) -> HTTPSClient {
    HTTPSClient(certificatePEM: certificatePEM, privateKeyPEM: keyPEM, options: options)
  }
}
