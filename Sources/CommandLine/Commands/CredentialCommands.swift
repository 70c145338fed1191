import Cryptography
import Glibc
import LocalAPI
import Node
import PeerProtocol
import Region
import System

/// `samenloop credential …`: certificates for the local listener, beside those that `init` made.
enum CredentialCommands {
  static let all = [issue, revoke]

  /// Ten years, as those that `init` makes.
  private static let days = CredentialOffice.days

  private static let issue = CommandSpec(
    path: ["credential", "issue"],
    summary: pick(
      "een certificaat met sleutel maken voor een collega of een systeem, in één bestand",
      "make a certificate and key for a colleague or a system, in one file"),
    options: [
      OptionSpec(
        name: "role", value: "ROLE", help: pick("waarvoor het mag worden gebruikt", "what it may be used for"),
        isRequired: true,
        choices: Role.allCases.map(\.rawValue)),
      OptionSpec(
        name: "municipality", value: "CODE",
        help: pick(
          "voor een procesregisseur: alleen matches van deze gemeente, zoals GM0363",
          "for a coordinator: only matches of this one, such as GM0363")),
      OptionSpec(
        name: "name", value: "NAME",
        help: pick("van wie het is; staat bij wat diegene goedkeurt", "whose it is; stands with what they approve"),
        isRequired: true),
      OptionSpec(
        name: "out", value: "FILE.pem",
        help: pick(
          "een nieuw bestand, alleen voor de eigenaar; eindigt het op .p12, dan is het voor een browser",
          "a new file, for its owner only; one that ends in .p12 is for a browser"),
        isRequired: true),
      OptionSpec(
        name: "passphrase-file", value: "FILE",
        help: pick(
          "voor een .p12: een bestand waarvan de eerste regel de wachtwoordzin is die het opent (- is standaardinvoer)",
          "for a .p12: a file whose first line is the pass phrase that opens it (- for standard input)")),
      OptionSpec(
        name: "compatible", value: nil,
        help: pick(
          "voor een .p12: verzegeld zoals oudere programma's het lezen (Triple-DES); dat is zwakker",
          "for a .p12: sealed as older stores read it (Triple-DES), which is weaker")),
    ],
    example: "samenloop credential issue --role coordinator --municipality GM0363 --name \"A. de Boer\" "
      + "--out boer.pem --home nhn",
    run: { try issue($0) })

  private static let revoke = CommandSpec(
    path: ["credential", "revoke"],
    summary: pick(
      "certificaten die op een naam zijn gemaakt, niet meer laten gelden",
      "let certificates that were made for a name count no longer"),
    options: [
      OptionSpec(
        name: "name", value: "NAME",
        help: pick("van wie ze zijn, zoals bij issue is opgegeven", "whose they are, as it was given to issue"),
        isRequired: true),
      OptionSpec(
        name: "role", value: "ROLE", help: pick("alleen die van deze rol", "only those of this role"),
        choices: Role.allCases.map(\.rawValue)),
    ],
    example: "samenloop credential revoke --name \"A. de Boer\" --home nhn",
    run: { try revoke($0) })

  /// Works on the home, so that it needs no running node and no certificate, which may be the stolen one.
  private static func revoke(_ invocation: Invocation) throws -> CommandOutput {
    let name = try name(invocation)
    let home = NodeHome.chosen(by: invocation.option("home"))
    _ = try home.readConfiguration()
    let now = Timestamp(seconds: Int64(time(nil)))
    let role = invocation.option("role").flatMap(Role.init(rawValue:))
    // On the disk before it is answered; two at a time do not lose each other's.
    try Files.whileHolding(home.clients) {
      do {
        guard var revoked = try RevokedCredentials.read(from: home) else {
          throw CommandFailure(
            .badData,
            pick(
              "\(home.revokedCredentials) is niet te lezen: herstel het uit een reservekopie, er is niets veranderd",
              "\(home.revokedCredentials) cannot be read: restore it from a backup, nothing was changed"))
        }
        revoked.add(RevokedCredentials.Entry(name: name, role: role, before: now))
        try Files.replace(home.revokedCredentials, Array(JSONText.readable(revoked.json).utf8) + [0x0A])
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        throw CommandFailure(.configuration, "\(error)" + pick(": mag u daar schrijven?", ": may you write there?"))
      }
    }
    let made = IssuedNames(of: home).names
    let isKnown = made.contains(name)
    if !isKnown { warnOfUnknown(name, made) }
    let json = JSONValue(present: [
      "name": .string(name), "role": role.map { .string($0.rawValue) }, "before": JSONValue(now),
      "isKnown": .bool(isKnown),
    ])
    let scope = role.map { pick(" als ", " as ") + $0.rawValue } ?? ""
    return CommandOutput(
      json: json,
      text: "\(name)\(scope): "
        + pick(
          "certificaten van voor \(now.rfc3339) gelden niet meer",
          "certificates made before \(now.rfc3339) count no longer"),
      notes: [
        pick(
          "Een draaiend knooppunt ziet het binnen een minuut, bij SIGHUP meteen, en beëindigt open verbindingen.",
          "A running node sees it within a minute, at once on SIGHUP, and ends connections that are open."),
        pick(
          "Een nieuw certificaat voor dezelfde naam: samenloop credential issue; voor een functionaris: credential request",
          "A new certificate for the same name: samenloop credential issue; for a privacy officer: credential request"),
      ])
  }

