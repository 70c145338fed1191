import Glibc
import LocalAPI
import Node
import Pages
import PeerProtocol

/// `samenloop agreement …`: what two regions sign before anything is exchanged.
enum AgreementCommands {
  static let all = [template, propose, list, show, approve, reject, revoke] + ExceptionCommands.all

  private static let template = CommandSpec(
    path: ["agreement", "template"],
    summary: pick(
      "voorwaarden om mee te beginnen, regel voor regel uitgelegd", "print terms to begin with, explained line by line"),
    positionals: [PositionalSpec(name: "REGION", isRequired: false)],
    example: "samenloop agreement template drenthe --home nhn >terms.txt", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let status: NodeAnswer<StatusDocument> = try client.call(.status)
      var template = AgreementTemplate(
        own: status.document.region, environment: status.document.environment.known ?? .production,
        today: CalendarDate(status.document.time))
      if let region = invocation.positionals.first {
        let peer: NodeAnswer<PeerDocument> = try client.call(.fingerprint, region)
        template.peer = region
        if let environment = peer.document.environment.known { template.environment = environment }
      }
      return CommandOutput(json: template.json, text: template.text)
    })

  private static let propose = CommandSpec(
    path: ["agreement", "propose"],
    summary: pick(
      "een afspraak voorstellen; telt als de goedkeuring van de beheerder",
      "propose an agreement; counts as the operator's approval"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "file", value: "TERMS.json",
        help: pick("de afspraak zonder wat het knooppunt invult", "the agreement without what the node fills in")),
      OptionSpec(
        name: "invited", value: nil,
        help: pick(
          "de voorwaarden van de uitnodiging waarmee de regio's elkaar leerden kennen",
          "the terms of the invitation by which the regions met")),
      OptionSpec(
        name: "framework", value: "ID",
        help: pick(
          "de voorwaarden van een kader dat beide regio's tekenden", "the terms of a framework that both regions signed"
        )),
    ],
    example: "samenloop agreement propose drenthe --file terms.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let (file, framework) = (invocation.option("file"), invocation.option("framework"))
      guard [file != nil, framework != nil, invocation.has("invited")].count(where: \.self) == 1 else {
        throw CommandFailure.usage(
          pick(
            "agreement propose: noem een van --file TERMS.json, --invited en --framework ID; voorwaarden om mee te beginnen: ",
            "agreement propose: name one of --file TERMS.json, --invited and --framework ID; terms to begin with: ")
            + "samenloop agreement template")
      }
      let given = try file.map { path throws(CommandFailure) in try TermsFile.read(path) }
      let client = try LocalClient(invocation)
      let shared = try framework.map { id throws(CommandFailure) in
        try FrameworkProposal.terms(under: id, with: region, client)
      }
      let terms = try given ?? shared ?? InvitedTerms.terms(with: region, client)
      let answer = try InvitedTerms.propose(terms, to: region, client)
      return CommandOutput(
        answer, text: "\(answer.document.agreementId)  \(answer.document.status.shown(\.phrase))",
        notes: [InvitedTerms.next(after: answer.document)])
    })

  private static let list = CommandSpec(
    path: ["agreement", "list"], summary: pick("alle afspraken", "all agreements"),
    example: "samenloop agreement list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<AgreementsDocument> = try LocalClient(invocation).call(.agreements)
      let agreements = answer.document.agreements
      if agreements.isEmpty {
        return CommandOutput(
          answer, text: pick("Er zijn nog geen afspraken.", "There are no agreements yet."),
          notes: [pick("Stel er een voor: ", "Propose one: ") + "samenloop agreement propose REGION --file TERMS.json"])
      }
      let rows = agreements.map {
        [$0.agreementId, $0.peer, $0.status.shown(\.phrase), approvers($0), $0.nextStep]
      }
      let header = pick(
        ["AFSPRAAK", "REGIO", "STAND", "GOEDGEKEURD DOOR", "HIERNA"],
        ["AGREEMENT", "PEER", "STATUS", "APPROVED BY", "NEXT"])
      return CommandOutput(answer, text: TextTable.text(header: header, rows))
    })

  private static let show = CommandSpec(
    path: ["agreement", "show"], summary: pick("één afspraak", "one agreement"),
    positionals: [PositionalSpec(name: "ID", identifier: .shortened)],
    example: "samenloop agreement show ID --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let id = try ShortIdentifier.resolve(invocation.positionals[0], length: 43, list: "samenloop agreement list") {
        () throws(CommandFailure) in
        let all: NodeAnswer<AgreementsDocument> = try client.call(.agreements)
        return all.document.agreements.map(\.agreementId)
      }
      let answer: NodeAnswer<AgreementDocument> = try client.call(.agreement, id)
      return CommandOutput(answer, text: AgreementText.page(answer.document))
    })

  private static let approve = CommandSpec(
    path: ["agreement", "approve"],
    summary: pick(
      "een afspraak goedkeuren, als beheerder of als functionaris gegevensbescherming",
      "approve an agreement, as the operator or as the privacy officer"),
    positionals: [PositionalSpec(name: "ID|REGION", identifier: .whole)],
    options: [
      OptionSpec(
        name: "wait", value: "SECONDS",
        help: pick(
          "zo lang wachten op een voorstel dat nog niet is aangekomen (1 tot \(longestWait))",
          "wait so long for a proposal that has not arrived yet (1 to \(longestWait))")),
      TerminalQuestion.option,
    ],
    example: "samenloop agreement approve ID --as privacy-officer --home nhn", role: .operator, requiresRole: true,
    run: { try approve($0) })

  /// Seconds that a command waits for a proposal at most.
  private static let longestWait = 3_600

  /// Both regions hear of the id before the document has come over.
  private static func approve(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    var wait = 0
    if let text = invocation.option("wait") {
      guard let seconds = Int(text), (1...longestWait).contains(seconds) else {
        throw .usage(
          pick(
            "--wait is een aantal seconden van 1 tot \(longestWait)",
            "--wait is a number of seconds from 1 to \(longestWait)"))
      }
      wait = seconds
    }
    let client = try LocalClient(invocation)
    let question = TerminalQuestion.standard(invocation)
    let word = invocation.positionals[0]
    let end = MonotonicTime.now + Double(wait)
    while true {
      do throws(CommandFailure) {
        guard let id = try OpenProposal.id(word, client) else { throw OpenProposal.missing(word) }
        if question.isAsked {
          let terms: NodeAnswer<AgreementDocument> = try client.call(.agreement, id)
          try question.confirm(TextTable.lines(AgreementText.terms(terms.document)).joined(separator: "\n"))
        }
        let answer: NodeAnswer<AgreementDocument> = try client.call(.approveAgreement, id)
        return CommandOutput(
          answer, text: "\(id)  \(answer.document.status.shown(\.phrase))",
          notes: [pick("Goedgekeurd door ", "Approved by ") + approvers(answer.document), answer.document.nextStep])
      } catch {
        let problem = error.problem?.document
        let isAwaited = problem?.code == .tryAgain && problem?.awaited == true
        let isMissing = problem == nil ? error.code == ProblemCode.notFound.rawValue : problem?.code == .notFound
        guard wait > 0, isAwaited || isMissing && (question.isAsked || problem == nil) else { throw error }
        guard MonotonicTime.now < end else { throw OpenProposal.overdue(word, wait) }
        usleep(200_000)
      }
    }
  }

  private static let reject = ending(
    .rejectAgreement, "reject", pick("een voorgestelde afspraak afwijzen", "refuse a proposed agreement"),
    pick("de grenzen zijn te hoog", "the limits are too high"))
  private static let revoke = ending(
    .revokeAgreement, "revoke", pick("een afspraak voor beide regio's beëindigen", "end an agreement for both regions"),
    pick("er komt een nieuwe", "a new one is made"), asks: true)

  private static func ending(
    _ operation: LocalOperation, _ word: String, _ summary: @autoclosure @escaping @Sendable () -> String,
    _ reason: @autoclosure @escaping @Sendable () -> String, asks: Bool = false
  ) -> CommandSpec {
    CommandSpec(
      path: ["agreement", word], summary: summary(), positionals: [PositionalSpec(name: "ID", identifier: .whole)],
      options: [
        OptionSpec(
          name: "reason", value: "TEXT",
          help: pick("wat de andere regio te lezen krijgt", "what the other region is told"), isRequired: true)
      ]
        + (asks ? [TerminalQuestion.option] : []),
      example: "samenloop agreement \(word) ID --reason \"\(reason())\" --home nhn", role: .operator,
      run: { invocation in
        let client = try LocalClient(invocation)
        let question = TerminalQuestion.standard(invocation)
        if asks, question.isAsked {
          let terms: NodeAnswer<AgreementDocument> = try client.call(.agreement, invocation.positionals[0])
          try question.confirm(
            TextTable.lines(AgreementText.terms(terms.document)).joined(separator: "\n")
              + pick(
                "\nAlles wat onder deze afspraak is uitgewisseld, wordt in beide regio's gewist, met alle matches. Het is niet "
                  + "terug te draaien.",
                "\nEverything that was exchanged under it is erased in both regions, with all matches. It cannot be taken back."
              ), to: pick("deze afspraak te beëindigen", "end this agreement"),
            else: pick("de afspraak blijft bestaan", "the agreement stands"))
        }
        let answer: NodeAnswer<AgreementDocument> = try client.call(
          operation, invocation.positionals[0], body: ReasonRequest(reason: invocation.option("reason") ?? ""))
        return CommandOutput(
          answer, text: "\(invocation.positionals[0])  \(answer.document.status.shown(\.phrase))")
      })
  }

  /// The people who approved for this region, by the names in their certificates.
  private static func approvers(_ agreement: AgreementDocument) -> String {
    TextTable.cell(agreement.approvals.map { "\($0.name) (\($0.role))" })
  }
}
