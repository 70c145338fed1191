import Cryptography
import Foundation
import System
import TestSupport
import Testing
import Transport

@testable import Node

/// Files of keys, certificates and lists in every form that authorities and Windows deliver: each is named, and the
/// command that the message gives is run and mends it.
@Suite(.timeLimit(.minutes(30))) struct PEMFormTests {
  private let files: OpenSSLFiles

  init() throws {
    files = try OpenSSLFiles()
    try files.makeHierarchy()
    try files.issue(files.path("leaf.pem"), key: files.path("root.key"))
  }

  private func fault(_ file: String, _ expected: PEMForm.Expected) throws -> String? {
    PEMForm.fault(of: try Files.read(files.path(file)), at: files.path(file), expecting: expected)
  }

  /// Runs the command in brackets at the end of a message.
  private func mend(_ fault: String) throws {
    let start = try #require(fault.range(of: "(umask 077; "))
    try files.run(String(fault[start.lowerBound...]))
  }

  @Test(arguments: [
    ("openssl x509 -in leaf.pem -outform DER -out odd", PEMForm.Expected.certificates, "a certificate in DER"),
    ("openssl crl2pkcs7 -nocrl -certfile leaf.pem -certfile middle.pem -out odd", .certificates, "PKCS#7"),
    ("openssl crl2pkcs7 -nocrl -certfile leaf.pem -outform DER -out odd", .certificates, "PKCS#7 (.p7b, .p7c) in DER"),
    ("openssl pkcs12 -export -inkey root.key -in leaf.pem -passout pass: -out odd", .certificates, "PKCS#12"),
    ("openssl x509 -in leaf.pem -trustout -out odd", .certificates, "OpenSSL's own form"),
    ("openssl x509 -in leaf.pem -outform DER | openssl base64 >odd", .certificates, "in base64 without"),
    ("printf '\\357\\273\\277' >odd; cat leaf.pem >>odd", .certificates, "byte order mark"),
    ("iconv -f UTF-8 -t UTF-16 leaf.pem >odd", .certificates, "UTF-16"),
    ("sed 's/^/  /' leaf.pem >odd", .certificates, "characters before -----BEGIN"),
    ("openssl crl -in root.crl -outform DER -out odd", .revocationLists, "a revocation list in DER"),
    ("openssl crl2pkcs7 -in root.crl -certfile root.pem -out odd", .revocationLists, "PKCS#7"),
    ("openssl pkey -in root.key -outform DER -out odd", .privateKey, "a private key in DER"),
  ])
  func oddFormsAreNamedWithACommandThatMends(make: String, expected: PEMForm.Expected, words: String) throws {
    try files.run(make)
    let found = try #require(try fault("odd", expected))
    #expect(found.hasPrefix(files.path("odd")) && found.contains(words), "\(found)")
    #expect(PEMForm.endsWithCommand(found), "\(found)")
    try mend(found.replacing("openssl pkcs12", with: "openssl pkcs12 -passin pass:"))
    #expect(try fault("odd", expected) == nil)
    let bytes = try Files.read(files.path("odd"))
    switch expected {
    case .certificates: _ = try X509Certificate(pem: bytes)
    case .revocationLists: #expect(try RevocationLists(pem: bytes).newest.map(\.authority) == ["/CN=root"])
    default: _ = try PrivateKeyFile(pem: bytes)
    }
  }

  @Test(arguments: [
    "openssl pkey -in root.key -aes256 -passout pass:x -out odd",
    "openssl ec -in root.key -aes256 -passout pass:x -out odd",
  ])
  func passPhraseIsNamedWithACommandThatTakesItOff(make: String) throws {
    try files.run(make)
    for expected in [PEMForm.Expected.privateKey, .certificateAndKey] {
      let found = try #require(try fault("odd", expected))
      #expect(found.contains("a private key with a pass phrase") && PEMForm.endsWithCommand(found), "\(found)")
    }
    try mend(try #require(try fault("odd", .privateKey)).replacing("openssl pkey", with: "openssl pkey -passin pass:x"))
    _ = try PrivateKeyFile(pem: try Files.read(files.path("odd")))
  }

  @Test(arguments: [
    ("cp leaf.csr odd", PEMForm.Expected.certificates, "a certificate request"),
    ("cp root.key odd", .certificates, "holds PRIVATE KEY and no certificate in PEM"),
    ("cp leaf.pem odd", .privateKey, "and no private key in PEM"),
    ("openssl pkey -in root.key -pubout -out odd", .privateKey, "holds PUBLIC KEY and no private key"),
    ("cat root.crl leaf.pem >odd", .revocationLists, "more than revocation lists"),
    ("cat root.crl >odd; printf -- '-----BEGIN X5' >>odd", .revocationLists, "was the file cut off"),
    ("cat leaf.pem >odd; printf -- '-----BEGIN CERTI' >>odd", .certificates, "was the file cut off"),
    (": >odd", .certificates, "is empty"), ("echo none >odd", .certificates, "holds no certificate in PEM"),
    ("openssl x509 -in leaf.pem -outform DER -out odd", .privateKey, "a certificate in DER, and no private key"),
  ])
  func whatIsAnotherThingIsNamed(make: String, expected: PEMForm.Expected, words: String) throws {
    try files.run(make)
    let found = try #require(try fault("odd", expected))
    #expect(found.contains(words) && !PEMForm.endsWithCommand(found), "\(found)")
  }

  @Test(arguments: [["middle", "leaf"], ["leaf", "root", "middle"], ["root", "middle", "leaf"]])
  func wrongOrderIsNamedWithACommandThatMends(names: [String]) throws {
    let script = names.map { "echo 'subject=\($0)'; cat \($0).pem" }.joined(separator: ";")
    try files.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out leaf.key")
    try files.issue(files.path("leaf.pem"), key: files.path("leaf.key"))
    try files.run("{ \(script); } >'odd chain'")
    func fault() throws -> String? {
      let (file, key) = (files.path("odd chain"), files.path("leaf.key"))
      return ShownCertificate.fault(
        certificatePEM: try Files.read(file), at: file, privateKeyPEM: try Files.read(key), at: key)
    }
    let found = try #require(try fault())
    #expect(found.contains("is in the wrong order") && found.contains("Put it right"), "\(found)")
    try mend(found)
    #expect(try fault() == nil)
    #expect(try files.run("ls").contains("part") == false)
  }

  @Test func aChainWithoutItsIntermediateIsNamed() throws {
    try files.run("cat leaf.pem root.pem >odd")
    let found = try #require(
      ShownCertificate.fault(
        certificatePEM: try Files.read(files.path("odd")), at: "tls.pem",
        privateKeyPEM: try Files.read(files.path("root.key")), at: "tls.key"))
    #expect(found.contains("add the intermediate that is missing"), "\(found)")
  }
}
