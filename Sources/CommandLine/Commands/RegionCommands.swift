import LocalAPI
import PeerProtocol

/// Commands about the whole region: unconfirmed withdrawals, snapshots, a restored backup, leaving the federation.
enum RegionCommands {
  static let all = [withdrawals, snapshot, announce, confirm, close, closing]

  private static let withdrawals = CommandSpec(
    path: ["withdrawals"],
    summary: pick(
      "wat andere regio's nog moeten bevestigen dat ze het wisten, met hoe oud het is",
      "what peers still have to confirm that they erased, with its age"),
    example: "samenloop withdrawals --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<WithdrawalsDocument> = try LocalClient(invocation).call(.withdrawals)
      let feeds = answer.document.withdrawals.map { row in
        [row.peer, row.kind, "\(row.unconfirmed)", row.oldestSince.rfc3339, TextTable.cell(row.reason)]
      }
      let endings = answer.document.endings.map { row in
        [row.peer, pick("afspraak", "agreement"), pick("alle", "all"), row.since.rfc3339, TextTable.cell(row.reason)]
      }
      if feeds.isEmpty && endings.isEmpty {
        return CommandOutput(
          answer, text: pick("Elke regio bevestigde elke intrekking.", "Every peer confirmed every withdrawal."))
      }
      let header = pick(
        ["REGIO", "SOORT", "ONBEVESTIGD", "OUDSTE SINDS", "REDEN"],
        ["PEER", "KIND", "UNCONFIRMED", "OLDEST SINCE", "REASON"])
      return CommandOutput(
        answer,
        text: TextTable.text(header: header, feeds + endings),
        notes: withdrawalNotes(answer.document))
    })

  /// When the node sends again what is not confirmed.
  static func withdrawalNotes(_ answer: WithdrawalsDocument) -> [String] {
    let rows = answer.withdrawals
    let suspended = Set(rows.filter { $0.suspended == true }.map(\.peer)).sorted()
    let hasOthers = rows.contains { $0.suspended != true } || !answer.endings.isEmpty
    var notes = suspended.map {
      pick(
        "\($0) is stilgelegd: wat is ingetrokken, gaat daarheen na samenloop peer resume \($0), of als de afspraak eindigt",
        "\($0) is suspended: what is withdrawn goes there after samenloop peer resume \($0), or when the agreement ends"
      )
    }
    if hasOthers {
      let which = suspended.isEmpty ? pick("Zij", "They are") : pick("De andere", "The others are")
      notes.append(
        which + pick(" gaan vanzelf opnieuw; meteen met: ", " sent again by themselves; at once with: ")
          + "samenloop sync now")
    }
    return notes
  }

  private static let snapshot = CommandSpec(
    path: ["snapshot"],
    summary: pick(
      "de opslag nu herschrijven: wat is gewist, gaat meteen van de schijf, niet binnen 15 minuten",
      "rewrite the store now: what was erased leaves the disk at once, not within 15 minutes"),
    example: "samenloop snapshot --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<SnapshotDocument> = try LocalClient(invocation).call(.snapshot, timeout: 75)
      return CommandOutput(
        answer,
        text: pick(
          "In de opslag staat wat nu bekend is, en niets van wat eerder is gewist.",
          "The store holds what is known now, and nothing that was erased before."))
    })

  private static let announce = CommandSpec(
    path: ["restore", "announce"],
    summary: pick(
      "zeggen dat de opslag van dit knooppunt is teruggezet uit een reservekopie",
      "say that this node's store was restored from a backup"),
    example: "samenloop restore announce --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<RestorationDocument> = try LocalClient(invocation).call(.announceRestore)
      return CommandOutput(
        answer,
        text: pick(
          "Het knooppunt ontvangt en trekt in; het voegt niets toe en toont andere regio's niets. Matches in de lijst kunnen "
            + "verouderd zijn.",
          "The node receives and withdraws; it adds nothing, and shows peers nothing. Matches that it lists may be out of date."
        ),
        notes: [TextTable.cell(answer.document.next)])
    })

  private static let confirm = CommandSpec(
    path: ["restore", "confirm"],
    summary: pick(
      "bevestigen dat de hele verwijsindex opnieuw is ingelezen na het terugzetten",
      "confirm that the whole index was imported anew after a restore"),
    options: [
      OptionSpec(
        name: "imported-otherwise", value: nil,
        help: pick(
          "de index is niet als één bestand met --snapshot ingelezen, maar is bijgewerkt",
          "it was not imported as one file with --snapshot, but is up to date"))
    ],
    example: "samenloop restore confirm --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<RestorationDocument> = try LocalClient(invocation).call(
        .confirmImport, body: ImportConfirmationRequest(importedOtherwise: invocation.has("imported-otherwise")))
      return CommandOutput(
        answer, text: pick("De uitwisseling gaat door.", "Exchange goes on."),
        notes: [pick("Zie: ", "See: ") + "samenloop status"])
    })

  private static let close = CommandSpec(
    path: ["region", "close"],
    summary: pick(
      "de federatie verlaten: overal intrekken, elke afspraak beëindigen",
      "leave the federation: withdraw everywhere, end every agreement"),
    options: [
      OptionSpec(
        name: "confirm", value: "REGION",
        help: pick("de naam van deze regio zelf, voor de zekerheid", "this region's own id, to be sure"),
        isRequired: true)
    ],
    example: "samenloop region close --confirm nhn --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<ClosingDocument> = try LocalClient(invocation).call(
        .closeRegion, body: ClosingRequest(region: invocation.option("confirm") ?? ""))
      return CommandOutput(
        answer, text: pick("stand: ", "state: ") + "\(answer.document.state)",
        notes: [
          answer.document.state == .approval
            ? pick(
              "Een tweede persoon moet het ook besluiten: met --as privacy-officer (of --as operator)",
              "A second person has to decide it, too: add --as privacy-officer (or --as operator)")
            : pick("Volg het: ", "Follow it: ") + "samenloop region closing"
        ])
    })

  private static let closing = CommandSpec(
    path: ["region", "closing"],
    summary: pick(
      "hoe ver deze regio is met vertrekken, en aan het eind het bewijs",
      "how far this region is with leaving, and the certificate in the end"),
    example: "samenloop region closing --json --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<ClosingDocument> = try LocalClient(invocation).call(.closing)
      let closing = answer.document
      let waiting = (closing.waitingFor ?? []).map {
        pick("wacht op ", "waits for ") + "\($0.peer): \($0.unconfirmed) " + pick("onbevestigd ", "unconfirmed ")
          + TextTable.cell($0.reason)
      }
      return CommandOutput(
        answer, text: ([pick("stand: ", "state: ") + "\(closing.state)"] + waiting).joined(separator: "\n"),
        notes: closing.certificate == nil
          ? []
          : [
            pick(
              "Bewaar het bewijs (--json), stop daarna het knooppunt en verwijder de map.",
              "Keep the certificate (--json), then stop the node and delete its home.")
          ])
    })
}
