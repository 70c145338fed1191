import Evidence
import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop subject requests`, `extend`, `close`, `certificate`: requests of people, by their ids.
enum SubjectRequestCommands {
  static let all = [requests, extend, close, certificate]

  /// Seconds in which a node makes and sends an archive.
  private static let seconds = 600

  private static let requests = CommandSpec(
    path: ["subject", "requests"],
    summary: pick(
      "verzoeken van mensen die op antwoord wachten, met de dagen die resten",
      "requests of people that wait for an answer, with the days that are left"),
    options: [
      OptionSpec(name: "closed", value: nil, help: pick("ook die zijn gesloten", "those that were closed, too"))
    ],
    example: "samenloop subject requests --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<SubjectRequestsDocument> = try LocalClient(invocation).call(.subjectRequests)
      let shown = answer.document.requests.filter { invocation.has("closed") || $0.outcome == nil }
      return CommandOutput(answer, text: SubjectText.requests(shown))
    })

  private static let extend = CommandSpec(
    path: ["subject", "extend"],
    summary: pick(
      "twee maanden langer voor een verzoek, één keer; vertel de betrokkene waarom, binnen de eerste "
        + "vier weken", "two months more for a request, once; tell the person why, within the first four weeks"),
    positionals: [PositionalSpec(name: "REQUEST")],
    options: [
      OptionSpec(
        name: "ground", value: "WORD", help: pick("waarom", "why"), isRequired: true,
        choices: SubjectRequestDocument.Ground.allCases.map(\.rawValue))
    ],
    example: "samenloop subject extend request-3 --ground complex --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<SubjectRequestDocument> = try LocalClient(invocation).call(
        .extendSubjectRequest, invocation.positionals[0],
        body: SubjectRequestExtension(ground: Word(text: invocation.option("ground") ?? "")))
      return CommandOutput(answer, text: SubjectText.request(answer.document))
    })

  private static let close = CommandSpec(
    path: ["subject", "close"],
    summary: pick(
      "een verzoek sluiten: beantwoord, verbeterd, geweigerd, of door de betrokkene ingetrokken",
      "end a request: answered, corrected, refused, or withdrawn by the person"),
    positionals: [PositionalSpec(name: "REQUEST")],
    options: [
      OptionSpec(
        name: "outcome", value: "WORD", help: pick("wat ervan is geworden", "what became of it"), isRequired: true,
        choices: ["answered", "corrected", "refused", "withdrawn"]),
      OptionSpec(
        name: "reason", value: "TEXT",
        help: pick(
          "waarom; nodig als verbeteren is geweigerd; nooit het nummer of de naam van een mens",
          "why; needed where a correction is refused; never a person's number or name")),
    ],
    example: "samenloop subject close request-3 --outcome answered --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<SubjectRequestDocument> = try LocalClient(invocation).call(
        .closeSubjectRequest, invocation.positionals[0],
        body: SubjectRequestClosing(
          outcome: Word(text: invocation.option("outcome") ?? ""), reason: invocation.option("reason")))
      return CommandOutput(answer, text: SubjectText.request(answer.document))
    })

  private static let certificate = CommandSpec(
    path: ["subject", "certificate"],
    summary: pick(
      "het bewijs van een wissing met de bevestigingen van andere regio's, in één archief (tar); het "
        + "noemt niemand",
      "the proof of an erasure with the confirmations of peers, in one archive (tar); it names nobody"),
    positionals: [PositionalSpec(name: "REQUEST")],
    options: [
      OptionSpec(
        name: "output", value: "FILE", help: pick("een nieuw bestand voor het archief", "a new file for the archive"),
        isRequired: true)
    ],
    example: "samenloop subject certificate request-3 --output request-3.tar --home nhn", role: .privacyOfficer,
    run: { try certificate($0) })

  private static func certificate(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let output = invocation.option("output") ?? ""
    try SubjectFile.requireNew(output)
    let client = try LocalClient(invocation)
    let what = pick("Het knooppunt maakt het bewijs", "The node makes the certificate")
    let bytes = try ProgressLine.standard(invocation).during(what) { () throws(CommandFailure) in
      try client.archive(.subjectCertificate, invocation.positionals[0], body: EmptyRequest(), timeout: seconds)
    }
    // Whatever arrived cut off or changed is found here, before anybody keeps it.
    let findings = EvidenceVerifier().verify(bytes)
    if let fault = findings.faults.first {
      throw CommandFailure(
        .checkFailed,
        pick(
          "het archief dat het knooppunt stuurde, is niet in orde: \(fault)",
          "the archive that the node sent is not in order: \(fault)"))
    }
    try CredentialCommands.write(bytes, to: output)
    let pending = findings.manifest?.scope.erasure?.unconfirmed.filter { $0.standing == .pending } ?? []
    let confirmed = findings.manifest?.scope.erasure?.receipts.count ?? 0
    var notes = [
      pick("Controleer het, waar u wilt: ", "Check it, anywhere: ") + "samenloop evidence verify \(output) --trust CARD"
    ]
    if !pending.isEmpty {
      let peers = Set(pending.map(\.peer.text)).sorted().joined(separator: ", ")
      notes.insert(
        pick(
          "Nog niet bevestigd door \(peers): maak later een nieuw bewijs",
          "Not confirmed yet by \(peers): make another certificate later"), at: 0)
    }
    return CommandOutput(
      json: [
        "file": .string(output), "request": .string(findings.manifest?.scope.erasure?.request ?? ""),
        "confirmed": JSONValue(confirmed), "pending": JSONValue(pending.count),
      ],

      text: "\(output): "
        + pick(
          "\(confirmed) ontvangstbewijzen van regio's, \(pending.count) ontbreken",
          "\(confirmed) receipts of peers, \(pending.count) missing"), notes: notes)
  }
}
