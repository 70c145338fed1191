import Age
import Glibc
import Node
import PeerProtocol
import System

/// `samenloop backup …`: makes, checks and puts back a backup of a home.
enum BackupCommands {
  static let all = [create, verify, restore]

  private static let create = CommandSpec(
    path: ["backup", "create"],
    summary: pick(
      "alles wat een regio nodig heeft om door te gaan, in één verzegeld bestand (age); het knooppunt "
        + "mag intussen draaien",
      "everything that a region needs to go on, in one sealed file (age); the node may serve meanwhile"),
    options: [
      OptionSpec(
        name: "output", value: "FILE",
        help: pick("een nieuw bestand voor de reservekopie", "a new file for the backup"), isRequired: true),
      OptionSpec(
        name: "recipient", value: "age1…",
        help: pick(
          "met wiens sleutel het opengaat, zoals age-keygen die toont; mag vaker. Bewaar de sleutel liefst "
            + "ergens anders",
          "whose key opens it, as age-keygen prints it; may be given again. The key is best kept elsewhere"),
        isRepeatable: true),
      OptionSpec(
        name: "passphrase-file", value: "FILE",
        help: pick(
          "in plaats daarvan: een bestand met op de eerste regel de wachtwoordzin (- voor standaardinvoer)",
          "instead: a file whose first line is the pass phrase that opens it (- for standard input)")),
    ],
    example: "samenloop backup create --output nhn.age --recipient age1… --home nhn", run: { try create($0) })

  private static let opening = [
    OptionSpec(
      name: "identity", value: "FILE",
      help: pick("een bestand met de age-sleutel waarmee het opengaat", "a file with the age key that opens it")),
    OptionSpec(
      name: "passphrase-file", value: "FILE",
      help: pick(
        "of een bestand met op de eerste regel de wachtwoordzin (- voor standaardinvoer)",
        "or a file whose first line is the pass phrase (- for standard input)")),
  ]

  private static let verify = CommandSpec(
    path: ["backup", "verify"],
    summary: pick(
      "elke byte van een reservekopie controleren, en zeggen wat die terugbrengt, wat weg is en wat u "
        + "daarna doet", "check every byte of a backup, and say what it brings back, what is lost and what is next"),
    positionals: [PositionalSpec(name: "FILE")], options: opening,
    example: "samenloop backup verify nhn.age --identity backup-key.txt", run: { try verify($0) })

  private static let restore = CommandSpec(
    path: ["backup", "restore"],
    summary: pick(
      "een map terugzetten uit een reservekopie; het knooppunt start dan als teruggezet",
      "put a home back from a backup; the node then starts as a restored one"),
    positionals: [PositionalSpec(name: "FILE")], options: opening,
    example: "samenloop backup restore nhn.age --identity backup-key.txt --home nhn", run: { try restore($0) })

  // MARK: - Running

  private static func create(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let output = invocation.option("output") ?? ""
    let recipients = try recipients(invocation)
    let made = try CommandFailure.converting { () throws(NodeFailure) in
      try Backup(of: home).write(to: output, for: recipients, at: Timestamp(seconds: Int64(time(nil))))
    }
    // In the text and no note: whoever makes a backup every night has to see it, also with --quiet.
    var lines = [
      "\(output): \(made.manifest.files.count) " + pick("bestanden van", "files of")
        + " \(made.manifest.region), \(size(made.length))"
    ]
    if !made.leftOut.isEmpty {
      let names = made.leftOut.joined(separator: ", ")
      lines.append(
        pick(
          "Niet erin, omdat een archief de naam of soort niet kan bewaren: \(names). Geef ze een andere naam",
          "Not in it, since an archive cannot store the name or kind: \(names). Rename them"))
    }
    if !made.outside.isEmpty {
      let names = made.outside.joined(separator: ", ")
      lines.append(
        pick(
          "Niet erin, omdat het buiten de map ligt: \(names). Bewaar daar ook kopieën van",
          "Not in it, since it lies outside the home: \(names). Keep copies of these too"))
    }
    var json = Self.json(made.manifest)
    json["file"] = .string(output)
    json["length"] = JSONValue(made.length)
    json["leftOut"] = .array(made.leftOut.map(JSONValue.string))
    json["outside"] = .array(made.outside.map(JSONValue.string))
    return CommandOutput(
      json: .object(json),
      text: lines.joined(separator: "\n"),
      notes: [pick("Controleer hem: ", "Check it: ") + "samenloop backup verify \(output) \(opener(invocation))"])
  }

  private static func verify(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let file = invocation.positionals[0]
    let identities = try identities(invocation)
    let manifest = try CommandFailure.converting { () throws(NodeFailure) in
      try BackupReader(file, openedBy: identities).verify()
    }
    let madeAt = manifest.madeAt.rfc3339
    let bytes = size(manifest.files.reduce(0) { $0 + $1.length })
    let rows = [
      [pick("Regio", "Region"), manifest.region.text],
      [
        pick("Ondertekend door", "Signed by"),
        manifest.identityKey.base64URL
          + pick("; vergelijk dit met een eerdere reservekopie", "; compare it with an earlier backup"),
      ],
      [pick("Gemaakt op", "Made at"), madeAt],
      [pick("Met versie", "By version"), manifest.program],
      [
        pick("Bestanden", "Files"),
        "\(manifest.files.count), \(bytes), " + pick("alle zoals ze waren", "all as they were"),
      ],
      [
        pick("Komt terug", "Comes back"),
        pick(
          "sleutels, afspraken, signalen, matches en logboek, zoals ze toen waren",
          "keys, agreements, signals, matches and audit log, as they were then"),
      ],
      [
        pick("Is weg", "Is lost"),
        pick(
          "wat daarna gebeurde, tot de hele index opnieuw is ingelezen; de sleutel van de auditgetuige",
          "what happened since then, until the whole index is imported again; the key of the audit witness"),
      ],
      [
        pick("Hierna", "Next"),
        "samenloop backup restore \(file) \(opener(invocation)) --home DIR",
      ],
    ]
    var json = Self.json(manifest)
    json["file"] = .string(file)
    return CommandOutput(json: .object(json), text: TextTable.lines(rows).joined(separator: "\n"))
  }

