import Cryptography
import LocalAPI
import Node
import PeerProtocol
import Region
import System

/// `samenloop audit …`: what the audit log says.
enum AuditCommands {
  static let all = [list, show, withdrawals, ReconcileCommand.spec, LogCommands.checkpoint, LogCommands.faults]

  /// Entries of one request.
  private static let pageEntries = 1_000
  private static let seconds = 120

  private static let list = CommandSpec(
    path: ["audit", "list"],
    summary: pick(
      "regels van het logboek, de oudste eerst; --json geeft één JSON-object per regel",
      "entries of the audit log, oldest first; --json gives one JSON object a line"),
    options: [
      OptionSpec(
        name: "from", value: "DAY", help: pick("vanaf deze dag (JJJJ-MM-DD, UTC)", "from this day on (YYYY-MM-DD, UTC)")
      ),
      OptionSpec(name: "to", value: "DAY", help: pick("tot en met de dag voor deze", "until the day before this one")),
      OptionSpec(name: "peer", value: "REGION", help: pick("over deze regio", "about this region")),
      OptionSpec(
        name: "kind", value: "KIND",
        help: pick(
          "van deze soort, zoals batch-sent, shown, signals-erased",
          "of this kind, such as batch-sent, shown, signals-erased")),
      OptionSpec(name: "agreement", value: "ID", help: pick("over deze afspraak", "about this agreement")),
      OptionSpec(
        name: "holder", value: "FILE|ID",
        help: pick(
          "wat de houder van dit certificaat deed: het bestand, of de SHA-256 ervan",
          "what the holder of this certificate did: its file, or its SHA-256")),
      OptionSpec(
        name: "signal", value: "ID",
        help: pick("over dit signaal, tot het is gewist", "about this signal, until it is erased")),
      OptionSpec(
        name: "match", value: "ID",
        help: pick("over deze match, tot die is gewist", "about this match, until it is erased")),
      OptionSpec(name: "limit", value: "N", help: pick("de eerste N (alle)", "the first N (all)")),
    ],
    example: "samenloop audit list --from 2026-11-01 --kind shown --home nhn", role: .privacyOfficer,
    run: { try list($0) })

  private static let show = CommandSpec(
    path: ["audit", "show"],
    summary: pick(
      "één regel van het logboek, met waar die over gaat voor zover dat er nog is",
      "one entry of the audit log, with what it is about as far as that is still there"),
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop audit show 0123456789abcdef-41 --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<AuditEntryDocument> = try LocalClient(invocation).call(
        .auditEntry, invocation.positionals[0], timeout: seconds)
      return CommandOutput(answer, text: AuditText.entry(answer.document))
    })

  private static let withdrawals = CommandSpec(
    path: ["audit", "withdrawals"],
    summary: pick(
      "elke zending die jeugdigen introk onder een afspraak, met het medeondertekende ontvangstbewijs "
        + "dat dit bevestigt",
      "every batch that withdrew youths under an agreement, with the countersigned receipt that confirms it"),
    positionals: [PositionalSpec(name: "AGREEMENT", identifier: .shortened)],
    example: "samenloop audit withdrawals Yy3q... --home nhn", role: .privacyOfficer,
    run: { try withdrawals($0) })

  private static func list(_ invocation: Invocation) throws -> CommandOutput {
    var query: [(name: String, value: String)] = []
    for name in ["from", "to", "peer", "kind", "agreement", "signal", "match"] {
      if let value = invocation.option(name) { query.append((name, value)) }
    }
    if let kind = invocation.option("kind"), AuditKind(rawValue: kind) == nil {
      throw CommandFailure.usage(
        pick("--kind is een van ", "--kind is one of ") + AuditKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if let holder = invocation.option("holder") { query.append(("credential", try fingerprint(holder))) }
    let limit = try invocation.option("limit").map { (text: String) throws(CommandFailure) -> Int in
      guard let limit = Int(text), limit > 0 else {
        throw .usage(pick("--limit moet een getal vanaf 1 zijn", "--limit must be a number from 1"))
      }
      return limit
    }
    let found = try entries(query, limit: limit, LocalClient(invocation))
    let lines = try found.entries.map { try $0.encoded() }
    var notes =
      found.keptFrom.map { day in
        [pick("Het logboek heeft regels vanaf \(day.iso).", "The log holds entries from \(day.iso) on.")]
      } ?? []
    if !found.entries.isEmpty {
      notes.append(
        pick("Eén regel met waar die over gaat: ", "See one with what it is about: ") + "samenloop audit show ID")
    }
    var output = CommandOutput(
      json: Array(lines.joined(separator: [0x0A])), text: AuditText.list(found.entries), notes: notes)
    output.isLines = true
    return output
  }

  /// All that a question asks for, a page at a time.
  private static func entries(
    _ query: [(name: String, value: String)], limit: Int?, _ client: LocalClient
  ) throws(CommandFailure) -> AuditEntriesDocument {
    var found = AuditEntriesDocument(entries: [])
    var after: String?
    repeat {
      let count = min(pageEntries, (limit ?? .max) - found.entries.count)
      let more = [("limit", "\(count)")] + (after.map { [("after", $0)] } ?? [])
      let page: NodeAnswer<AuditEntriesDocument> = try client.call(
        .auditEntries, query: query + more.map { (name: $0.0, value: $0.1) }, timeout: seconds)
      found.entries += page.document.entries
      found.keptFrom = page.document.keptFrom
      after = page.document.next
    } while after != nil && found.entries.count < limit ?? .max
    return found
  }

  private static func fingerprint(_ text: String) throws(CommandFailure) -> String {
    if OfficerCertificate.fingerprint(ofId: text) != nil { return text }
    do {
      return OfficerCertificate.id(of: try X509Certificate(pem: Files.read(text)).fingerprintSHA256)
    } catch {
      throw CommandFailure(
        .badData,
        pick(
          "--holder is een bestand met een certificaat in PEM, of de SHA-256 ervan in 64 hexadecimale cijfers, niet \"\(text)\"",
          "--holder is a file with a certificate in PEM, or its SHA-256 in 64 hexadecimal digits, not \"\(text)\""))
    }
  }

  private static func withdrawals(_ invocation: Invocation) throws -> CommandOutput {
    let client = try LocalClient(invocation)
    let agreement = try ShortIdentifier.resolve(
      invocation.positionals[0], length: 43, list: "samenloop agreement list"
    ) { () throws(CommandFailure) in
      let all: NodeAnswer<AgreementsDocument> = try client.call(.agreements)
      return all.document.agreements.map(\.agreementId)
    }
    func entries(_ kind: String) throws(CommandFailure) -> [JSONValue] {
      try Self.entries(
        [("agreement", agreement), ("kind", kind)].map { (name: $0.0, value: $0.1) }, limit: nil, client
      ).entries.map(\.entry)
    }
    let sent = try entries("batch-sent").filter { ($0["withdrawals"]?.integerValue ?? 0) > 0 }
    let confirmed = try entries("batch-confirmed")
    let receipts = Dictionary(confirmed.compactMap { entry in entry["document"].map { ($0, entry) } }) { first, _ in
      first
    }
    let rows = sent.map { entry in
      WithdrawalEvidence(sent: entry, confirmed: entry["document"].flatMap { receipts[$0] })
    }
    return CommandOutput(
      json: ["agreement": .string(agreement), "withdrawals": .array(rows.map(\.json))],
      text: WithdrawalEvidence.text(rows))
  }
}
