import Glibc
import LocalAPI
import Node
import Pages
import PeerProtocol

/// `samenloop agreement …`: what two regions sign before anything is exchanged.
enum AgreementCommands {
  static let all = [propose, list, show, approve, reject, revoke] + ExceptionCommands.all

  private static let propose = CommandSpec(
    path: ["agreement", "propose"], summary: "propose an agreement; counts as the operator's approval",
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "file", value: "TERMS.json", help: "the agreement without what the node fills in"),
      OptionSpec(name: "framework", value: "ID", help: "the terms of a framework that both regions signed"),
    ],
    example: "samenloop agreement propose drenthe --file terms.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let terms: JSONValue
      // The terms of a file go to the node as they are written: it names every fault in them.
      switch (invocation.option("file"), invocation.option("framework")) {
      case (let file?, nil): terms = try DocumentFile.read(file)
      case (nil, let id?): terms = try FrameworkProposal.terms(under: id, with: region, LocalClient(invocation))
      default:
        throw CommandFailure.usage(
          pick(
            "geef de voorwaarden met --file TERMS.json of met --framework ID",
            "give the terms by --file TERMS.json or by --framework ID"))
      }
      let body: JSONValue = ["region": .string(region), "terms": terms]
      let answer: NodeAnswer<AgreementDocument> = try LocalClient(invocation).call(.proposeAgreement, body: body)
      let id = answer.document.agreementId
      return CommandOutput(
        answer, text: "\(id)  \(answer.document.status.shown(\.phrase))",
        notes: [
          pick("Hierna, door de functionaris gegevensbescherming: ", "Next, by the privacy officer: ")
            + "samenloop agreement approve \(id) --as privacy-officer"
        ])
    })

  private static let list = CommandSpec(
    path: ["agreement", "list"], summary: "all agreements",
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
    path: ["agreement", "show"], summary: "one agreement",
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
    path: ["agreement", "approve"], summary: "approve an agreement, as the operator or as the privacy officer",
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "wait", value: "SECONDS",
        help: "wait so long for a proposal that has not arrived yet (1 to \(longestWait))"),
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
    let end = MonotonicTime.now + Double(wait)
    while true {
      do throws(CommandFailure) {
        if question.isAsked {
          let terms: NodeAnswer<AgreementDocument> = try client.call(.agreement, invocation.positionals[0])
          try question.confirm(TextTable.lines(AgreementText.terms(terms.document)).joined(separator: "\n"))
        }
        let answer: NodeAnswer<AgreementDocument> = try client.call(.approveAgreement, invocation.positionals[0])
        return CommandOutput(
          answer, text: "\(invocation.positionals[0])  \(answer.document.status.shown(\.phrase))",
          notes: [pick("Goedgekeurd door ", "Approved by ") + approvers(answer.document), answer.document.nextStep])
      } catch {
        let problem = error.problem?.document
        let isAwaited = problem?.code == .tryAgain && problem?.awaited == true
        guard wait > 0, isAwaited || question.isAsked && problem?.code == .notFound else { throw error }
        guard MonotonicTime.now < end else {
          throw CommandFailure(
            .badData,
            pick(
              "de afspraak \(invocation.positionals[0]) kwam niet binnen \(wait) s. Vergelijk het hele nummer met de "
                + "beheerder van de andere regio; zie: samenloop agreement list",
              "no agreement \(invocation.positionals[0]) came within \(wait) s. Compare the whole id with the other region's "
                + "operator; see: samenloop agreement list"), code: ProblemCode.notFound.rawValue)
        }
        usleep(200_000)
      }
    }
  }

  private static let reject = ending(
    .rejectAgreement, "reject", "refuse a proposed agreement", "the limits are too high")
  private static let revoke = ending(
    .revokeAgreement, "revoke", "end an agreement for both regions", "a new one is made", asks: true)

  private static func ending(
    _ operation: LocalOperation, _ word: String, _ summary: String, _ reason: String, asks: Bool = false
  ) -> CommandSpec {
    CommandSpec(
      path: ["agreement", word], summary: summary, positionals: [PositionalSpec(name: "ID", identifier: .whole)],
      options: [OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true)]
        + (asks ? [TerminalQuestion.option] : []),
      example: "samenloop agreement \(word) ID --reason \"\(reason)\" --home nhn", role: .operator,
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
