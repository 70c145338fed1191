import LocalAPI
import Pages
import PeerProtocol

/// `samenloop peer …`: regions that vouch for each other's keys, so that not everybody has to compare with everybody.
enum IntroductionCommands {
  static let all = [list, introduce, introduceMe, compare]

  private static let list = CommandSpec(
    path: ["peer", "introductions"],
    summary: pick(
      "wie door wie is geïntroduceerd, wie erom vraagt, en wie deze regio introduceerde",
      "who was introduced by whom, who asks for it, and what this region said"),
    example: "samenloop peer introductions --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<IntroductionsDocument> = try LocalClient(invocation).call(.introductions)
      return CommandOutput(
        answer, text: IntroductionText.text(answer.document), notes: IntroductionText.notes(answer.document))
    })

  private static let introduce = CommandSpec(
    path: ["peer", "introduce"],
    summary: pick(
      "een regio aan andere introduceren, en die aan haar: hun sleutels zijn hier vergeleken",
      "introduce a region to others, and those to it: their keys were compared here"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "to", value: "REGION", help: pick("aan deze regio; mag vaker", "to this region; may be repeated"),
        isRepeatable: true),
      OptionSpec(
        name: "all", value: nil, help: pick("aan elke regio die in aanmerking komt", "to every region that fits")),
      OptionSpec(
        name: "asked", value: nil,
        help: pick("aan de regio's waar zij om vroeg", "to those for whom it asked with introduce-me")),
      OptionSpec(name: "decline", value: nil, help: pick("het verzoek afwijzen", "decline what it asked for")),
      OptionSpec(
        name: "framework", value: "ID",
        help: pick(
          "onder dit kader (anders het nieuwste dat alle ondertekenden)",
          "under this framework (else the newest that all signed)")),
    ],
    example: "samenloop peer introduce gooi --all --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let to = invocation.all("to")
      let choices = [!to.isEmpty] + ["all", "asked", "decline"].map(invocation.has)
      guard choices.count(where: \.self) == 1 else {
        throw CommandFailure.usage(
          pick(
            "peer introduce: geef één van --to, --all, --asked en --decline",
            "peer introduce: give one of --to, --all, --asked and --decline"))
      }
      let body = IntroduceRequest(
        to: to.isEmpty ? nil : to, all: invocation.has("all") ? true : nil,
        asked: invocation.has("asked") ? true : nil, decline: invocation.has("decline") ? true : nil,
        framework: invocation.option("framework"))
      let answer: NodeAnswer<IntroducedDocument> = try LocalClient(invocation).call(
        .introducePeer, region, body: body)
      if invocation.has("decline") {
        return CommandOutput(answer, text: "\(region): " + pick("niet geïntroduceerd", "not introduced"))
      }
      return CommandOutput(answer, text: IntroductionText.made(answer.document), notes: IntroductionText.next(region))
    })

  private static let introduceMe = CommandSpec(
    path: ["peer", "introduce-me"],
    summary: pick(
      "een regio vragen deze regio aan andere te introduceren",
      "ask a peer to introduce this region to others, and those to it"),
    options: [
      OptionSpec(
        name: "via", value: "REGION", help: pick("de regio die u het vraagt", "the peer that is asked"),
        isRequired: true),
      OptionSpec(
        name: "to", value: "REGION",
        help: pick(
          "een regio om mee kennis te maken (anders alle); mag vaker",
          "a region to get to know (else all); may be repeated"), isRepeatable: true),
      OptionSpec(
        name: "framework", value: "ID",
        help: pick(
          "onder dit kader (anders het nieuwste dat beide ondertekenden)",
          "under this framework (else the newest that both signed)")),
    ],
    example: "samenloop peer introduce-me --via nhn --home gooi", role: .operator,
    run: { invocation in
      let to = invocation.all("to")
      let answer: NodeAnswer<IntroductionAskedDocument> = try LocalClient(invocation).call(
        .askIntroductions,
        body: IntroduceMeRequest(
          via: invocation.option("via") ?? "", to: to.isEmpty ? nil : to, framework: invocation.option("framework")),
        timeout: 75)
      return CommandOutput(
        answer, text: "\(answer.document.via): " + pick("gevraagd", "asked"), notes: [answer.document.nextStep])
    })

  private static let compare = CommandSpec(
    path: ["peer", "compare"],
    summary: pick(
      "de zes groepen van beide sleutels; met --groups vastleggen dat mensen ze vergeleken",
      "the six groups of both keys; with --groups, record that people compared them"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "groups", value: "TEXT",
        help: pick(
          "de zes groepen van de sleutel van de andere regio, zoals de beheerder daar ze voorlas",
          "the six groups of the peer's key, as its operator read them to you"))
    ],
    example: "samenloop peer compare gooi --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let client = try LocalClient(invocation)
      guard let groups = invocation.option("groups") else {
        let answer: NodeAnswer<ComparisonDocument> = try client.call(.comparison, region)
        return CommandOutput(
          answer, text: IntroductionText.comparison(answer.document), notes: [answer.document.nextStep])
      }
      let answer: NodeAnswer<ComparisonDocument> = try client.call(
        .comparePeer, region, body: ComparisonRequest(groups: groups))
      return CommandOutput(
        answer,
        text: "\(region): " + pick("vergeleken op ", "compared on ") + TextTable.cell(answer.document.comparedOn))
    })
}
