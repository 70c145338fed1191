import LocalAPI
import Node
import PeerProtocol

/// `samenloop subject …`: the rights of people. Whom a command is about comes from standard input, so that no number of a
/// person stands in the list of processes or in a shell's history.
enum SubjectCommands {
  static let all = [report, object, erase, confirm, correct, inform] + SubjectRequestCommands.all

  /// Seconds in which a node reads its audit log.
  private static let seconds = 300

  private static let reason = OptionSpec(
    name: "reason", value: "TEXT",
    help: pick(
      "waarom, zoals het nummer van uw eigen dossier; nooit het nummer of de naam van een mens",
      "why, such as the number of your own file; never a person's number or name"))
  private static let received = OptionSpec(
    name: "received", value: "DAY",
    help: pick(
      "de dag waarop het verzoek kwam (JJJJ-MM-DD; vandaag)", "the day on which the request came (YYYY-MM-DD; today)"))

  // MARK: - Access

  private static let report: CommandSpec = {
    var needed = reason
    needed.isRequired = true
    return CommandSpec(
      path: ["subject", "report"],
      summary: pick(
        "wat er over een mens wordt bewaard, voor die mens; de identiteit komt van standaardinvoer",
        "what is kept of a person, for that person; the identity comes from standard input"),
      options: [
        needed, received,
        OptionSpec(
          name: "language", value: "WORD",
          help: pick("van de pagina: nl, en of both (both)", "of the page: nl, en or both (both)"),
          choices: SubjectReportPage.Language.allCases.map(\.rawValue)),
        OptionSpec(
          name: "output", value: "FILE",
          help: pick(
            "een nieuw bestand voor de pagina, of met --json voor het document (standaarduitvoer)",
            "a new file for the page, or with --json for the document (standard output)")
        ),
      ],
      example: "samenloop subject report --reason \"file 2026-118\" --output report.html --home nhn <question.json",
      role: .privacyOfficer, run: { try report($0) })
  }()

  private static func report(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let output = invocation.option("output")
    if let output { try SubjectFile.requireNew(output) }
    let received = try day("received", invocation)
    let question = try SubjectQuestionInput.read()
    let answer: NodeAnswer<SubjectReportDocument> = try LocalClient(invocation).call(
      .subjectReport,
      body: SubjectReportRequest(
        identity: question.identity, capacity: question.capacity, reason: invocation.option("reason") ?? "",
        receivedOn: received), timeout: seconds)
    let report = answer.document
    let language = invocation.option("language").flatMap(SubjectReportPage.Language.init) ?? .both
    let page = SubjectReportPage(report, in: language).html
    let notes = [
      pick(
        "Het is alleen voor deze persoon: geef het af, en houd geen kopie die u niet nodig hebt.",
        "It is for the person only: hand it over, and keep no copy that you do not need."),
      pick("Sluit daarna het verzoek: ", "Then close the request: ")
        + "samenloop subject close \(report.request.id) --outcome answered",
    ]
    guard let output else { return CommandOutput(answer, text: page, notes: notes) }
    try CredentialCommands.write(
      invocation.json ? CommandOutput.versioned(answer.bytes) : Array((page + "\n").utf8), to: output)
    return CommandOutput(
      json: ["file": .string(output), "request": .string(report.request.id)],

      text: "\(output): \(report.request.id), " + pick("te beantwoorden voor ", "to be answered by ")
        + "\(report.request.dueOn)", notes: notes)
  }

  // MARK: - Objection and erasure

  private static let object = CommandSpec(
    path: ["subject", "object"],
    summary: pick(
      "een bezwaar tegen het uitwisselen van een jeugdige, bekend of niet; de identiteit komt van "
        + "standaardinvoer",
      "an objection against the exchange of a youth, known or not; the identity comes from standard input"),
    options: [
      OptionSpec(
        name: "lodge", value: nil,
        help: pick(
          "het is gemaakt: de uitwisseling ligt stil tot erover is beslist",
          "it was made: exchange is suspended until it is decided on")),
      OptionSpec(
        name: "reject", value: nil,
        help: pick("het is afgewezen: de uitwisseling gaat verder", "it was turned down: exchange is resumed")),
      OptionSpec(
        name: "uphold", value: nil,
        help: pick(
          "het is toegewezen: een tweede persoon wist alles over de jeugdige",
          "it was granted: everything on the youth is erased by a second person")),
      reason, received,
    ],
    example: "samenloop subject object --lodge --home nhn <question.json", role: .privacyOfficer,
    run: { try object($0) })

