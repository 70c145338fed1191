package import Cryptography
import LocalAPI
import System
import Transport

/// A certificate in a home: what it is for, and whose.
package struct HomeCertificate: Sendable {
  /// What a certificate is for.
  package enum Use: String, Sendable {
    /// Shown to peers.
    case peer
    /// Shown to peers once its key takes the place of the present one.
    case nextPeer = "next-peer"
    /// Shown to this region's own systems and people.
    case local
    /// Issues the local listener's certificate and those of its clients.
    case authority
    /// An older authority, whose certificates count still.
    case olderAuthority = "older-authority"
    /// A client's of the local listener.
    case client
  }

  package var use: Use
  /// The file.
  package var path: String
  package var certificate: X509Certificate
  /// Whether its own key signed it.
  package var isSelfSigned: Bool { certificate.isSelfSigned }

  /// All certificates of a home that can be read, in the order of ``Use``.
  package static func all(in home: NodeHome) -> [HomeCertificate] {
    func certificates(_ path: String) -> [X509Certificate] {
      (try? Files.read(path)).flatMap { ShownCertificate.certificates(pem: $0) } ?? []
    }
    var found: [HomeCertificate] = []
    let own: [(Use, String)] = [
      (.peer, home.key(.tlsCertificate)), (.nextPeer, home.nextTLSCertificate), (.local, home.key(.localCertificate)),
    ]
    for (use, path) in own {
      certificates(path).first.map { found.append(HomeCertificate(use: use, path: path, certificate: $0)) }
    }
    let authority = home.key(.authorityCertificate)
    for (index, certificate) in certificates(authority).enumerated() {
      found.append(
        HomeCertificate(use: index == 0 ? .authority : .olderAuthority, path: authority, certificate: certificate))
    }
    for name in (Files.names(in: home.clients) ?? []).sorted() where name.hasSuffix(".pem") {
      let path = home.clients + "/" + name
      guard path != home.authority, let certificate = certificates(path).first else { continue }
      found.append(HomeCertificate(use: .client, path: path, certificate: certificate))
    }
    return found
  }

  /// The next key of the peer listener that waits for its certificate: SHA-256 of its SPKI; nil where there is none.
  package static func waitingKey(in home: NodeHome) -> [UInt8]? {
    guard Files.mode(of: home.nextTLSCertificate) == nil else { return nil }
    return (try? Files.read(home.nextTLSKey)).flatMap { try? PrivateKeyFile(pem: $0) }?.spkiSHA256
  }
}
