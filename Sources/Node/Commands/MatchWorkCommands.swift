import PeerProtocol

/// `samenloop match follow-up`, `coordinate`, `handover`, `consent`, `release`: what people do with a match.
///
/// Ids may begin with a dash, so that the examples put them behind `--`.
enum MatchWorkCommands {
  static let all = [followUp, coordinate, handover, consent, release]

  private static let followUp = CommandSpec(
    path: ["match", "follow-up"], summary: "say what became of a match; the other region sees it",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "state", value: "STATE", help: "how far it is", isRequired: true,
        choices: FollowUp.State.allCases.map(\.rawValue)),
      OptionSpec(
        name: "reason", value: "REASON", help: "why there was no contact",
        choices: FollowUp.Reason.allCases.map(\.rawValue)),
      OptionSpec(
        name: "outcome", value: "OUTCOMES",
        help: "what the contact brought, with commas: "
          + FollowUp.Outcome.allCases.map(\.rawValue).joined(separator: ",")),
    ],
    example: "samenloop match follow-up --state contacted --outcome better-fit,earlier --home nhn -- ID",
    role: .coordinator,
    run: { invocation in
      let match = try post(invocation, "follow-up", try followUpBody(invocation))
      return CommandOutput(json: match, text: "\(id(match))  follow-up: \(MatchText.followUp(match["own"]))")
    })

  private static let coordinate = CommandSpec(
    path: ["match", "coordinate"], summary: "name the region that leads, or agree with the one that was named",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(name: "propose", value: "REGION", help: "this region should lead: ours or the other one"),
      OptionSpec(name: "agree", value: nil, help: "agree with the region that the other side named"),
    ],
    example: "samenloop match coordinate --propose drenthe --home nhn -- ID", role: .coordinator,
    run: { invocation in
      let proposed = invocation.option("propose")
      guard (proposed != nil) != invocation.has("agree") else {
        throw CommandFailure.usage("match coordinate takes one of --propose REGION and --agree")
      }
      let match = try post(
        invocation, "coordination", proposed.map { ["propose": .string($0)] } ?? ["agree": true])
      let isAgreed = match["own"]?["coordination"]?["state"] == "agreed"
      let notes =
        isAgreed
        ? [] : ["Once \(match.text(of: "peer")) names the same region (match coordinate --agree), it is agreed."]
      return CommandOutput(
        json: match, text: "\(id(match))  leads: \(MatchText.leader(match["own"]))", notes: notes)
    })

  private static let handover = CommandSpec(
    path: ["match", "handover"], summary: "ask that the old region briefs the new one, or say that it did",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(name: "wanted", value: nil, help: "a handover is wanted"),
      OptionSpec(name: "done", value: nil, help: "it took place"),
    ],
    example: "samenloop match handover --done --home nhn -- ID", role: .coordinator,
    run: { invocation in
      guard invocation.has("wanted") != invocation.has("done") else {
        throw CommandFailure.usage("match handover takes one of --wanted and --done")
      }
      let state = invocation.has("done") ? Handover.State.done : .wanted
      let match = try post(invocation, "handover", ["state": .string(state.rawValue)])
      return CommandOutput(json: match, text: "\(id(match))  handover: \(MatchText.handover(match["own"]))")
    })

  private static let consent = CommandSpec(
    path: ["match", "consent"], summary: "record what the family said",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "state", value: "STATE", help: "what was said", isRequired: true,
        choices: MatchView.Consent.allCases.map(\.rawValue))
    ],
    example: "samenloop match consent --state given --home nhn -- ID", role: .coordinator,
    run: { invocation in
      let match = try post(invocation, "consent", ["consent": .string(invocation.option("state") ?? "")])
      return CommandOutput(json: match, text: "\(id(match))  consent: \(match["own"]?.text(of: "consent") ?? "-")")
    })

  private static let release = CommandSpec(
    path: ["match", "release"],
    summary: "give the contact details of our signals in a match, under an agreement that asks for approval",
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop match release --home nhn -- ID", role: .coordinator,
    run: { invocation in
      let match = try post(invocation, "release", [:])
      return CommandOutput(
        json: match, text: "\(id(match))  our contact details are given to \(match.text(of: "peer"))")
    })

  static func followUpBody(_ invocation: Invocation) throws(CommandFailure) -> JSONValue {
    let known = FollowUp.Outcome.allCases.map(\.rawValue)
    let outcome = invocation.option("outcome")?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in outcome ?? [] where !known.contains(name) {
      let meant = Suggestion.text(for: name, among: known)
      throw .usage("--outcome holds \(known.joined(separator: ", ")), with commas between them\(meant)")
    }
    return JSONValue(present: [
      "state": invocation.option("state").map(JSONValue.string),
      "reason": invocation.option("reason").map(JSONValue.string),
      "outcome": outcome.map { .array($0.map(JSONValue.string)) },
    ])
  }

  private static func post(
    _ invocation: Invocation, _ step: String, _ body: JSONValue
  ) throws(CommandFailure) -> JSONValue {
    let id = PercentCoding.encode(invocation.positionals[0])
    return try LocalClient(invocation).call("POST", "/v1/matches/\(id)/\(step)", body)
  }

  private static func id(_ match: JSONValue) -> String { match.text(of: "matchId") }
}
