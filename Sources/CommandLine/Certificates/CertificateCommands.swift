import Cryptography
import Glibc
import Node
import PeerProtocol
import System

/// `samenloop cert show|csr|import|renew`: the certificates of a node. They work on the home, also where its node does not
/// start.
enum CertificateCommands {
  static let all = [show, csr, importing] + CertificateRenewal.all

  private static let show = CommandSpec(
    path: ["cert", "show"],
    summary: pick(
      "elk certificaat van dit knooppunt: waarvoor, tot wanneer, welke sleutel",
      "every certificate of this node: what it is for, when it ends, its key"),
    example: "samenloop cert show --home nhn", run: { try show($0) })

  private static let csr = CommandSpec(
    path: ["cert", "csr"],
    summary: pick(
      "een aanvraag bij een autoriteit, voor de volgende sleutel (gemaakt als die er niet is)",
      "a request to an authority, for the key that comes next (made where it is not there)"),
    options: [
      OptionSpec(
        name: "out", value: "FILE.csr", help: pick("een nieuw bestand voor de aanvraag", "a new file for the request"),
        isRequired: true),
      OptionSpec(
        name: "same-key", value: nil, help: pick("voor de huidige sleutel", "for the key that peers see now, instead")),
      OptionSpec(
        name: "organisation", value: "NAME",
        help: pick(
          "de officiële naam van de regio, als de autoriteit die certificeert",
          "the region's legal name, where the authority certifies it")),
      OptionSpec(
        name: "oin", value: "NUMBER", help: pick("het nummer ervan, zoals een OIN", "its number, such as an OIN")),
    ],
    example:
      "samenloop cert csr --organisation \"Noord-Holland Noord\" --oin 00000001234567890000 --out nhn.csr --home nhn",
    run: { try request($0) })

  private static let importing = CommandSpec(
    path: ["cert", "import"],
    summary: pick(
      "controleren wat een autoriteit stuurde, en het bij de sleutel zetten",
      "check what an authority sent, and put it beside the key that it was made for"),
    positionals: [PositionalSpec(name: "FILE.pem")],
    example: "samenloop cert import nhn.pem --home nhn", run: { try take($0) })

  // MARK: - Showing

  private static func show(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    _ = try home.readConfiguration()
    let found = HomeCertificate.all(in: home)
    let waiting = HomeCertificate.waitingKey(in: home)
    let json = JSONValue(present: [
      "certificates": .array(found.map(Self.json)),
      "keyWithoutCertificate": waiting.map { JSONValue(base64URL: $0) },
    ])
    let rows = found.map { one in
      [
        name(of: one.use), one.certificate.commonName, one.certificate.organizationalUnit ?? "-",
        day(one.certificate.notAfter), Base64URL.encode(one.certificate.spkiSHA256), one.path,
      ]
    }
    var text = TextTable.text(
      header: pick(
        ["WAARVOOR", "NAAM", "ROL", "GELDIG TOT", "SLEUTEL", "BESTAND"],
        ["USE", "NAME", "ROLE", "VALID UNTIL", "KEY", "FILE"]), rows)
    if let waiting {
      text +=
        "\n"
        + pick("Wacht op een certificaat: ", "Waits for a certificate: ")
        + "\(Base64URL.encode(waiting))  \(home.nextTLSKey)"
    }
    return CommandOutput(
      json: json, text: text,
      notes: [
        pick(
          "De sleutel is de SHA-256 van de publieke sleutel: zo kennen andere regio's dit knooppunt (samenloop card show).",
          "The key is the SHA-256 of the public key: by it peers know this node (samenloop card show).")
      ])
  }

  private static func json(_ one: HomeCertificate) -> JSONValue {
    JSONValue(present: [
      "use": .string(one.use.rawValue), "file": .string(one.path), "name": .string(one.certificate.commonName),
      "role": one.certificate.organizationalUnit.map(JSONValue.string),
      "validFrom": JSONValue(Timestamp(seconds: one.certificate.notBefore)),
      "validUntil": JSONValue(Timestamp(seconds: one.certificate.notAfter)),
      "key": JSONValue(base64URL: one.certificate.spkiSHA256), "isSelfSigned": .bool(one.isSelfSigned),
    ])
  }

  private static func name(of use: HomeCertificate.Use) -> String {
    switch use {
    case .peer: pick("andere regio's", "peers")
    case .nextPeer: pick("andere regio's, hierna", "peers, next")
    case .local: pick("eigen regio", "own region")
    case .authority: pick("eigen autoriteit", "own authority")
    case .olderAuthority: pick("oudere autoriteit", "older authority")
    case .client: pick("gebruiker", "client")
    }
  }

  // MARK: - An authority's certificate

  private static func request(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let out = invocation.option("out") ?? ""
    if Files.mode(of: out) != nil { throw CredentialCommands.exists(out) }
    let made = try CommandFailure.converting { () throws(NodeFailure) in
      try PeerCertificateChange(of: home).request(
        samePresentKey: invocation.has("same-key"), organisation: invocation.option("organisation"),
        number: invocation.option("oin"))
    }
    try CredentialCommands.write(made.request.pem, to: out)
    let key = Hexadecimal.text(made.request.spkiSHA256)
    var notes = [
      pick(
        "Vergelijk het nummer van de sleutel met wat de autoriteit ziet. Hierna: samenloop cert import FILE --home \(home.path)",
        "Compare the key's number with what the authority sees. Next: samenloop cert import FILE --home \(home.path)")
    ]
    if made.madeKey {
      notes.append(
        pick(
          "Herstart het knooppunt: dan staat \(made.keyFile) op de kaart, en nemen andere regio's hem vanzelf over.",
          "Restart the node: \(made.keyFile) then stands on the card, and peers take it over by themselves."))
    }
    return CommandOutput(
      json: [
        "request": .string(out), "keyFile": .string(made.keyFile), "key": .string(key), "madeKey": .bool(made.madeKey),
      ],
      text: pick("\(out): aanvraag voor de sleutel \(made.keyFile)", "\(out): request for the key \(made.keyFile)")
        + "\n" + pick("sleutel ", "key ") + key, notes: notes)
  }

  private static func take(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let file = invocation.positionals[0]
    let taken = try CommandFailure.converting { () throws(NodeFailure) in
      try PeerCertificateChange(of: home).take(file, now: Timestamp(seconds: Int64(time(nil))))
    }
    if let doubt = taken.doubt {
      StandardStream.print(pick("waarschuwing: ", "warning: ") + doubt, to: StandardStream.error)
    }
    let json = JSONValue(present: [
      "file": .string(taken.path), "isOfNextKey": .bool(taken.isOfNextKey),
      "key": JSONValue(base64URL: taken.certificate.spkiSHA256),
      "validUntil": JSONValue(Timestamp(seconds: taken.certificate.notAfter)),
      "doubt": taken.doubt.map(JSONValue.string),
    ])
    return CommandOutput(
      json: json,
      text: "\(taken.path): " + pick("geldig tot ", "valid until ") + day(taken.certificate.notAfter),
      notes: [
        taken.isOfNextKey
          ? CertificateRenewal.nextSteps(home)
          : pick(
            "Een draaiend knooppunt toont het binnen een minuut, bij SIGHUP meteen.",
            "A running node shows it within a minute, at once on SIGHUP.")
      ])
  }

  static func day(_ seconds: Int64) -> String { String(Timestamp(seconds: seconds).rfc3339.prefix(10)) }
}
