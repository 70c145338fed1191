import Cryptography
import Node
import PeerProtocol
import System

/// `samenloop cert renew peer|local|authority`: new certificates, and new keys for them.
enum CertificateRenewal {
  static let all = [peer, local, authority]

  private static let newKey = OptionSpec(
    name: "new-key", value: nil, help: pick("ook een nieuwe sleutel", "for a new key, too"))

  private static let peer = CommandSpec(
    path: ["cert", "renew", "peer"],
    summary: pick(
      "een nieuw zelfondertekend certificaat voor andere regio's; of een volgende sleutel maken en in gebruik nemen",
      "a new self-signed certificate for the key that peers see; or a next key, and taking it into use"),
    options: [
      OptionSpec(
        name: "new-key", value: nil,
        help: pick(
          "de volgende sleutel maken: die komt naast de huidige op de kaart",
          "make the next key: it stands on the card beside the present one")),
      OptionSpec(
        name: "switch", value: nil,
        help: pick(
          "de volgende sleutel in gebruik nemen; het knooppunt staat stil, en andere regio's hebben de kaart",
          "take the next key into use; the node is stopped, and peers have the card")),
      OptionSpec(
        name: "yes", value: nil,
        help: pick(
          "bij --switch: niet vragen; andere regio's hebben de kaart", "with --switch: peers have the card; do not ask")
      ),
    ],
    example: "samenloop cert renew peer --new-key --home nhn", run: { try peer($0) })

  private static let local = CommandSpec(
    path: ["cert", "renew", "local"],
    summary: pick(
      "een nieuw certificaat voor het lokale adres", "a new certificate for the listener of this region's own systems"),
    options: [newKey], example: "samenloop cert renew local --home nhn", run: { try local($0) })

  private static let authority = CommandSpec(
    path: ["cert", "renew", "authority"],
    summary: pick(
      "een nieuw certificaat voor de eigen autoriteit, het lokale adres, en gebruikers van wie de sleutel in de map ligt",
      "a new certificate for this region's own authority, its listener, and clients whose key lies in the home"),
    options: [
      OptionSpec(
        name: "new-key", value: nil,
        help: pick(
          "onder een nieuwe sleutel; wat de oudere uitgaf, telt tot --drop-older",
          "under a new key; what the older one issued counts until --drop-older")),
      OptionSpec(
        name: "drop-older", value: nil,
        help: pick("wat oudere autoriteiten uitgaven, telt niet meer", "what older authorities issued counts no longer")
      ),
      OptionSpec(
        name: "yes", value: nil,
        help: pick(
          "bij --drop-older: niet tonen wat stopt, en niet vragen", "with --drop-older: neither show what stops nor ask"
        )),
    ],
    example: "samenloop cert renew authority --home nhn", run: { try authority($0) })

  /// What comes after the next key has its certificate.
  static func nextSteps(_ home: NodeHome) -> String {
    pick(
      "Hierna: herstart het knooppunt, en wacht tot samenloop sync now zegt dat de uitwisseling met alle regio's is bijgewerkt. Stop het dan, en: ",
      "Next: restart the node, and wait until samenloop sync now says that all peers are up to date. Then stop it, and: "
    )
      + "samenloop cert renew peer --switch --home \(home.path)"
  }

  // MARK: - The peer listener

  private static func peer(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    guard !(invocation.has("new-key") && invocation.has("switch")) else {
      throw CommandFailure.usage(
        pick(
          "cert renew peer: eerst --new-key, en --switch zodra andere regio's de kaart hebben",
          "cert renew peer: --new-key comes first, and --switch once peers have the card"))
    }
    let change = try CommandFailure.converting { () throws(NodeFailure) in try PeerCertificateChange(of: home) }
    if invocation.has("switch") { return try takeNext(change, home, invocation) }
    let isNext = invocation.has("new-key")
    let certificate = try CommandFailure.converting { () throws(NodeFailure) in
      isNext ? try change.makeNext() : try change.renew()
    }
    let file = isNext ? home.nextTLSCertificate : home.key(.tlsCertificate)
    return CommandOutput(
      json: json(file, certificate, isNewKey: isNext), text: line(file, certificate),
      notes: [
        isNext
          ? nextSteps(home)
          : pick(
            "De sleutel is dezelfde: andere regio's merken er niets van. Een draaiend knooppunt toont het binnen een minuut.",
            "The key is the same: peers notice nothing. A running node shows it within a minute.")
      ])
  }

  private static func takeNext(
    _ change: PeerCertificateChange, _ home: NodeHome, _ invocation: Invocation
  ) throws -> CommandOutput {
    let terms = pick(
      "Regio's zonder de laatste kaart kennen dit knooppunt daarna niet meer, en moeten die kaart uit een bestand inlezen. "
        + "Zei samenloop sync now dat de uitwisseling met alle regio's is bijgewerkt?",
      "Peers that do not have the last card know this node no longer, and have to import it from a file. Did samenloop sync now "
        + "say that all peers are up to date?")
    try TerminalQuestion.require(
      invocation, terms, to: pick("de volgende sleutel in gebruik te nemen", "take the next key into use"))
    let certificate = try CommandFailure.converting { () throws(NodeFailure) in try change.switchToNext() }
    let file = home.key(.tlsCertificate)
    return CommandOutput(
      json: json(file, certificate, isNewKey: true), text: line(file, certificate),
      notes: [
        pick(
          "Hierna: start het knooppunt. Zegt samenloop sync now weer dat de uitwisseling met alle regio's is bijgewerkt, vernietig dan de oude sleutel: rm ",
          "Next: start the node. Once samenloop sync now says again that all peers are up to date, destroy the old key: rm "
        )
          + "\(home.keys)/tls-previous.*"
      ])
  }

