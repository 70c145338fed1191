import Cryptography
import Glibc
import Node
import PeerProtocol
import System

/// `samenloop tls …`: the key and certificate that a node shows its peers.
enum TLSCommands {
  static let all = [make] + RevocationListCommands.all

  private static let make = CommandSpec(
    path: ["tls", "make"], summary: "make the node's TLS key and certificate anew where they are lost",
    example: "samenloop tls make --home nhn", run: { try make($0) })

  /// Works on the home, since no node starts without its key. What is there is never overwritten.
  private static func make(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let configuration = try home.readConfiguration()
    let (keyFile, certificateFile) = (home.key(.tlsKey), home.key(.tlsCertificate))
    let found = try HomeKeys.presentTLSKey(of: home)
    if found == nil, Files.mode(of: home.nextTLSKey) != nil {
      throw CommandFailure(
        .configuration,
        "\(home.nextTLSKey) is there, and peers that confirmed the last card know it already: use that one. "
          + "mv \(home.nextTLSKey) \(keyFile), then put its certificate in the place of \(certificateFile), or move that away and "
          + "run this again for one")
    }
    if let found { try requireCertificateIsMissing(found, home) }
    if let found, let fault = PEMForm.fault(of: found, at: keyFile, expecting: .privateKey) {
      throw CommandFailure(.configuration, fault)
    }
    let key: P256KeyPair
    do throws(CryptographyError) {
      if let found { key = try P256KeyPair(privateKeyPEM: found) } else { key = try .generate() }
    } catch {
      throw CommandFailure(
        .configuration,
        "\(keyFile) is not a P-256 key (\(error.reason)): have its certificate made as Operating describes, or move the key "
          + "away and run this again")
    }
    do {
      // The certificate of a key that is gone is of no use, but names what its authority has to revoke.
      let aside = home.keys + "/tls-lost.pem"
      if found == nil, Files.mode(of: certificateFile) != nil, rename(certificateFile, aside) != 0 {
        throw FileError("move away", certificateFile)
      }
      if found == nil { try Files.create(keyFile, key.privateKeyPEM) }
      try Files.create(certificateFile, try HomeBuilder.tlsCertificate(configuration, key).pem)
      try Files.synchronizeFolder(home.keys)
    } catch {
      throw CommandFailure(.configuration, "\(error): may you write there?")
    }
    return output(home, configuration, key, isNewKey: found == nil)
  }

  private static func requireCertificateIsMissing(_ key: [UInt8], _ home: NodeHome) throws(CommandFailure) {
    let (keyFile, certificateFile) = (home.key(.tlsKey), home.key(.tlsCertificate))
    guard Files.mode(of: certificateFile) != nil else { return }
    let certificate = (try? Files.read(certificateFile)).flatMap { try? X509Certificate(pem: $0) }
    let isOfKey = (try? PrivateKeyFile(pem: key)).map { $0.spkiSHA256 == certificate?.spkiSHA256 } ?? false
    throw CommandFailure(
      .configuration,
      isOfKey
        ? "\(keyFile) and \(certificateFile) are there and are never overwritten. To change the key let two overlap (Operating, "
          + "Renewal); where nobody may use it any more, move both away and run this again"
        : "\(certificateFile) is not the certificate of \(keyFile): move away the one of the two that is wrong, and run this "
          + "again", code: "file-exists")
  }

  private static func output(
    _ home: NodeHome, _ configuration: NodeConfiguration, _ key: P256KeyPair, isNewKey: Bool
  ) -> CommandOutput {
    let region = configuration.region
    let made = isNewKey ? "a new TLS key and its certificate" : "a certificate for the TLS key that is there"
    var notes = ["Next: start the node (again): samenloop serve --home \(home.path)"]
    if isNewKey {
      notes.append(
        "No peer knows the new key yet. Send each peer's operator the card, by another way than the node: samenloop card "
          + "export --home \(home.path) > \(region)-card.json; they run: samenloop peer import-card \(region) FILE")
    }
    if configuration.trustAnchors != nil {
      notes.append(
        "The certificate is self-signed: where peers ask for one of an authority, have it made for this key (Operating)."
      )
    }
    return CommandOutput(
      json: [
        "key": .string(home.key(.tlsKey)), "certificate": .string(home.key(.tlsCertificate)),
        "isNewKey": .bool(isNewKey),
        "tlsKey": JSONValue(base64URL: key.spkiSHA256),
      ], text: "Made \(made) in \(home.keys)", notes: notes)
  }
}
