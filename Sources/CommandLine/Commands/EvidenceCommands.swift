import Evidence
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop evidence export` and `evidence verify`.
enum EvidenceCommands {
  static let all = [export, verify]

  private static let export = CommandSpec(
    path: ["evidence", "export"],
    summary: pick(
      "wat het logboek bewijst over een periode, in één archief (tar) dat anderen zonder knooppunt "
        + "controleren",
      "what the audit log proves about a period, in one archive (tar) that others can check without a node"),
    options: [
      OptionSpec(
        name: "from", value: "DAY",
        help: pick("vanaf deze dag (JJJJ-MM-DD, UTC)", "from this day on (YYYY-MM-DD, UTC)"), isRequired: true),
      OptionSpec(
        name: "to", value: "DAY", help: pick("tot en met de dag voor deze", "until the day before this one"),
        isRequired: true),
      OptionSpec(name: "peer", value: "REGION", help: pick("alleen over deze regio", "about this region only")),
      OptionSpec(
        name: "kind", value: "KIND",
        help: pick(
          "alleen regels van deze soort, zoals batch-confirmed", "entries of this kind only, such as batch-confirmed")),
      OptionSpec(
        name: "open", value: nil,
        help:
          pick(
            "zeggen waar regels over gaan: nummers van signalen en matches, certificaten, teksten over "
              + "andere regio's. Met --peer alleen matches met deze regio, en teksten erover",
            "say what entries are about: ids of signals and matches, certificates, texts about peers. With --peer only "
              + "matches with this region, and texts about it")),
      OptionSpec(
        name: "output", value: "FILE", help: pick("een nieuw bestand voor het archief", "a new file for the archive"),
        isRequired: true),
    ],
    example: "samenloop evidence export --from 2026-01-01 --to 2027-01-01 --output nhn-2026.tar --home nhn",
    role: .privacyOfficer, run: { try export($0) })

  /// Seconds in which a node makes and sends an archive.
  private static let seconds = 600

  private static func export(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    func day(_ name: String) throws(CommandFailure) -> CalendarDate {
      guard let day = CalendarDate(iso: invocation.option(name) ?? "") else {
        throw .usage(pick("--\(name) is een dag, JJJJ-MM-DD", "--\(name) is a day, YYYY-MM-DD"))
      }
      return day
    }
    let output = invocation.option("output") ?? ""
    let request = EvidenceRequest(
      from: try day("from"), to: try day("to"), peer: invocation.option("peer"), kind: invocation.option("kind"),
      open: invocation.has("open"))
    guard Files.mode(of: output) == nil else { throw CredentialCommands.exists(output) }
    let client = try LocalClient(invocation)
    let progress = ProgressLine.standard(invocation)
    let bytes = try progress.during(pick("Het knooppunt maakt het archief", "The node makes the archive")) {
      () throws(CommandFailure) in try client.archive(.exportEvidence, body: request, timeout: seconds)
    }
    // Whatever arrived cut off or changed is found here, before anybody keeps it.
    let findings = try progress.during(verifying) { EvidenceVerifier().verify(bytes) }
    if let fault = findings.faults.first {
      throw CommandFailure(
        .checkFailed,
        pick(
          "het archief dat het knooppunt stuurde, is niet in orde: \(fault)",
          "the archive that the node sent is not in order: \(fault)"))
    }
    do { try Files.replace(output, bytes) } catch {
      throw CommandFailure(.configuration, "\(error)" + pick(": mag u daar schrijven?", ": may you write there?"))
    }
    var json = EvidenceText.json(findings)
    json["file"] = .string(output)
    json["verdict"] = nil
    let later = findings.manifest?.later ?? 0
    var notes = [
      pick("Controleer het, waar u wilt: ", "Check it, anywhere: ") + "samenloop evidence verify \(output) --trust CARD"
    ]
    if later > 0 {
      notes.insert(
        pick(
          "\(later) nieuwere regels staan er niet in: het nieuwste controlepunt reikt niet zo ver. Elke zes uur komt er een",
          "\(later) newer entries are not in it: the newest checkpoint does not reach them. One is made every six hours"
        ),
        at: 0)
    }
    if invocation.has("open"), request.peer == nil, findings.manifest?.isOpened == false {
      notes.insert(
        pick(
          "het archief laat niet zien waar de regels over gaan: daarvoor is de periode te lang. Exporteer kortere "
            + "perioden, of één regio (--peer)",
          "the archive does not show what its entries are about: the period is too long for that. Export shorter "
            + "periods, or one peer (--peer)"), at: 0)
    }
    return CommandOutput(
      json: json,
      text: "\(output): "
        + pick(
          "\(findings.records) regels, \(findings.receipts) ontvangstbewijzen",
          "\(findings.records) records, \(findings.receipts) receipts"), notes: notes)
  }

  private static let verify = CommandSpec(
    path: ["evidence", "verify"],
    summary: pick(
      "een archief met bewijs controleren; vraagt geen knooppunt, configuratie of netwerk",
      "check an archive of evidence; needs no node, configuration or network"),
    positionals: [PositionalSpec(name: "FILE")],
    options: [
      OptionSpec(
        name: "trust", value: "FILE",
        help:
          pick(
            "wiens medeondertekening telt: de kaart van een regio, haar identiteitssleutel als JWK, of "
              + "regels met vingerafdrukken van sleutels, zoals u ze van elders kent; mag vaker",
            "whose cosignatures count: a region's card, its identity key as JWK, or lines with thumbprints of keys, as "
              + "you know them from elsewhere; may be given again"), isRepeatable: true),
      OptionSpec(
        name: "earlier", value: "FILE",
        help:
          pick(
            "vergelijken met een ander archief van dezelfde regio, of een controlepunt dat een getuige "
              + "bewaart; mag vaker",
            "compare with another archive of the same region, or a checkpoint that a witness keeps; may be given again"),
        isRepeatable: true),
      OptionSpec(
        name: "strict", value: nil,
        help: pick(
          "weigeren wat geen vertrouwde sleutel heeft medeondertekend (afsluitcode 65)",
          "refuse what no trusted key cosigned (exit code 65)")),
    ],
    example: "samenloop evidence verify nhn-2026.tar --trust drenthe-card.json",
    run: { try verify($0) })

  private static func verify(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    var trusted = TrustedKeys()
    for file in invocation.all("trust") {
      let bytes = try read(file, limit: trustBytes)
      do { try trusted.add(file: bytes) } catch { throw CommandFailure(.badData, "--trust \(file): \(error)") }
    }
    let verifier = EvidenceVerifier(trusted: trusted)
    let archive = try read(invocation.positionals[0], limit: EvidenceVerifier.maxBytes)
    var findings = try ProgressLine.standard(invocation).during(verifying) { verifier.verify(archive) }
    for file in invocation.all("earlier") {
      let bytes = try read(file, limit: EvidenceVerifier.maxBytes)
      do { findings.compare(with: try EarlierView(bytes, by: verifier)) } catch {
        throw CommandFailure(
          .badData,
          pick(
            "--earlier \(file): dat is geen controlepunt en geen archief dat in orde is: \(error)",
            "--earlier \(file): it is neither a checkpoint nor an intact archive: \(error)"))
      }
    }
    let isRefused =
      switch findings.verdict {
      case .intact, .erased: false
      case .selfAsserted: invocation.has("strict")
      case .tampered, .splitView: true
      }
    return CommandOutput(
      json: EvidenceText.json(findings), text: EvidenceText.text(findings), exit: isRefused ? .badData : .success)
  }

  private static var verifying: String { pick("Het archief wordt gecontroleerd", "The archive is checked") }

  /// Bytes of a file with trusted keys.
  private static let trustBytes = 1 << 20

  private static func read(_ file: String, limit: Int) throws(CommandFailure) -> [UInt8] {
    do { return try Files.read(file, limit: limit) } catch { throw CommandFailure(.badData, "\(error)") }
  }
}