  private static func object(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let steps: [(name: String, step: ObjectionStep)] = [("lodge", .lodged), ("reject", .rejected), ("uphold", .upheld)]
    let given = steps.filter { invocation.has($0.name) }
    guard given.count == 1, let step = given.first?.step else {
      throw .usage(
        pick(
          "subject object: geef één van --lodge, --reject en --uphold",
          "subject object: give one of --lodge, --reject and --uphold"))
    }
    let received = try day("received", invocation)
    let question = try SubjectQuestionInput.read()
    let answer: NodeAnswer<SubjectDecisionDocument> = try LocalClient(invocation).call(
      .subjectObjection,
      body: SubjectObjectionRequest(
        identity: question.identity, capacity: question.capacity, objection: Word(step),
        reason: invocation.option("reason"), receivedOn: received))
    let decision = answer.document.request?.decision ?? "objection-N"
    let notes =
      answer.document.standing == .awaitsSecondPerson
      ? [
        pick(
          "Stilgelegd; er is nog niets gewist. De verwijsindex zegt het ook: samenloop signal objection \(decision) --upheld",
          "Suspended; nothing is erased yet. The index says it, too: samenloop signal objection \(decision) --upheld"),
        pick("Is het daar onder die naam niet bekend: ", "If it is not known under that name there: ")
          + "samenloop signal decisions",
      ] : []
    return CommandOutput(answer, text: SubjectText.decision(answer.document), notes: notes)
  }

  private static let erase = CommandSpec(
    path: ["subject", "erase"],
    summary: pick(
      "alles over een jeugdige wordt gewist, door twee mensen; de identiteit komt van standaardinvoer",
      "everything on a youth is erased, by two people; the identity comes from standard input"),
    options: [
      OptionSpec(
        name: "confirm", value: "WORD",
        help: pick(
          "het woord erasure, voor de zekerheid: wat is gewist, komt niet terug",
          "the word erasure, to be sure: what is erased does not come back")),
      reason, received,
    ],
    example: "samenloop subject erase --confirm erasure --home nhn <question.json", role: .privacyOfficer,
    run: { try erase($0) })

  private static func erase(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    guard invocation.option("confirm") == "erasure" else {
      throw .usage(
        pick(
          "subject erase haalt alles over de jeugdige uit deze regio en uit andere regio's, ook afgeschermde signalen. Geef "
            + "de opdracht opnieuw met --confirm erasure",
          "subject erase takes everything on the youth out of this region and of its peers, shielded signals too. Give it "
            + "again with --confirm erasure"))
    }
    let received = try day("received", invocation)
    let question = try SubjectQuestionInput.read()
    let answer: NodeAnswer<SubjectDecisionDocument> = try LocalClient(invocation).call(
      .subjectErasure,
      body: SubjectErasureRequest(
        identity: question.identity, capacity: question.capacity, confirm: "erasure",
        reason: invocation.option("reason"), receivedOn: received))
    let id = answer.document.request?.id ?? "REQUEST"
    return CommandOutput(
      answer, text: SubjectText.decision(answer.document),
      notes: [
        pick(
          "Stilgelegd; er is nog niets gewist. Een tweede persoon, met het certificaat van de verwijsindex: ",
          "Suspended; nothing is erased yet. A second person, with the certificate of the index: ")
          + "samenloop subject confirm \(id) --confirm \(id)",
        pick("Om het terug te nemen: ", "To take it back: ") + "samenloop subject close \(id) --outcome withdrawn",
      ])
  }

