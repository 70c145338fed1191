import LocalAPI
import Node
import PeerProtocol

/// What a node that runs says of itself.
enum NodeChecks {
  static let table: [DoctorCheck] = [
    DoctorCheck("node", node), status("version", version), status("storage", storage),
    status("trusted clock", clock), status("trust files", trustFiles), status("restored", restored),
    status("endings", endings), status("audit log", audit), status("witnesses", witnesses),
    status("webhooks and mail", messages), status("own alarms", alarms),
    DoctorCheck("peers", all: peers),
  ]

  private static func status(
    _ name: String, _ look: @escaping @Sendable (StatusDocument) -> Finding
  ) -> DoctorCheck {
    DoctorCheck(name, needs: ["node"]) { facts in
      (try? facts.status.get()).map(look)
        ?? .skipped(pick("eerst moet node in orde zijn", "node has to be in order first"))
    }
  }

  @Sendable private static func node(_ facts: DoctorFacts) -> Finding {
    switch facts.status {
    case .success(let status):
      .ok(pick("het draait en antwoordt als \(status.region)", "it runs and answers as \(status.region)"))
    case .failure(let failure) where failure.code == "not-running":
      Finding(
        check: "", state: .skipped,
        cause: pick(
          "het knooppunt draait niet: wat alleen het knooppunt weet, is niet gecontroleerd",
          "the node does not run: what only it knows is not checked"),
        command: "samenloop serve --home \(facts.home.path)")
    case .failure(let failure): .fail(failure.detail, isConfiguration: failure.exit == .configuration)
    }
  }

  /// Says something only where the peers are not known.
  @Sendable private static func peers(_ facts: DoctorFacts) -> [Finding] {
    facts.peersFailure.map {
      [
        Finding.skipped(
          pick("het knooppunt noemt zijn regio's niet: \($0.detail)", "the node does not list its peers: \($0.detail)"))
      ]
    } ?? []
  }

  @Sendable private static func version(_ status: StatusDocument) -> Finding {
    status.version == Version.text
      ? .ok(pick("knooppunt en programma zijn \(Version.text)", "node and program are \(Version.text)"))
      : .warn(
        pick(
          "het knooppunt is \(status.version), dit programma \(Version.text)",
          "the node is \(status.version), this program \(Version.text)"),
        pick("start het knooppunt opnieuw", "restart the node"))
  }

  @Sendable private static func storage(_ status: StatusDocument) -> Finding {
    status.storage.map {
      .fail(
        $0,
        pick(
          "kijk naar de schijf van de opslag; het logboek van het knooppunt zegt meer",
          "see to the disk of the store; the node's log says more"))
    }
      ?? .ok(pick("veranderingen worden opgeslagen", "changes are stored"))
  }

  @Sendable private static func clock(_ status: StatusDocument) -> Finding {
    guard status.clock.state == .inDoubt else {
      return .ok(
        pick(
          "het knooppunt vertrouwt zijn klok, \(status.clock.machine)",
          "the node trusts its clock, \(status.clock.machine)"))
    }
    return .fail(
      status.clock.detail ?? pick("het knooppunt vertrouwt zijn klok niet", "the node does not trust its clock"),
      pick(
        "zet de klok goed met NTP; staat die goed, bevestig het dan", "set it by NTP; where it is right, confirm it"),
      run: status.clock.next)
  }

  @Sendable private static func trustFiles(_ status: StatusDocument) -> Finding {
    guard let fault = status.trustFaults?.first else {
      return .ok(pick("ze worden alle gebruikt zoals ze op de schijf staan", "all are in use as they are on the disk"))
    }
    return .fail(
      fault,
      pick(
        "verbeter het bestand; het knooppunt neemt het binnen een minuut over",
        "put the file right; the node takes it within a minute"))
  }

  @Sendable private static func restored(_ status: StatusDocument) -> Finding {
    guard status.restoration.restored else {
      return .ok(
        pick(
          "niets wijst erop dat de opslag ouder is dan wat andere regio's zagen",
          "no sign that the store is older than what peers saw"))
    }
    return .warn(
      pick(
        "het knooppunt is teruggezet uit een reservekopie en trekt alleen in",
        "the node was restored from a backup and withdraws only"),
      pick("lees de hele verwijsindex in: Operating, Restore", "import the whole index: Operating, Restore"),
      run: status.restoration.next)
  }

  @Sendable private static func endings(_ status: StatusDocument) -> Finding {
    guard let endings = status.endings else { return .ok(pick("niets wacht op zijn einde", "nothing waits to end")) }
    return .warn(
      pick("er zou meer tegelijk eindigen dan gewoon, en dat wacht", "more would end at once than usual, and waits"),
      pick("kijk of dat klopt", "see whether that is right"), run: endings.next)
  }

  @Sendable private static func audit(_ status: StatusDocument) -> Finding {
    guard let log = status.auditLog else {
      return .skipped(pick("het knooppunt heeft geen logboek", "the node has no audit log"))
    }
    guard let fault = log.faults.first else {
      return .ok(
        pick(
          "\(log.entries) regels, en geen fout van een logboek of getuige",
          "\(log.entries) entries, and no fault of a log or a witness"))
    }
    return .fail(
      pick("\(fault.code) van \(fault.region): \(fault.detail)", "\(fault.code) of \(fault.region): \(fault.detail)"),
      pick("vertel het de functionaris gegevensbescherming", "tell the privacy officer"), run: "samenloop audit faults")
  }

  @Sendable private static func witnesses(_ status: StatusDocument) -> Finding {
    guard let checkpoint = status.auditLog?.checkpoint else {
      return .skipped(
        pick(
          "er is nog geen controlepunt ondertekend: dat gebeurt elke zes uur",
          "no checkpoint was signed yet: one is every six hours"))
    }
    if checkpoint.roster == 0 {
      return .warn(
        pick("geen andere regio kan het logboek bevestigen", "no peer can witness the audit log"),
        pick("sluit eerst afspraken", "conclude agreements first"))
    }
    let text = pick(
      "\(checkpoint.cosigned) van \(checkpoint.roster) regio's bevestigden het controlepunt van "
        + "\(checkpoint.at)",
      "\(checkpoint.cosigned) of \(checkpoint.roster) peers witnessed the checkpoint of \(checkpoint.at)")
    return checkpoint.witnessedAt == nil
      ? .warn(
        text + pick(": minder dan de helft", ": not half of them"),
        pick("kijk welke regio's niet antwoorden", "see which peers do not answer"), run: "samenloop status")
      : .ok(text)
  }

  @Sendable private static func messages(_ status: StatusDocument) -> Finding {
    if let mail = status.mail {
      return .warn(mail.detail, pick("kijk naar de mailserver", "see to the mail server"), run: mail.next)
    }
    guard let webhooks = status.webhooks, !webhooks.isEmpty else {
      return .ok(pick("niets wordt opgehouden", "nothing is held up"))
    }
    return .warn(
      pick(
        "\(webhooks.count) systemen horen niets van veranderingen", "\(webhooks.count) systems are not told of changes"),
      pick("kijk wat ermee is", "see to them"), run: "samenloop webhook list")
  }

  @Sendable private static func alarms(_ status: StatusDocument) -> Finding {
    guard let alarm = status.alarms.max(by: { $0.lastAt < $1.lastAt }) else { return .ok("none") }
    return .warn(
      pick(
        "\(alarm.code), \(alarm.count) keer, laatst \(alarm.lastAt)",
        "\(alarm.code), \(alarm.count) times, last \(alarm.lastAt)"), "Operating, Alarms", run: "samenloop status")
  }
}
