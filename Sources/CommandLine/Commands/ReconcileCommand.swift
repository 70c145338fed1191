import Glibc
import LocalAPI
import PeerProtocol

/// `samenloop audit reconcile`: whether this region's and a peer's audit log hold the same exchanges.
enum ReconcileCommand {
  /// Reading both logs may take minutes.
  private static let seconds = 900

  static let spec = CommandSpec(
    path: ["audit", "reconcile"],
    summary: pick(
      "met een regio vergelijken wat beide logboeken hebben over de uitwisseling tussen u",
      "compare with a region what both audit logs hold of the exchanges between you"),
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "from", value: "DAY",
        help: pick("vanaf deze dag (JJJJ-MM-DD, UTC)", "from this day on (YYYY-MM-DD, UTC)"), isRequired: true),
      OptionSpec(
        name: "to", value: "DAY",
        help: pick("tot en met de dag voor deze (vandaag telt mee)", "until the day before this one (today included)")),
      OptionSpec(
        name: "reason", value: ReconciliationRequest.Reason.allCases.map(\.rawValue).joined(separator: "|"),
        help: pick(
          "waarom u het vraagt: de functionaris gegevensbescherming daar ziet het",
          "why you ask: the region's privacy officer sees it"), isRequired: true),
      OptionSpec(
        name: "agreement", value: "ID",
        help: pick(
          "alleen deze afspraak (alle met de regio, ook beëindigde)",
          "only this agreement (all with the region, ended ones too)")),
    ],
    example: "samenloop audit reconcile drenthe --from 2026-10-01 --reason random-check --home nhn",
    role: .privacyOfficer,
    run: { try run($0) })

  private static func run(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let region = invocation.positionals[0]
    guard let reason = ReconciliationRequest.Reason(rawValue: invocation.option("reason") ?? "") else {
      throw .usage(
        pick("--reason is een van ", "--reason is one of ")
          + ReconciliationRequest.Reason.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let today = CalendarDate(Timestamp(seconds: Int64(time(nil))))
    let from = try day("from", invocation) ?? today.start
    let until = try day("to", invocation) ?? CalendarDate(daysSince1970: Int(today.daysSince1970) + 1).start
    let client = try LocalClient(invocation)
    var documents: [ReconciliationDocument] = []
    var notes: [String] = []
    var exit = ExitCode.success
    for agreement in try agreements(with: region, invocation.option("agreement"), client) {
      let question = ReconciliationQuestion(agreement: agreement, from: from, until: until, reason: Word(reason))
      do throws(CommandFailure) {
        let what = pick("Beide logboeken worden vergeleken", "Both audit logs are compared")
        let answer = try ProgressLine.standard(invocation).during(what) {
          () throws(CommandFailure) -> NodeAnswer<ReconciliationDocument> in
          try client.call(.reconcile, body: question, timeout: seconds)
        }
        documents.append(answer.document)
      } catch {
        // What was compared already is shown: asking costs the peer one of its ten questions.
        guard !documents.isEmpty else { throw error }
        notes.append(
          pick(
            "De afspraak \(agreement) en die erna zijn niet vergeleken: ",
            "Agreement \(agreement) and those after it were not compared: ") + error.detail)
        exit = error.exit
        break
      }
    }
    if documents.contains(where: { !$0.agreed }) {
      notes.append(
        pick(
          "In een van de logboeken ontbreekt iets. Bel de functionaris gegevensbescherming van \(region).",
          "Something is missing in one of the logs. Call the privacy officer of \(region)."))
      if exit == .success { exit = .checkFailed }
    }
    return CommandOutput(
      json: ["reconciliations": .array(try documents.map { (document) throws(CommandFailure) in try json(document) })],
      text: ReconciliationText.text(documents), notes: notes, exit: exit)
  }

  private static func json(_ document: ReconciliationDocument) throws(CommandFailure) -> JSONValue {
    do { return try document.jsonValue() } catch { throw CommandFailure(.checkFailed, "\(error)") }
  }

  private static func day(_ name: String, _ invocation: Invocation) throws(CommandFailure) -> Timestamp? {
    guard let text = invocation.option(name) else { return nil }
    guard let day = CalendarDate(iso: text) else {
      throw .usage(pick("--\(name) is een dag, JJJJ-MM-DD", "--\(name) is a date, YYYY-MM-DD"))
    }
    return day.start
  }

  /// The agreement that is named, or all with the region under which something may have been exchanged.
  private static func agreements(
    with region: String, _ named: String?, _ client: LocalClient
  ) throws(CommandFailure) -> [String] {
    let all: NodeAnswer<AgreementsDocument> = try client.call(.agreements)
    let concluded = all.document.agreements.filter { agreement in
      agreement.peer == region && ["concluded", "revoked", "ended"].contains(agreement.status.text)
    }.map(\.agreementId)
    guard !concluded.isEmpty else {
      throw CommandFailure(
        .badData,
        pick(
          "er is geen afspraak met \(region) waaronder iets is uitgewisseld; zie: samenloop agreement list",
          "there is no agreement with \(region) under which anything was exchanged; see: samenloop agreement list"),
        code: "not-found")
    }
    guard let named else { return concluded }
    let id = try ShortIdentifier.resolve(named, length: 43, list: "samenloop agreement list") {
      () throws(CommandFailure) in concluded
    }
    guard concluded.contains(id) else {
      throw CommandFailure(
        .badData,
        pick(
          "onder de afspraak \(id) is met \(region) niets uitgewisseld; zie: samenloop agreement list",
          "the agreement \(id) is none with \(region) under which anything was exchanged; see: samenloop agreement list"
        ),
        code: "not-found")
    }
    return [id]
  }
}
