import Cryptography

@testable import Transport

/// PEM and DER that somebody put into a file or a handshake: read twice it is the same, and nothing leaks.
@Sendable func fuzzCertificates(_ input: [UInt8]) {
  var choices = Choices(input)
  let mode = choices.byte()
  let bytes = Array(choices.rest)
  switch mode % 5 {
  case 0: if let certificate = try? X509Certificate(pem: bytes) { check(certificate) }
  case 1: if let certificate = try? X509Certificate(der: bytes) { check(certificate) }
  case 2:
    if let key = try? P256KeyPair(privateKeyPEM: bytes) {
      require(key.spkiSHA256.count == 32, "a key without a name")
      let again = try? P256KeyPair(privateKeyPEM: key.privateKeyPEM)
      require(again?.spkiSHA256 == key.spkiSHA256, "a key changed when it was written")
    }
  case 3:
    var count = 0
    try? PEMReader.certificates(bytes, what: "file") { _ in count += 1 }
    try? PEMReader.privateKey(bytes, what: "file") { _ in count += 1 }
    require(count <= bytes.count / 32, "more certificates than there is room for")
  default:
    var count = 0
    try? PEMReader.revocationLists(bytes, what: "file") { _ in count += 1 }
    require(count <= bytes.count / 32, "more lists than there is room for")
  }
}

private func check(_ certificate: X509Certificate) {
  require(certificate.spkiSHA256.count == 32, "a certificate without the name of its key")
  require(!certificate.commonName.utf8.contains(0), "a zero byte in a name")
  require(!(certificate.organizationalUnit ?? "").utf8.contains(0), "a zero byte in a role")
  guard let fromDER = try? X509Certificate(der: certificate.der),
    let fromPEM = try? X509Certificate(pem: certificate.pem)
  else { violated("a certificate that was written is not read") }
  require(fromDER == certificate && fromPEM == certificate, "a certificate changed when it was written")
}
