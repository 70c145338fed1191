import LocalAPI
import Pages
import PeerProtocol
import System

/// `samenloop peer …`: meeting other regions.
enum PeerCommands {
  static let all =
    [invite, join, list, fingerprint, AcceptCommand.spec, reject, suspend, resume, remove, importCard]
    + IntroductionCommands.all

  private static let invite = CommandSpec(
    path: ["peer", "invite"],
    summary: pick(
      "een uitnodiging maken voor één regio, 48 uur geldig", "make an invitation code for one region, valid 48 hours"),
    options: [
      OptionSpec(
        name: "terms", value: "FILE",
        help: pick(
          "wat u zou afspreken; de beheerder van de andere regio leest het, niemand is eraan gebonden",
          "what you would agree on; the other region's operator reads it, nobody is bound"))
    ],
    example: "samenloop peer invite --terms terms.txt --home nhn", role: .operator,
    run: { invocation in
      let terms = try invocation.option("terms").map { path throws(CommandFailure) in try TermsFile.read(path) }
      let body = terms.map { JSONValue.object(["terms": $0]) }
      let answer: NodeAnswer<InvitationDocument> = try LocalClient(invocation).call(.createInvitation, body: body)
      return CommandOutput(
        answer,
        text: "\(answer.document.code)\n" + pick("geldig tot ", "valid until ") + "\(answer.document.expiresAt)",
        notes: [
          pick(
            "Geef de code aan de beheerder van de andere regio. Die geeft dan: ",
            "Give the code to the other region's operator, who runs: ")
            + "samenloop peer join CODE",
          pick(
            "Vergelijk daarna met elkaar alle zes de groepen, en laat de regio toe: ",
            "Then compare all six groups with each other, and accept: ")
            + "samenloop peer accept REGION" + (terms == nil ? "" : " --propose-terms"),
        ])
    })