  // MARK: - The local listener

  private static func local(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let isNewKey = invocation.has("new-key")
    let certificate = try CommandFailure.converting { () throws(NodeFailure) in
      try LocalAuthority(of: home).renewListener(newKey: isNewKey)
    }
    let file = home.key(.localCertificate)
    return CommandOutput(
      json: json(file, certificate, isNewKey: isNewKey), text: line(file, certificate), notes: [restart(home)])
  }

  // MARK: - The authority

  private static func authority(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let authority = try CommandFailure.converting { () throws(NodeFailure) in try LocalAuthority(of: home) }
    let renewed: LocalAuthority.Renewed
    if invocation.has("drop-older") {
      guard !invocation.has("new-key") else {
        throw CommandFailure.usage(
          pick(
            "cert renew authority: eerst --new-key, en --drop-older zodra ieder een certificaat van de nieuwe heeft",
            "cert renew authority: --new-key comes first, and --drop-older once everybody has a certificate of the new one"
          ))
      }
      try confirmDropping(authority, home, invocation)
      renewed = try CommandFailure.converting { () throws(NodeFailure) in try authority.dropOlder() }
    } else {
      renewed = try CommandFailure.converting { () throws(NodeFailure) in
        try authority.renew(newKey: invocation.has("new-key"))
      }
    }
    let file = home.key(.authorityCertificate)
    var lines = [line(file, renewed.authority)]
    lines += renewed.clients.map { pick("vernieuwd          ", "renewed            ") + $0 }
    lines += renewed.skipped.map { path, reason in
      pick("blijft zoals het is ", "stays as it is     ") + path + ": " + text(of: reason)
    }
    var notes = [restart(home)]
    notes.append(
      pick(
        "Geef \(home.authority) aan systemen en mensen op andere machines, en de vernieuwde certificaten aan hun houders.",
        "Give \(home.authority) to systems and people on other machines, and the renewed certificates to their holders."
      ))
    if !renewed.older.isEmpty {
      notes.append(
        pick(
          "Wat de oudere autoriteit uitgaf, telt nog. Heeft iedereen een certificaat van de nieuwe: samenloop cert renew local, en ",
          "What the older authority issued counts still. Once everybody has a certificate of the new one: samenloop cert renew "
            + "local, and ") + "samenloop cert renew authority --drop-older --home \(home.path)")
    }
    let json: JSONValue = [
      "file": .string(file), "validUntil": JSONValue(Timestamp(seconds: renewed.authority.notAfter)),
      "olderAuthorities": JSONValue(renewed.older.count),
      "renewed": .array(renewed.clients.map(JSONValue.string)),
      "unchanged": .array(renewed.skipped.map { .string($0.path) }),
    ]
    return CommandOutput(json: json, text: lines.joined(separator: "\n"), notes: notes)
  }

  private static func confirmDropping(
    _ authority: LocalAuthority, _ home: NodeHome, _ invocation: Invocation
  ) throws(CommandFailure) {
    guard !invocation.has("yes") else { return }
    let depending = authority.dependingOnOlder()
    let list = depending.isEmpty ? "" : ": " + depending.joined(separator: ", ")
    let terms = pick(
      "Elk certificaat dat een oudere autoriteit uitgaf, telt daarna niet meer, ook als het niet in \(home.clients) ligt. In die map "
        + "zijn dat er \(depending.count)\(list).",
      "No certificate that an older authority issued counts after this, also where it is not in \(home.clients), which "
        + "holds \(depending.count) of them\(list).")
    try TerminalQuestion.require(
      invocation, terms, to: pick("alleen de huidige autoriteit te vertrouwen", "trust the present authority alone"))
  }

  private static func text(of reason: LocalAuthority.Skipped) -> String {
    switch reason {
    case .privacyOfficer:
      pick(
        "van een functionaris gegevensbescherming, die zelf een nieuw vraagt: samenloop credential request",
        "a privacy officer's, who requests another one: samenloop credential request")
    case .revoked: pick("is ingetrokken", "it was revoked")
    case .keyElsewhere:
      pick(
        "de sleutel ligt er niet bij: samenloop credential sign FILE.csr",
        "its key is not with it: samenloop credential sign FILE.csr")
    case .foreign: pick("is niet van deze autoriteit", "it is not of this authority")
    }
  }

  // MARK: - Texts

  private static func json(_ file: String, _ certificate: X509Certificate, isNewKey: Bool) -> JSONValue {
    [
      "file": .string(file), "isNewKey": .bool(isNewKey), "key": JSONValue(base64URL: certificate.spkiSHA256),
      "validUntil": JSONValue(Timestamp(seconds: certificate.notAfter)),
    ]
  }

  private static func line(_ file: String, _ certificate: X509Certificate) -> String {
    "\(file): " + pick("geldig tot ", "valid until ") + CertificateCommands.day(certificate.notAfter)
  }

  private static func restart(_ home: NodeHome) -> String {
    pick(
      "Herstart het knooppunt: tot dan toont het wat het had, en vertrouwt het wie het vertrouwde.",
      "Restart the node: until then it shows what it had, and trusts whom it trusted.")
  }
}