  private static let confirm = CommandSpec(
    path: ["subject", "confirm"],
    summary: pick(
      "het woord van de tweede persoon bij een verzoek om te wissen: alles wordt gewist",
      "the second person's word on a request for erasure: everything is erased"),
    positionals: [PositionalSpec(name: "REQUEST")],
    options: [
      OptionSpec(
        name: "confirm", value: "REQUEST",
        help: pick("hetzelfde nummer nog eens, voor de zekerheid", "the same id again, to be sure"), isRequired: true)
    ],
    example: "samenloop subject confirm request-3 --confirm request-3 --home nhn", role: .index,
    run: { invocation in
      let id = invocation.positionals[0]
      guard invocation.option("confirm") == id else {
        throw CommandFailure.usage(
          pick(
            "--confirm is nog eens het nummer van het verzoek: \(id)",
            "--confirm is the id of the request once more: \(id)"))
      }
      let answer: NodeAnswer<SubjectDecisionDocument> = try LocalClient(invocation).call(
        .confirmSubjectErasure, id, body: SubjectErasureConfirmation(confirm: id))
      let request = answer.document.request?.id ?? id
      return CommandOutput(
        answer, text: SubjectText.decision(answer.document),
        notes: [
          pick(
            "Andere regio's bevestigen zodra zij bereikt zijn. Het bewijs, door een functionaris gegevensbescherming: ",
            "Peers confirm as soon as they are reached. The proof, by a privacy officer: ")
            + "samenloop subject certificate \(request) --output FILE"
        ])
    })

  // MARK: - Rectification and informing

  private static let correct = CommandSpec(
    path: ["subject", "correct"],
    summary: pick(
      "opschrijven dat iemand iets verbeterd wil hebben; de identiteit komt van standaardinvoer",
      "write down that a person wants something set right; the identity comes from standard input"),
    options: [reason, received],
    example: "samenloop subject correct --reason \"file 2026-119\" --home nhn <question.json", role: .privacyOfficer,
    run: { invocation in
      let received = try day("received", invocation)
      let question = try SubjectQuestionInput.read()
      let answer: NodeAnswer<SubjectRequestDocument> = try LocalClient(invocation).call(
        .subjectCorrection,
        body: SubjectCorrectionRequest(
          identity: question.identity, capacity: question.capacity, reason: invocation.option("reason"),
          receivedOn: received))
      let id = answer.document.id
      return CommandOutput(
        answer, text: SubjectText.request(answer.document),
        notes: [
          pick(
            "Wie het signaal meldde, verbetert het; andere regio's krijgen de verbetering vanzelf.",
            "Whoever reported the signal corrects it; peers get the correction by themselves."),
          pick("Daarna: ", "Then: ") + "samenloop subject close \(id) --outcome corrected",
          pick(
            "Klopt alles? samenloop subject close \(id) --outcome refused --reason TEXT, en vertel de persoon waarom",
            "Nothing wrong? samenloop subject close \(id) --outcome refused --reason TEXT, and tell the person why"),
        ])
    })

  private static let inform = CommandSpec(
    path: ["subject", "inform"],
    summary:
      pick(
        "de dag waarop het gezin is geïnformeerd, voor alle signalen over een jeugdige; de identiteit "
          + "komt van standaardinvoer",
        "the day on which the family was informed, for all signals on a youth; the identity comes from standard input"),
    options: [
      OptionSpec(name: "on", value: "DAY", help: pick("de dag, JJJJ-MM-DD", "the day, YYYY-MM-DD"), isRequired: true)
    ],
    example: "samenloop subject inform --on 2026-11-16 --home nhn <question.json", role: .privacyOfficer,
    run: { invocation in
      guard let on = try day("on", invocation) else {
        throw CommandFailure.usage(pick("--on is een dag, JJJJ-MM-DD", "--on is a day, YYYY-MM-DD"))
      }
      let question = try SubjectQuestionInput.read()
      let answer: NodeAnswer<SubjectInformedDocument> = try LocalClient(invocation).call(
        .subjectInforming,
        body: SubjectInformingRequest(identity: question.identity, capacity: question.capacity, on: on))
      return CommandOutput(answer, text: pick("ingelicht op ", "informed on ") + "\(answer.document.on)")
    })

  private static func day(_ name: String, _ invocation: Invocation) throws(CommandFailure) -> CalendarDate? {
    guard let text = invocation.option(name) else { return nil }
    guard let day = CalendarDate(iso: text) else {
      throw .usage(pick("--\(name) is een dag, JJJJ-MM-DD", "--\(name) is a day, YYYY-MM-DD"))
    }
    return day
  }
}