  private static func restore(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    let identities = try identities(invocation)
    let manifest = try CommandFailure.converting { () throws(NodeFailure) in
      try BackupRestore(invocation.positionals[0], openedBy: identities).restore(to: home)
    }
    var json = Self.json(manifest)
    json["home"] = .string(home.path)
    let leftovers = BackupRestore.leftovers(of: home)
    json["leftovers"] = .array(leftovers.map(JSONValue.string))
    var lines = [
      pick(
        "\(home.path) is de map van regio \(manifest.region), zoals die was op \(manifest.madeAt.rfc3339)",
        "\(home.path) is the home of \(manifest.region) as it was at \(manifest.madeAt.rfc3339)")
    ]
    if !leftovers.isEmpty {
      let names = leftovers.joined(separator: ", ")
      lines.append(
        pick(
          "Een afgebroken herstel liet sleutels achter. Verwijder: \(names)",
          "A restore that was broken off left keys behind. Remove: \(names)"))
    }
    return CommandOutput(
      json: .object(json), text: lines.joined(separator: "\n"),
      notes: [
        pick(
          "Zorg dat er geen ander knooppunt van \(manifest.region) draait: twee knooppunten spreken elkaar tegen",
          "Make certain that no other node of \(manifest.region) runs: two would contradict each other"),
        pick("Hierna: ", "Then: ") + "samenloop serve --home \(home.path). "
          + pick(
            "Het knooppunt trekt alleen in, tot u de hele index opnieuw hebt ingelezen:",
            "It withdraws only, until the whole index is imported again:"),
        "samenloop signal import --snapshot FILE --home \(home.path), \(pick("dan", "then")): "
          + "samenloop restore confirm --home \(home.path)",
      ])
  }

  private static func json(_ manifest: BackupManifest) -> [String: JSONValue] {
    [
      "region": .string(manifest.region.text), "identityKey": .string(manifest.identityKey.base64URL),
      "madeAt": JSONValue(manifest.madeAt),
      "program": .string(manifest.program), "files": JSONValue(manifest.files.count),
      "bytes": JSONValue(manifest.files.reduce(0) { $0 + $1.length }),
    ]
  }

  static func size(_ bytes: Int) -> String {
    bytes < 1 << 20 ? "\((bytes + 1_023) / 1_024) KiB" : "\((bytes + 1 << 20 - 1) >> 20) MiB"
  }

  // MARK: - Who may open it

  /// Characters of a pass phrase at least: whoever has the file may try as often as they like.
  private static let shortestPassphrase = 12

  private static func recipients(_ invocation: Invocation) throws(CommandFailure) -> [AgeRecipient] {
    let texts = invocation.all("recipient")
    guard let file = invocation.option("passphrase-file") else {
      guard !texts.isEmpty else {
        throw .usage(
          pick(
            "zeg wie de reservekopie mag openen: --recipient age1… (zie age-keygen) of --passphrase-file FILE",
            "say who may open the backup: --recipient age1… (see age-keygen) or --passphrase-file FILE"))
      }
      var recipients: [AgeRecipient] = []
      for text in texts {
        do { recipients.append(try AgeRecipient(parsing: text)) } catch { throw .usage("--recipient: \(error)") }
      }
      return recipients
    }
    guard texts.isEmpty else {
      throw .usage(
        pick("geef --recipient of --passphrase-file, niet allebei", "give --recipient or --passphrase-file, not both"))
    }
    let passphrase = try passphrase(file)
    guard passphrase.count >= shortestPassphrase else {
      throw CommandFailure(
        .badData,
        pick(
          "de wachtwoordzin in \(file) is te kort om sleutels te beschermen: minstens \(shortestPassphrase) tekens",
          "the pass phrase in \(file) is too short to protect keys: \(shortestPassphrase) characters or more"))
    }
    return [.passphrase(passphrase)]
  }

  private static func identities(_ invocation: Invocation) throws(CommandFailure) -> [AgeIdentity] {
    switch (invocation.option("identity"), invocation.option("passphrase-file")) {
    case (let file?, nil):
      do { return try AgeIdentity.keys(in: String(decoding: try read(file), as: UTF8.self)) } catch {
        throw (error as? CommandFailure) ?? CommandFailure(.badData, "--identity \(file): \(error)")
      }
    case (nil, let file?): return [.passphrase(try passphrase(file))]
    default:
      throw .usage(
        pick(
          "zeg waarmee de reservekopie opengaat: --identity FILE of --passphrase-file FILE, niet allebei",
          "say what opens the backup: --identity FILE or --passphrase-file FILE, not both"))
    }
  }

  /// How the next command is told what opens the file.
  private static func opener(_ invocation: Invocation) -> String {
    if let file = invocation.option("passphrase-file") { return "--passphrase-file \(file)" }
    return "--identity \(invocation.option("identity") ?? "FILE")"
  }

  static func passphrase(_ file: String) throws(CommandFailure) -> [UInt8] {
    let line = try read(file).prefix { $0 != UInt8(ascii: "\n") }
    return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }

  private static func read(_ file: String) throws(CommandFailure) -> [UInt8] {
    do { return try Files.read(file) } catch { throw CommandFailure(.badData, "\(error)") }
  }
}