  private static let join = CommandSpec(
    path: ["peer", "join"],
    summary: pick(
      "aansluiten bij een regio met de code die u van haar kreeg", "join a region with the code that it gave"),
    positionals: [PositionalSpec(name: "CODE|-")],
    example: "samenloop peer join \"samenloop://node.example:8443/#…\" --home drenthe", role: .operator,
    run: { invocation in
      let code = try invitationCode(invocation.positionals[0])
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .join, body: JoinRequest(code: code), timeout: 75)
      let peer = answer.document
      return CommandOutput(
        answer,
        text: "\(peer.region) (\(TextTable.cell(peer.name))): \(peer.status.shown(\.phrase))\n\(groups(peer))"
          + (InvitedTerms.text(peer).map { "\n" + $0 } ?? ""),
        notes: [peer.nextStep])
    })

  /// From standard input, other users of the machine do not see it among the processes.
  private static func invitationCode(_ given: String) throws(CommandFailure) -> String {
    guard given == "-" else { return given }
    do throws(FileError) {
      return String(decoding: try Files.read(given), as: UTF8.self)
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  private static let list = CommandSpec(
    path: ["peer", "list"], summary: pick("alle andere regio's", "all peers"),
    example: "samenloop peer list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<PeersDocument> = try LocalClient(invocation).call(.peers)
      let peers = answer.document.peers
      if peers.isEmpty {
        return CommandOutput(
          answer, text: pick("Er zijn nog geen andere regio's.", "There are no peers yet."),
          notes: [pick("Nodig er een uit: ", "Invite one: ") + "samenloop peer invite"])
      }
      let rows = peers.map { peer in
        let suspended = peer.suspended.map {
          pick(", stilgelegd sinds ", ", suspended since ")
            + "\($0.at.rfc3339.prefix(10)): \(TextTable.cell($0.reason))"
        }
        let introduced = peer.introducers.map { _ in pick(", geïntroduceerd", ", introduced") }
        return [
          peer.region, peer.status.shown(\.phrase) + (introduced ?? "") + (suspended ?? ""), TextTable.cell(peer.name),
          TextTable.cell(peer.endpoint),
        ]
      }
      let header = pick(["REGIO", "STAND", "NAAM", "ADRES"], ["REGION", "STATUS", "NAME", "ENDPOINT"])
      return CommandOutput(answer, text: TextTable.text(header: header, rows))
    })

  private static let fingerprint = CommandSpec(
    path: ["peer", "fingerprint"],
    summary: pick("de zes groepen die beide beheerders vergelijken", "the six groups that both operators compare"),
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer fingerprint drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.fingerprint, region)
      return CommandOutput(answer, text: groups(answer.document), notes: [answer.document.nextStep])
    })

  private static let reject = CommandSpec(
    path: ["peer", "reject"], summary: pick("een regio weigeren die zich aansloot", "refuse a region that joined"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "reason", value: "TEXT",
        help: pick("wat de andere regio te lezen krijgt", "what the other region is told"), isRequired: true)
    ],
    example: "samenloop peer reject drenthe --reason \"the groups differ\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .rejectPeer, region, body: ReasonRequest(reason: invocation.option("reason") ?? ""))
      return CommandOutput(answer, text: "\(region): \(answer.document.status.shown(\.phrase))")
    })

  private static let suspend = CommandSpec(
    path: ["peer", "suspend"],
    summary: pick(
      "een regio meteen overal van uitsluiten, tot u haar weer toelaat",
      "keep a peer from everything at once, until it is resumed"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "reason", value: "TEXT",
        help: pick("waarom, voor de mensen van deze regio", "why, for this region's people"), isRequired: true)
    ],
    example: "samenloop peer suspend drenthe --reason \"its key may be stolen\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .suspendPeer, region, body: ReasonRequest(reason: invocation.option("reason") ?? ""))
      return CommandOutput(
        answer, text: "\(region): " + pick("stilgelegd", "suspended"),
        notes: [
          pick(
            "Wat \(region) van deze regio heeft, blijft daar tot de afspraak eindigt. Weer toelaten: ",
            "What \(region) holds of this region stays until the agreement ends. Let it in again: ")
            + "samenloop peer resume \(region)"
        ])
    })

  private static let resume = CommandSpec(
    path: ["peer", "resume"], summary: pick("een stilgelegde regio weer toelaten", "let a suspended peer in again"),
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer resume drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.resumePeer, region)
      return CommandOutput(answer, text: "\(region): \(answer.document.status.shown(\.phrase))")
    })

  private static let remove = CommandSpec(
    path: ["peer", "remove"],
    summary: pick(
      "een regio vergeten die per vergissing is toegelaten, zolang er geen afspraak is gesloten",
      "forget a region that was accepted by mistake, while no agreement was concluded"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "confirm", value: "REGION",
        help: pick("de naam van de regio nog eens, voor de zekerheid", "the region's id again, to be sure"),
        isRequired: true)
    ],
    example: "samenloop peer remove drenthe --confirm drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      guard invocation.option("confirm") == region else {
        throw CommandFailure.usage(
          pick(
            "peer remove: --confirm noemt een andere regio dan \(region): er is niets gedaan",
            "peer remove: --confirm names another region than \(region): nothing was done"))
      }
      let answer: NodeAnswer<RemovedPeerDocument> = try LocalClient(invocation).call(
        .removePeer, region, body: RemovalRequest(confirm: region))
      let lapsed = answer.document.lapsedProposals
      return CommandOutput(
        answer,
        text: "\(region): " + pick("verwijderd; de sleutels worden geweigerd", "removed; its keys are refused")
          + (lapsed == 0
            ? ""
            : pick(
              lapsed == 1 ? ", en 1 voorgestelde afspraak verviel" : ", en \(lapsed) voorgestelde afspraken vervielen",
              ", and \(lapsed) proposed agreement\(lapsed == 1 ? "" : "s") lapsed")),
        notes: [
          answer.document.nextStep,
          pick("Later opnieuw kennismaken: ", "To meet again later: ") + "samenloop peer invite",
        ])
    })

  private static let importCard = CommandSpec(
    path: ["peer", "import-card"],
    summary: pick(
      "de kaart van een regio inlezen uit een bestand, nadat die haar TLS-sleutel verloor",
      "take in a peer's card from a file, after it lost its TLS key"),
    positionals: [PositionalSpec(name: "REGION"), PositionalSpec(name: "FILE")],
    example: "samenloop peer import-card drenthe drenthe-card.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let card = try DocumentFile.read(invocation.positionals[1])
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.importCard, region, body: card)
      return CommandOutput(
        answer, text: "\(region): " + pick("kaart versie ", "card version ") + "\(answer.document.cardVersion)",
        notes: [
          answer.document.suspended != nil
            ? pick(
              "\(region) is stilgelegd. Zodra de beheerder daar zegt dat de oude sleutel weg is: samenloop peer resume \(region)",
              "\(region) is suspended. Once its operator says that the old key is gone: samenloop peer resume \(region)"
            )
            : pick(
              "De oude TLS-sleutels gelden niet meer. Hierna: samenloop sync now \(region)",
              "Its old TLS keys count no longer. Next: samenloop sync now \(region)")
        ])
    })

  static func groups(_ peer: PeerDocument) -> String { peer.fingerprint.joined(separator: "  ") }
}
