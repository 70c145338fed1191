import LocalAPI
import Pages
import PeerProtocol

/// `samenloop framework …`: one set of terms that many regions sign, and what a node signs under it by itself.
enum FrameworkCommands {
  static let all = [create, list, show, sign, approve, withdraw]

  private static let create = CommandSpec(
    path: ["framework", "create"],
    summary: pick(
      "een kader opstellen: voorwaarden die veel regio's ondertekenen",
      "draw up a framework: one set of terms that many regions sign"),
    positionals: [PositionalSpec(name: "FILE")],
    example: "samenloop framework create framework.json --home nhn", role: .operator,
    run: { invocation in
      // The terms go to the node as they are written: it names every fault in them.
      let body: JSONValue = ["terms": try DocumentFile.read(invocation.positionals[0])]
      let answer: NodeAnswer<FrameworkDocument> = try LocalClient(invocation).call(.createFramework, body: body)
      return CommandOutput(
        answer, text: "\(answer.document.frameworkId)  \(answer.document.name)",
        notes: [pick("Hierna: ", "Next: ") + answer.document.nextStep])
    })

  private static let list = CommandSpec(
    path: ["framework", "list"], summary: pick("alle kaders", "all frameworks"),
    example: "samenloop framework list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<FrameworksDocument> = try LocalClient(invocation).call(.frameworks)
      let frameworks = answer.document.frameworks
      if frameworks.isEmpty {
        return CommandOutput(
          answer, text: pick("Er zijn nog geen kaders.", "There are no frameworks yet."),
          notes: [pick("Stel er een op: ", "Draw one up: ") + "samenloop framework create FILE"])
      }
      let rows = frameworks.map { framework in
        [
          framework.frameworkId, framework.name, FrameworkText.signature(framework),
          TextTable.cell(framework.signers.map(\.region)), framework.nextStep,
        ]
      }
      let header = pick(
        ["KADER", "NAAM", "HIER", "ONDERTEKEND DOOR", "HIERNA"], ["FRAMEWORK", "NAME", "HERE", "SIGNED BY", "NEXT"])
      return CommandOutput(answer, text: TextTable.text(header: header, rows))
    })

  private static let show = CommandSpec(
    path: ["framework", "show"],
    summary: pick(
      "één kader, met de klassen en wie het ondertekende", "one framework, with its classes and who signed it"),
    positionals: [PositionalSpec(name: "ID", identifier: .shortened)],
    example: "samenloop framework show ID --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let id = try ShortIdentifier.resolve(invocation.positionals[0], length: 43, list: "samenloop framework list") {
        () throws(CommandFailure) in
        let all: NodeAnswer<FrameworksDocument> = try client.call(.frameworks)
        return all.document.frameworks.map(\.frameworkId)
      }
      let answer: NodeAnswer<FrameworkDocument> = try client.call(.framework, id)
      return CommandOutput(answer, text: FrameworkText.page(answer.document))
    })

  private static let sign = CommandSpec(
    path: ["framework", "sign"],
    summary: pick(
      "de ondertekening door deze regio goedkeuren, als beheerder of als functionaris gegevensbescherming",
      "approve this region's signature, as the operator or as the privacy officer"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "class", value: "NAME",
        help: pick("de klasse van deze regio; de beheerder kiest", "this region's class; the operator chooses it")),
      TerminalQuestion.option,
    ],
    example: "samenloop framework sign ID --class middle --as operator --home nhn", role: .operator, requiresRole: true,
    run: { invocation in
      let client = try LocalClient(invocation)
      let shown = try confirm(
        invocation, client,
        pick(
          "\nEen ondertekening en haar klasse zijn niet terug te draaien.",
          "\nA signature and its class cannot be taken back."))
      let answer: NodeAnswer<FrameworkDocument> = try client.call(
        .signFramework, invocation.positionals[0],
        // Whoever read the page approves the class that it names; the operator may choose another meanwhile.
        body: FrameworkSignatureRequest(className: invocation.option("class") ?? shown?.className))
      return output(answer)
    })

  private static let approve = CommandSpec(
    path: ["framework", "approve"],
    summary: pick(
      "het knooppunt zelf afspraken onder een kader laten ondertekenen; twee mensen beslissen",
      "let the node sign agreements under a framework by itself; two people decide on it"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "standing", value: nil,
        help: pick("geldt tot de goedkeuring wordt ingetrokken", "say that it holds until it is withdrawn"),
        isRequired: true),
      OptionSpec(
        name: "classes-up-to", value: "NAME",
        help: pick(
          "voor regio's waarvan de klasse niet meer toelaat dan deze",
          "peers count whose class allows no more than this one"),
        isRequired: true),
      OptionSpec(
        name: "introduced", value: nil,
        help: pick(
          "ook voor geïntroduceerde regio's, niet alleen voor regio's die u vergeleek",
          "introduced peers count, too, not only those that you compared")),
      TerminalQuestion.option,
    ],
    example: "samenloop framework approve ID --standing --classes-up-to middle --as privacy-officer --home nhn",
    role: .operator, requiresRole: true,
    run: { invocation in
      let client = try LocalClient(invocation)
      let upTo = invocation.option("classes-up-to") ?? ""
      try confirm(
        invocation, client,
        pick(
          "\nHet knooppunt ondertekent voortaan zelf afspraken onder dit kader, met regio's tot en met de klasse \(upTo)"
            + (invocation.has("introduced")
              ? ", ook als ze alleen zijn geïntroduceerd." : " die u zelf hebt vergeleken."),
          "\nFrom now on the node signs agreements under this framework by itself, with peers of classes up to \(upTo)"
            + (invocation.has("introduced") ? ", introduced ones too." : " that you compared yourself.")))
      let answer: NodeAnswer<FrameworkDocument> = try client.call(
        .approveStanding, invocation.positionals[0],
        body: StandingApprovalRequest(
          classesUpTo: invocation.option("classes-up-to") ?? "", introduced: invocation.has("introduced")))
      return output(answer)
    })

  private static let withdraw = CommandSpec(
    path: ["framework", "withdraw"],
    summary: pick(
      "een doorlopende goedkeuring intrekken: mensen beslissen weer over afspraken",
      "withdraw a standing approval: people decide on agreements again"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)], options: [TerminalQuestion.option],
    example: "samenloop framework withdraw ID --as operator --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let question = TerminalQuestion.standard(invocation)
      if question.isAsked {
        try question.confirm(
          pick(
            "Wat onder deze doorlopende goedkeuring wacht, wordt afgewezen. Over afspraken met die regio's beslissen"
              + " voortaan mensen, ook onder een nieuwe doorlopende goedkeuring. Afspraken die van kracht zijn, blijven.",
            "What waits under this approval is rejected. From then on agreements with those peers need people,"
              + " also under a new standing approval. Agreements that are concluded stay."),
          to: pick("haar in te trekken", "withdraw it"), else: pick("er is niets ingetrokken", "nothing was withdrawn"))
      }
      let answer: NodeAnswer<FrameworkDocument> = try client.call(.withdrawStanding, invocation.positionals[0])
      return output(answer)
    })

  /// Shows what a person is about to approve, and asks; scripts are not asked.
  ///
  /// - Returns: what was shown; nil where nothing was.
  @discardableResult
  private static func confirm(
    _ invocation: Invocation, _ client: LocalClient, _ more: String = ""
  ) throws(CommandFailure) -> FrameworkDocument? {
    let question = TerminalQuestion.standard(invocation)
    guard question.isAsked else { return nil }
    let framework: NodeAnswer<FrameworkDocument> = try client.call(.framework, invocation.positionals[0])
    try question.confirm(FrameworkText.page(framework.document) + more)
    return framework.document
  }

  private static func output(_ answer: NodeAnswer<FrameworkDocument>) -> CommandOutput {
    CommandOutput(
      answer, text: "\(answer.document.frameworkId)  \(FrameworkText.signature(answer.document))",
      notes: FrameworkText.standing(answer.document) + [pick("Hierna: ", "Next: ") + answer.document.nextStep])
  }

  /// The lines of `status`: peers without an agreement although a framework is there, and why.
  static func status(_ pairs: [StatusPair]?) -> [String] {
    (pairs ?? []).map { pair in
      pick(
        "geen afspraak met \(pair.peer) onder \(TextTable.cell(pair.name)): ",
        "no agreement with \(pair.peer) under \(TextTable.cell(pair.name)): ")
        + TextTable.cell(FrameworkText.reason(pair)) + pick(". Hierna: ", ". Next: ") + TextTable.cell(pair.next)
    }
  }
}
