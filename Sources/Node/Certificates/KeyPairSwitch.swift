import Cryptography
import System

/// Puts a next key and its certificate in the place of those that are there, so that a crash at any moment leaves a pair that
/// is used, or one that ``finish()`` completes.
///
/// The certificate goes first: once it has its place, the key that fits it follows. A start of the node calls ``finish()``.
struct KeyPairSwitch {
  let key: String
  let certificate: String
  let nextKey: String
  let nextCertificate: String
  /// Where the pair that was used goes; nil where it is overwritten.
  var previous: (key: String, certificate: String)?

  /// The peer listener's: peers learned of the next key from the card.
  static func peer(_ home: NodeHome) -> KeyPairSwitch {
    KeyPairSwitch(
      key: home.key(.tlsKey), certificate: home.key(.tlsCertificate), nextKey: home.nextTLSKey,
      nextCertificate: home.nextTLSCertificate,
      previous: (home.keys + "/tls-previous.key", home.keys + "/tls-previous.pem"))
  }

  /// The local listener's: clients know its authority.
  static func local(_ home: NodeHome) -> KeyPairSwitch {
    KeyPairSwitch(
      key: home.key(.localKey), certificate: home.key(.localCertificate), nextKey: home.keys + "/local-next.key",
      nextCertificate: home.keys + "/local-next.pem")
  }

  /// The local authority's; its file of certificates holds older ones behind the present one.
  static func authority(_ home: NodeHome) -> KeyPairSwitch {
    KeyPairSwitch(
      key: home.key(.authorityKey), certificate: home.key(.authorityCertificate),
      nextKey: home.keys + "/authority-next.key", nextCertificate: home.keys + "/authority-next.pem")
  }

  /// Finishes every switch of a home that a crash broke off.
  static func finishAll(_ home: NodeHome) throws(NodeFailure) {
    do throws(FileError) {
      for one in [peer(home), local(home), authority(home)] { try one.finish() }
    } catch {
      throw NodeFailure(.configuration, "\(error): may the node write there?")
    }
  }

  /// Writes the next pair, which stays without effect until ``run()``.
  func prepare(key keyPEM: [UInt8], certificate certificatePEM: [UInt8]) throws(FileError) {
    try Files.replace([(nextKey, keyPEM), (nextCertificate, certificatePEM)])
  }

  /// Puts the next pair in its place, and does not return before that is on the disk.
  func run() throws(FileError) {
    if let previous {
      try Files.replace([(previous.key, try Files.read(key)), (previous.certificate, try Files.read(certificate))])
    }
    try move(nextCertificate, to: certificate)
    try move(nextKey, to: key)
  }

  /// Where the certificate has its place already, lets its key follow.
  func finish() throws(FileError) {
    guard Files.mode(of: nextKey) != nil, Files.mode(of: nextCertificate) == nil,
      let next = (try? Files.read(nextKey)).flatMap({ try? PrivateKeyFile(pem: $0) }),
      let shown = (try? Files.read(certificate)).flatMap({ try? X509Certificate(pem: $0) }),
      shown.spkiSHA256 == next.spkiSHA256
    else { return }
    // The present key may be lost. Where it is this very key, the next one is none, and whoever put it there has to look.
    let present = (try? Files.read(key)).flatMap { try? PrivateKeyFile(pem: $0) }
    guard present?.spkiSHA256 != next.spkiSHA256 else { return }
    try move(nextKey, to: key)
  }

  private func move(_ path: String, to place: String) throws(FileError) {
    try LocalFileSystem().rename(path, to: place)
    try Files.synchronizeFolder(Files.folder(of: place))
  }
}
