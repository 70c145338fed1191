import Cryptography
import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop credential request`, `sign`, `list`, `approve`, `decline`: certificates whose key its holder made, and the
/// registry of privacy officers.
enum OfficerCommands {
  static let all = [request, sign, list, approve, decline]

  private static let roleOption = OptionSpec(
    name: "role", value: "ROLE",
    help: pick("waarvoor het mag worden gebruikt (privacy-officer)", "what it may be used for (privacy-officer)"),
    choices: Role.allCases.map(\.rawValue))

  private static let request = CommandSpec(
    path: ["credential", "request"],
    summary: pick(
      "een sleutel en een aanvraag voor het certificaat ervan maken, op de machine van de houder zelf; "
        + "zonder map van een knooppunt",
      "make a key and a request for its certificate, on the holder's own machine; needs no home"),
    options: [
      OptionSpec(
        name: "name", value: "NAME",
        help: pick("van wie het is; staat bij wat diegene goedkeurt", "whose it is; stands with what they approve"),
        isRequired: true),
      roleOption,
      OptionSpec(
        name: "municipality", value: "CODE",
        help: pick(
          "voor een procesregisseur: alleen matches van deze gemeente, zoals GM0363",
          "for a coordinator: only matches of this one, such as GM0363")),
      OptionSpec(
        name: "out", value: "FILE",
        help: pick("maakt FILE.key, dat hier blijft, en FILE.csr", "makes FILE.key, which stays here, and FILE.csr"),
        isRequired: true),
    ],
    example: "samenloop credential request --name \"B. Smit\" --out smit",
    run: { try request($0) })

  private static let sign = CommandSpec(
    path: ["credential", "sign"],
    summary: pick(
      "het draaiende knooppunt het certificaat voor een aanvraag laten maken; registreert dat van een "
        + "functionaris gegevensbescherming",
      "let the running node make the certificate for a request; registers a privacy officer's"),
    positionals: [PositionalSpec(name: "FILE.csr")],
    options: [
      OptionSpec(
        name: "role", value: "ROLE",
        help: pick(
          "de rol waar de aanvraag om moet vragen (privacy-officer)",
          "the role that the request must ask for (privacy-officer)"),
        choices: Role.allCases.map(\.rawValue)),
      OptionSpec(
        name: "out", value: "FILE.pem",
        help: pick("een nieuw bestand voor het certificaat", "a new file for the certificate"), isRequired: true),
    ],
    example: "samenloop credential sign smit.csr --out smit.pem --home nhn", role: .operator,
    run: { try sign($0) })

  private static let list = CommandSpec(
    path: ["credential", "list"],
    summary: pick(
      "de geregistreerde functionarissen gegevensbescherming, en wie wacht om er een te worden",
      "the registered privacy officers, and who waits to become one"),
    example: "samenloop credential list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<CredentialsDocument> = try LocalClient(invocation).call(.credentials)
      return CommandOutput(answer, text: OfficerText.registry(answer.document))
    })

  private static let approve = decision(
    .approveCredential, "approve",
    pick(
      "ermee instemmen dat een voorgesteld certificaat telt als dat van een functionaris "
        + "gegevensbescherming", "consent that a proposed certificate counts as a privacy officer's"), .privacyOfficer,
    "samenloop credential approve ID --node https://node:8444 --authority authority.pem --credential jansen.pem")

  private static let decline = decision(
    .declineCredential, "decline",
    pick(
      "een voorgestelde functionaris gegevensbescherming terugtrekken of weigeren",
      "take a proposed privacy officer back, or refuse them"), .operator,
    "samenloop credential decline ID --home nhn")

  private static func decision(
    _ operation: LocalOperation, _ word: String, _ summary: @autoclosure @escaping @Sendable () -> String, _ role: Role,
    _ example: String
  ) -> CommandSpec {
    CommandSpec(
      path: ["credential", word], summary: summary(), positionals: [PositionalSpec(name: "ID")], example: example,
      role: role,
      run: { invocation in
        let answer: NodeAnswer<CredentialsDocument> = try LocalClient(invocation).call(
          operation, invocation.positionals[0])
        return CommandOutput(answer, text: OfficerText.registry(answer.document))
      })
  }

  private static func request(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let role = invocation.option("role").flatMap(Role.init(rawValue:)) ?? .privacyOfficer
    let credential = try CredentialCommands.credential(role, invocation.option("municipality"))
    let name = try CredentialCommands.name(invocation)
    let base = Self.base(invocation.option("out") ?? "")
    let (keyFile, requestFile) = (base + ".key", base + ".csr")
    for file in [keyFile, requestFile] where Files.mode(of: file) != nil { throw CredentialCommands.exists(file) }
    let key: P256KeyPair
    let request: CertificateRequest
    do {
      key = try P256KeyPair.generate()
      request = try CertificateRequest(
        commonName: name, organizationalUnit: credential.organizationalUnit, key: key)
    } catch {
      throw CommandFailure(
        .checkFailed,
        pick("de aanvraag kan niet worden gemaakt", "the request cannot be made") + " (\(error.reason))")
    }
    try CredentialCommands.write(key.privateKeyPEM, to: keyFile)
    do {
      try CredentialCommands.write(request.pem, to: requestFile)
    } catch {
      // A key without a request is of no use to anybody.
      Files.remove(keyFile)
      throw error
    }
    let keyId = Hexadecimal.text(request.spkiSHA256)
    let json = JSONValue(present: [
      "request": .string(requestFile), "keyFile": .string(keyFile), "key": .string(keyId), "name": .string(name),
      "role": .string(role.rawValue), "municipality": credential.municipality.map(JSONValue.string),
    ])
    return CommandOutput(
      json: json,
      text: "\(requestFile): \(role.rawValue), " + pick("voor ", "for ") + "\(name)\n" + pick("sleutel ", "key ")
        + keyId,
      notes: [
        pick(
          "\(keyFile) is de geheime sleutel: die blijft bij \(name). Breng \(requestFile) naar de beheerder van het "
            + "knooppunt, en laat die het nummer van de sleutel aan u voorlezen.",
          "\(keyFile) is the private key: it stays with \(name). Bring \(requestFile) to the node's operator, and let them "
            + "read the key's number back to you."),
        pick("Hierna, door de beheerder: ", "Next, by the operator: ")
          + "samenloop credential sign \(requestFile) --out \(base).pem",
      ])
  }

  private static func base(_ out: String) -> String {
    for ending in [".csr", ".key", ".pem"] where out.hasSuffix(ending) { return String(out.dropLast(ending.count)) }
    return out
  }

  private static func sign(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let file = invocation.positionals[0]
    let out = invocation.option("out") ?? ""
    // Seen to beforehand: what was registered cannot be taken back because a file stood in the way.
    if Files.mode(of: out) != nil { throw CredentialCommands.exists(out) }
    let request: [UInt8]
    do {
      request = try Files.read(file, limit: requestBytes)
    } catch {
      throw CommandFailure(
        .badData,
        "\(error): "
          + pick(
            "nodig is een aanvraag van samenloop credential request",
            "a request made by samenloop credential request is wanted"))
    }
    let role = invocation.option("role").flatMap(Role.init(rawValue:)) ?? .privacyOfficer
    let answer: NodeAnswer<IssuedCredentialDocument> = try LocalClient(invocation).call(
      .signCredential,
      body: CredentialRequest(request: String(decoding: request, as: UTF8.self), role: Word(role)))
    let issued = answer.document
    try CredentialCommands.write(Array(issued.certificate.utf8), to: out)
    let (name, id) = (issued.name, issued.id)
    let scope = issued.municipality.map { pick(" van ", " of ") + $0 } ?? ""
    let until = issued.validUntil.rfc3339.prefix(10)
    let standing =
      switch issued.state.known {
      case .registered: pick(", geregistreerd", ", registered")
      case .proposed:
        pick(
          ", nog niet geregistreerd: het telt zodra een geregistreerde functionaris gegevensbescherming instemt",
          ", not registered yet: it counts once a registered privacy officer consents")
      default: ""
      }
    var notes = [
      pick(
        "Vergelijk het nummer van de sleutel met dat van \(name). Geef \(out) en HOME/clients/authority.pem; te gebruiken met: ",
        "Compare the key's number with the one that \(name) has. Hand over \(out) and HOME/clients/authority.pem; used with: "
      )
        + "--node https://HOST:PORT --authority authority.pem --credential \(out)"
    ]
    if issued.state == .proposed {
      notes.append(
        pick(
          "Hierna, door een geregistreerde functionaris: samenloop credential approve --as privacy-officer \(id). Is er geen "
            + "functionaris meer, dan geldt het certificaat na zeven dagen, met elke dag een alarm: samenloop status",
          "Next, by a registered privacy officer: samenloop credential approve --as privacy-officer \(id). Where none is "
            + "left, it counts after seven days of alarms: samenloop status"))
    }
    var json = try? JSONValue(parsing: answer.bytes)
    json?["file"] = .string(out)
    return CommandOutput(
      json: json ?? [:],
      text: "\(out): \(role.rawValue)\(scope), " + pick("voor \(name), geldig tot ", "for \(name), valid until ")
        + "\(until)\(standing)\n"
        + pick("certificaat \(id)\nsleutel     ", "certificate \(id)\nkey         ") + issued.key, notes: notes)
  }

  /// Bytes of the file of a request.
  private static let requestBytes = 32_768
}
