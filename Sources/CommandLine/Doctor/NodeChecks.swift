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
      (try? facts.status.get()).map(look) ?? .skipped("node has to be in order first")
    }
  }

  @Sendable private static func node(_ facts: DoctorFacts) -> Finding {
    switch facts.status {
    case .success(let status): .ok("it runs and answers as \(status.region)")
    case .failure(let failure) where failure.code == "not-running":
      Finding(
        check: "", state: .skipped, cause: "the node does not run: what only it knows is not checked",
        command: "samenloop serve --home \(facts.home.path)")
    case .failure(let failure): .fail(failure.detail, isConfiguration: failure.exit == .configuration)
    }
  }

  /// Says something only where the peers are not known.
  @Sendable private static func peers(_ facts: DoctorFacts) -> [Finding] {
    facts.peersFailure.map { [Finding.skipped("the node does not list its peers: \($0.detail)")] } ?? []
  }

  @Sendable private static func version(_ status: StatusDocument) -> Finding {
    status.version == Version.text
      ? .ok("node and program are \(Version.text)")
      : .warn("the node is \(status.version), this program \(Version.text)", "restart the node")
  }

  @Sendable private static func storage(_ status: StatusDocument) -> Finding {
    status.storage.map { .fail($0, "see to the disk of the store; the node's log says more") }
      ?? .ok("changes are stored")
  }

  @Sendable private static func clock(_ status: StatusDocument) -> Finding {
    guard status.clock.state == .inDoubt else { return .ok("the node trusts its clock, \(status.clock.machine)") }
    return .fail(
      status.clock.detail ?? "the node does not trust its clock", "set it by NTP; where it is right, confirm it",
      run: status.clock.next)
  }

  @Sendable private static func trustFiles(_ status: StatusDocument) -> Finding {
    guard let fault = status.trustFaults?.first else { return .ok("all are in use as they are on the disk") }
    return .fail(fault, "put the file right; the node takes it within a minute")
  }

  @Sendable private static func restored(_ status: StatusDocument) -> Finding {
    guard status.restoration.restored else { return .ok("no sign that the store is older than what peers saw") }
    return .warn(
      "the node was restored from a backup and withdraws only", "import the whole index: Operating, Restore",
      run: status.restoration.next)
  }

  @Sendable private static func endings(_ status: StatusDocument) -> Finding {
    guard let endings = status.endings else { return .ok("nothing waits to end") }
    return .warn("more would end at once than usual, and waits", "see whether that is right", run: endings.next)
  }

  @Sendable private static func audit(_ status: StatusDocument) -> Finding {
    guard let log = status.auditLog else { return .skipped("the node has no audit log") }
    guard let fault = log.faults.first else { return .ok("\(log.entries) entries, and no fault of a log or a witness") }
    return .fail(
      "\(fault.code) of \(fault.region): \(fault.detail)", "tell the privacy officer", run: "samenloop audit faults")
  }

  @Sendable private static func witnesses(_ status: StatusDocument) -> Finding {
    guard let checkpoint = status.auditLog?.checkpoint else {
      return .skipped("no checkpoint was signed yet: one is every six hours")
    }
    if checkpoint.roster == 0 { return .warn("no peer can witness the audit log", "conclude agreements first") }
    let text = "\(checkpoint.cosigned) of \(checkpoint.roster) peers witnessed the checkpoint of \(checkpoint.at)"
    return checkpoint.witnessedAt == nil
      ? .warn(text + ": not half of them", "see which peers do not answer", run: "samenloop status") : .ok(text)
  }

  @Sendable private static func messages(_ status: StatusDocument) -> Finding {
    if let mail = status.mail { return .warn(mail.detail, "see to the mail server", run: mail.next) }
    guard let webhooks = status.webhooks, !webhooks.isEmpty else { return .ok("nothing is held up") }
    return .warn("\(webhooks.count) systems are not told of changes", "see to them", run: "samenloop webhook list")
  }

  @Sendable private static func alarms(_ status: StatusDocument) -> Finding {
    guard let alarm = status.alarms.max(by: { $0.lastAt < $1.lastAt }) else { return .ok("none") }
    return .warn(
      "\(alarm.code), \(alarm.count) times, last \(alarm.lastAt)", "Operating, Alarms", run: "samenloop status")
  }
}
