import Cryptography
import System

/// The local listener's certificate: it names every host by which the listener is reached, as node.json says.
enum LocalCertificate {
  /// Makes a new certificate for the same key where the one that is there lacks a name; true where it did.
  ///
  /// One that another authority issued stays: the clients know that one.
  static func renew(in home: NodeHome, _ configuration: NodeConfiguration) throws(NodeFailure) -> Bool {
    do {
      let present = try X509Certificate(pem: try Files.read(home.key(.localCertificate)))
      let authority = try HomeKeys.authority(of: home)
      let isComplete = configuration.allLocalNames.allSatisfy { present.isFor(host: $0.text) }
      guard !isComplete, present.isIssued(by: authority.0) else { return false }
      let key = try P256KeyPair(privateKeyPEM: try Files.read(home.key(.localKey)))
      let certificate = try HomeBuilder.localCertificate(configuration, key, by: authority)
      try Files.replace(home.key(.localCertificate), certificate.pem)
      return true
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(
        .configuration, "\(home.key(.localCertificate)) cannot be made for the localNames in node.json: \(error)")
    }
  }
}
