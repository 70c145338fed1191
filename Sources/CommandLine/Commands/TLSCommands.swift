import Cryptography
import Glibc
import Node
import PeerProtocol
import System

/// `samenloop tls …`: the key and certificate that a node shows its peers.
enum TLSCommands {
  static let all = [make] + RevocationListCommands.all

  private static let make = CommandSpec(
    path: ["tls", "make"],
    summary: pick(
      "de TLS-sleutel en het certificaat van het knooppunt opnieuw maken als ze verloren zijn",
      "make the node's TLS key and certificate anew where they are lost"),
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
        pick(
          "\(home.nextTLSKey) is er, en regio's die de laatste kaart bevestigden kennen die al: gebruik die. mv "
            + "\(home.nextTLSKey) \(keyFile), en zet het certificaat daarvan in de plaats van \(certificateFile), of haal dat weg en "
            + "geef deze opdracht opnieuw",
          "\(home.nextTLSKey) is there, and peers that confirmed the last card know it already: use that one. "
            + "mv \(home.nextTLSKey) \(keyFile), then put its certificate in the place of \(certificateFile), or move that away and "
            + "run this again for one"))
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
        pick(
          "\(keyFile) is geen P-256-sleutel (\(error.reason)): laat het certificaat maken zoals Operating beschrijft, of haal de "
            + "sleutel weg en geef deze opdracht opnieuw",
          "\(keyFile) is not a P-256 key (\(error.reason)): have its certificate made as Operating describes, or move the key "
            + "away and run this again"))
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
      throw CommandFailure(.configuration, "\(error)" + pick(": mag u daar schrijven?", ": may you write there?"))
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
        ? pick(
          "\(keyFile) en \(certificateFile) zijn er en worden nooit overschreven. Om de sleutel te vervangen overlappen er twee "
            + "(Operating, Renewal); mag niemand hem meer gebruiken, haal dan beide weg en geef deze opdracht opnieuw",
          "\(keyFile) and \(certificateFile) are there and are never overwritten. To change the key let two overlap (Operating, "
            + "Renewal); where nobody may use it any more, move both away and run this again")
        : pick(
          "\(certificateFile) is niet het certificaat van \(keyFile): haal weg wat van beide niet klopt, en geef deze opdracht "
            + "opnieuw",
          "\(certificateFile) is not the certificate of \(keyFile): move away the one of the two that is wrong, and run this "
            + "again"), code: "file-exists")
  }

  private static func output(
    _ home: NodeHome, _ configuration: NodeConfiguration, _ key: P256KeyPair, isNewKey: Bool
  ) -> CommandOutput {
    let region = configuration.region
    let made =
      isNewKey
      ? pick("Een nieuwe TLS-sleutel met certificaat is gemaakt in ", "Made a new TLS key and its certificate in ")
      : pick(
        "Een certificaat voor de TLS-sleutel die er is, is gemaakt in ",
        "Made a certificate for the TLS key that is there in ")
    var notes = [
      pick("Hierna: start het knooppunt (opnieuw): ", "Next: start the node (again): ")
        + "samenloop serve --home \(home.path)"
    ]
    if isNewKey {
      notes.append(
        pick(
          "Geen regio kent de nieuwe sleutel. Stuur elke andere beheerder de kaart, langs een andere weg dan het knooppunt: "
            + "samenloop card export --home \(home.path) > \(region)-card.json; daar: samenloop peer import-card \(region) FILE",
          "No peer knows the new key yet. Send each peer's operator the card, by another way than the node: samenloop card "
            + "export --home \(home.path) > \(region)-card.json; they run: samenloop peer import-card \(region) FILE"))
    }
    if configuration.trustAnchors != nil {
      notes.append(
        pick(
          "Het certificaat is zelf ondertekend: vragen andere regio's er een van een autoriteit, laat dat dan voor deze sleutel "
            + "maken (Operating).",
          "The certificate is self-signed: where peers ask for one of an authority, have it made for this key (Operating)."
        )
      )
    }
    return CommandOutput(
      json: [
        "key": .string(home.key(.tlsKey)), "certificate": .string(home.key(.tlsCertificate)),
        "isNewKey": .bool(isNewKey),
        "tlsKey": JSONValue(base64URL: key.spkiSHA256),
      ], text: made + home.keys, notes: notes)
  }
}
