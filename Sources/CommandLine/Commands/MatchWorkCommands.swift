import LocalAPI
import Node
import PeerProtocol

/// `samenloop match follow-up`, `coordinate`, `handover`, `consent`, `release`: what people do with a match.
enum MatchWorkCommands {
  static let all = [followUp, coordinate, handover, consent, release, assign, remind]

  private static let followUp = CommandSpec(
    path: ["match", "follow-up"],
    summary: pick(
      "zeggen wat er met een match is gebeurd; de andere regio ziet het",
      "say what became of a match; the other region sees it"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "state", value: "STATE", help: pick("hoe ver het is", "how far it is"), isRequired: true,
        choices: FollowUp.State.allCases.map(\.rawValue)),
      OptionSpec(
        name: "reason", value: "REASON", help: pick("waarom er geen contact was", "why there was no contact"),
        choices: FollowUp.Reason.allCases.map(\.rawValue)),
      OptionSpec(
        name: "outcome", value: "OUTCOMES",
        help: pick("wat het contact opleverde, met komma's: ", "what the contact brought, with commas: ")
          + FollowUp.Outcome.allCases.map(\.rawValue).joined(separator: ",")),
    ],
    example: "samenloop match follow-up --state contacted --outcome better-fit,earlier ID --home nhn",
    role: .coordinator,
    run: { invocation in
      let answer = try call(invocation, .followUp, try followUp(invocation))
      let match = answer.document
      return CommandOutput(
        answer, text: "\(match.matchId)  " + pick("opvolging: ", "follow-up: ") + MatchText.followUp(match.own))
    })

  private static let coordinate = CommandSpec(
    path: ["match", "coordinate"],
    summary: pick(
      "de regio noemen die de regie heeft, of instemmen met de regio die is genoemd",
      "name the region that leads, or agree with the one that was named"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "propose", value: "REGION",
        help: pick(
          "deze regio zou de regie moeten hebben: de onze of de andere",
          "this region should lead: ours or the other one")),
      OptionSpec(
        name: "agree", value: nil,
        help: pick(
          "instemmen met de regio die de andere kant noemde", "agree with the region that the other side named")),
    ],
    example: "samenloop match coordinate --propose drenthe ID --home nhn", role: .coordinator,
    run: { invocation in
      let proposed = invocation.option("propose")
      guard (proposed != nil) != invocation.has("agree") else {
        throw CommandFailure.usage(
          pick(
            "match coordinate vraagt om één van --propose REGION en --agree",
            "match coordinate takes one of --propose REGION and --agree"))
      }
      let answer = try call(
        invocation, .coordination, CoordinationRequest(propose: proposed, agree: proposed == nil ? true : nil))
      let match = answer.document
      let notes =
        match.own.coordination?.state == .agreed
        ? []
        : [
          pick(
            "Zodra \(match.peer) dezelfde regio noemt (match coordinate --agree), is het afgesproken.",
            "Once \(match.peer) names the same region (match coordinate --agree), it is agreed.")
        ]
      return CommandOutput(
        answer, text: "\(match.matchId)  " + pick("regie: ", "leads: ") + MatchText.leader(match.own), notes: notes)
    })

  private static let handover = CommandSpec(
    path: ["match", "handover"],
    summary: pick(
      "vragen om een warme overdracht door de oude regio, of zeggen dat die er was",
      "ask that the old region briefs the new one, or say that it did"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(name: "wanted", value: nil, help: pick("er is een overdracht gewenst", "a handover is wanted")),
      OptionSpec(name: "done", value: nil, help: pick("die heeft plaatsgevonden", "it took place")),
    ],
    example: "samenloop match handover --done ID --home nhn", role: .coordinator,
    run: { invocation in
      guard invocation.has("wanted") != invocation.has("done") else {
        throw CommandFailure.usage(
          pick(
            "match handover vraagt om één van --wanted en --done", "match handover takes one of --wanted and --done"))
      }
      let state = invocation.has("done") ? Handover.State.done : .wanted
      let answer = try call(invocation, .handover, HandoverRequest(state: Word(state)))
      let match = answer.document
      return CommandOutput(
        answer, text: "\(match.matchId)  " + pick("overdracht: ", "handover: ") + MatchText.handover(match.own))
    })

  private static let consent = CommandSpec(
    path: ["match", "consent"], summary: pick("vastleggen wat het gezin zei", "record what the family said"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "state", value: "STATE", help: pick("wat er is gezegd", "what was said"), isRequired: true,
        choices: MatchView.Consent.allCases.map(\.rawValue))
    ],
    example: "samenloop match consent --state given ID --home nhn", role: .coordinator,
    run: { invocation in
      let consent = ConsentRequest(consent: Word(text: invocation.option("state") ?? ""))
      let answer = try call(invocation, .consent, consent)
      let match = answer.document
      return CommandOutput(
        answer, text: "\(match.matchId)  " + pick("toestemming: ", "consent: ") + MatchText.consent(match.own))
    })

  private static let assign = CommandSpec(
    path: ["match", "assign"],
    summary: pick(
      "een match met het gezin aan een collega van deze regio geven; andere regio's zien dat niet",
      "give a match and its family to a colleague of this region; peers do not see it"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(name: "to", value: "NAME", help: pick("de naam van de collega", "the colleague's name")),
      OptionSpec(
        name: "to-me", value: nil,
        help: pick("uzelf, met de naam in uw certificaat", "yourself, by the name in your certificate")),
      OptionSpec(name: "to-nobody", value: nil, help: pick("terugnemen", "take it back")),
    ],
    example: "samenloop match assign --to \"Sanne Mulder\" ID --home nhn", role: .coordinator,
    run: { invocation in
      let name = invocation.option("to")
      let (isMine, isNobodys) = (invocation.has("to-me"), invocation.has("to-nobody"))
      guard [name != nil, isMine, isNobodys].filter({ $0 }).count == 1 else {
        throw CommandFailure.usage(
          pick(
            "match assign vraagt om één van --to NAME, --to-me en --to-nobody",
            "match assign takes one of --to NAME, --to-me and --to-nobody"))
      }
      let answer = try call(
        invocation, .assign,
        AssignmentRequest(assignee: name, toMe: isMine ? true : nil, toNobody: isNobodys ? true : nil))
      let match = answer.document
      return CommandOutput(
        answer,
        text: "\(match.matchId)  "
          + (match.assignee.map { pick("voor \($0)", "for \($0)") } ?? pick("voor niemand", "for nobody")),
        notes: [
          pick(
            "De andere matches van het gezin gaan mee. Wat van u is: samenloop worklist --mine",
            "The family's other matches go along. See what is yours: samenloop worklist --mine")
        ])
    })

  private static let remind = CommandSpec(
    path: ["match", "remind"],
    summary: pick(
      "vastleggen dat u de professional van deze regio herinnerde; andere regio's zien dat niet",
      "record that you reminded this region's professional; peers do not see it"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    example: "samenloop match remind ID --home nhn", role: .coordinator,
    run: { invocation in
      let answer = try call(invocation, .remind)
      let match = answer.document
      return CommandOutput(
        answer, text: "\(match.matchId)  " + pick("herinnerd: ", "reminded: ") + (match.remindedAt?.rfc3339 ?? "-"))
    })

  private static let release = CommandSpec(
    path: ["match", "release"],
    summary: pick(
      "de contactgegevens van onze signalen in een match vrijgeven, onder een afspraak die om "
        + "goedkeuring vraagt",
      "give the contact details of our signals in a match, under an agreement that asks for approval"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [TerminalQuestion.option],
    example: "samenloop match release ID --home nhn", role: .coordinator,
    run: { invocation in
      try TerminalQuestion.standard(invocation).confirm(
        pick(
          "De andere regio krijgt de namen en telefoonnummers van onze professionals in deze match, en houdt die.",
          "The other region gets the names and telephone numbers of our professionals in this match, and keeps them."),
        to: pick("ze te geven", "give them"), else: pick("er is niets gegeven", "nothing was given"))
      let answer = try call(invocation, .release)
      let match = answer.document
      return CommandOutput(
        answer,
        text: "\(match.matchId)  "
          + pick("onze contactgegevens zijn gegeven aan ", "our contact details are given to ") + match.peer)
    })

  /// The follow-up that the options say.
  static func followUp(_ invocation: Invocation) throws(CommandFailure) -> FollowUpRequest {
    let known = FollowUp.Outcome.allCases.map(\.rawValue)
    let outcome = invocation.option("outcome")?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in outcome ?? [] where !known.contains(name) {
      let meant = Suggested.text(for: name, among: known)
      let list = known.joined(separator: ", ")
      throw .usage(
        pick(
          "--outcome is een lijst van \(list), met komma's ertussen",
          "--outcome holds \(list), with commas between them")
          + meant)
    }
    return FollowUpRequest(
      state: Word(text: invocation.option("state") ?? ""), reason: invocation.option("reason").map { Word(text: $0) },
      outcome: outcome.map { $0.map { Word(text: $0) } })
  }

  private static func call(
    _ invocation: Invocation, _ operation: LocalOperation, _ body: (any LocalDocument)? = nil
  ) throws(CommandFailure) -> NodeAnswer<MatchDocument> {
    try LocalClient(invocation).call(operation, invocation.positionals[0], body: body)
  }
}