  /// Said with --json too, and revoked all the same: certificates may be older than the list of names.
  private static func warnOfUnknown(_ name: String, _ made: [String]) {
    let shown = made.suffix(namesShown).map { "\"\($0)\"" }.joined(separator: ", ")
    let before = made.count > namesShown ? pick(" (de laatste \(namesShown))", " (the last \(namesShown))") : ""
    StandardStream.print(
      pick(
        "waarschuwing: hier is voor zover bekend geen certificaat gemaakt voor de naam \"\(name)\"; wel voor\(before): ",
        "warning: no certificate was made here for the name \"\(name)\", as far as is known; made were\(before): ")
        + (shown.isEmpty ? pick("niemand", "none") : shown), to: StandardStream.error)
  }

  private static let namesShown = 20

  private static func issue(_ invocation: Invocation) throws -> CommandOutput {
    let credential = try credential(invocation)
    let name = try name(invocation)
    let home = NodeHome.chosen(by: invocation.option("home"))
    let configuration = try home.readConfiguration()
    guard credential.role != .privacyOfficer || configuration.environment == .training else {
      throw CommandFailure(
        .notPermitted,
        pick(
          "de sleutel van een functionaris gegevensbescherming wordt niet op de machine van het knooppunt gemaakt: die maakt "
            + "er zelf een met samenloop credential request, en de beheerder brengt de aanvraag in met samenloop credential "
            + "sign FILE.csr",
          "a privacy officer's key is not made on the node's machine: they make one themselves with samenloop credential "
            + "request, and the operator brings the request in with samenloop credential sign FILE.csr"))
    }
    let file = invocation.option("out") ?? ""
    let passphrase = try BrowserFile.passphrase(invocation, for: file)
    if Files.mode(of: file) != nil { throw exists(file) }
    let authority = try HomeKeys.authority(of: home)
    let certificate: X509Certificate
    let key: P256KeyPair
    do throws(CryptographyError) {
      key = try P256KeyPair.generate()
      certificate = try CertificateAuthority.issue(
        commonName: name, organizationalUnit: credential.organizationalUnit, for: key, by: authority, usage: .client,
        days: days, subjectAlternativeNames: [])
    } catch {
      throw CommandFailure(
        .checkFailed,
        pick("het certificaat kan niet worden gemaakt", "the certificate cannot be made") + " (\(error.reason))")
    }
    // The name is written first, so that every certificate has its name in the list.
    var names = IssuedNames(of: home)
    names.add(certificate)
    do throws(FileError) {
      try names.write(to: home)
    } catch {
      throw CommandFailure(.configuration, "\(error)" + pick(": mag u daar schrijven?", ": may you write there?"))
    }
    var bytes = certificate.pem + key.privateKeyPEM
    if let passphrase {
      bytes = try BrowserFile.bytes(
        ofPEM: bytes, name: name, passphrase, isForOlderStores: invocation.has("compatible"))
    }
    try write(bytes, to: file)
    let until = Timestamp(seconds: certificate.notAfter)
    let json = JSONValue(present: [
      "file": .string(file), "role": .string(credential.role.rawValue),
      "municipality": credential.municipality.map(JSONValue.string), "name": .string(name),
      "validUntil": JSONValue(until),
    ])
    let scope = credential.municipality.map { pick(" van ", " of ") + $0 } ?? ""
    return CommandOutput(
      json: json,
      text: "\(file): \(credential.role.rawValue)\(scope), "
        + pick("voor \(name), geldig tot ", "for \(name), valid until ")
        + until.rfc3339.prefix(10),
      notes: [
        passphrase != nil
          ? BrowserFile.advice(home, isForOlderStores: invocation.has("compatible"))
          : pick(
            "Er staat een geheime sleutel in: geef het persoonlijk af. Te gebruiken met: --credential \(file)",
            "It holds a private key: hand it over in person. Used with: --credential \(file)")
      ])
  }

  private static func credential(_ invocation: Invocation) throws(CommandFailure) -> Credential {
    guard let role = invocation.option("role").flatMap(Role.init(rawValue:)) else {
      throw .usage(pick("--role ontbreekt", "--role is missing"))
    }
    return try credential(role, invocation.option("municipality"))
  }

  /// The role and municipality that a certificate is made for.
  static func credential(_ role: Role, _ municipality: String?) throws(CommandFailure) -> Credential {
    if municipality != nil, role != .coordinator {
      throw .usage(
        pick(
          "--municipality hoort alleen bij --role coordinator", "--municipality goes with --role coordinator only"))
    }
    guard let credential = Credential(role: role, municipality: municipality) else {
      throw .usage(
        pick("--municipality is de code van een gemeente: ", "--municipality is the code of a municipality: ")
          + MunicipalityCode.form)
    }
    return credential
  }

  /// The holder's name.
  static func name(_ invocation: Invocation) throws(CommandFailure) -> String {
    let name = invocation.option("name") ?? ""
    guard CredentialOffice.isName(name) else {
      throw .usage(
        pick(
          "--name is een tekst van 1 tot \(CredentialOffice.nameLength) tekens op één regel",
          "--name is a text of 1 to \(CredentialOffice.nameLength) characters on one line"))
    }
    return name
  }

  /// That a file is there, and stays as it is.
  static func exists(_ file: String) -> CommandFailure {
    CommandFailure(
      .configuration,
      pick(
        "\(file) is er al en wordt nooit overschreven: kies een andere --out",
        "\(file) is there already and is never overwritten: choose another --out"), code: "file-exists")
  }

  /// Makes a new file that only its owner may read.
  static func write(_ bytes: [UInt8], to file: String) throws(CommandFailure) {
    do {
      try Files.create(file, bytes)
    } catch {
      if error.number == EEXIST { throw exists(file) }
      throw CommandFailure(
        .configuration,
        "\(error)"
          + pick(": bestaat de map, en mag u daar schrijven?", ": does the folder exist, and may you write there?"))
    }
  }
}
