import PeerProtocol

extension Coverage {
  /// What should have occurred over many seeds and did not.
  package var missing: [String] {
    func lacking(_ part: String, _ names: [String], _ seen: [String: Int]) -> [String] {
      names.filter { seen[$0, default: 0] == 0 }.map { part + " " + $0 }
    }
    return lacking("command", Self.allCommands, commands)
      + lacking("event", EventKinds.all.map(EventKinds.name).filter { Self.unsimulated[$0] == nil }, events)
      + lacking("fault", Self.allFaults, faults) + lacking("problem", Self.allProblems, problems)
  }

  private static let endings = ["risk-gone", "moved-away", "mistaken", "objection", "deceased"]

  private static let allCommands =
    [
      "connect", "join declined", "put", "put again", "propose", "revoke", "reject offers", "suspend", "resume",
      "leave the federation", "read", "read everything", "sync now", "follow changes", "work follow-up",
      "work coordination",
      "work handover", "work consent", "work release", "work assign", "work remind", "objection lodged",
      "objection rejected", "objection upheld", "confirm a death", "lift a mark", "ask for access",
      "ask for rectification", "ask for informing", "ask for erasure",
      "announce a burst", "confirm the clock",
    ] + endings.map { "put " + $0 } + endings.map { "withdraw " + $0 }

  private static let allFaults =
    [
      "crash", "process ended", "process ended with records not durable", "start", "snapshot", "full disk",
      "outage", "request during outage", "request lost", "answer lost", "request doubled", "message late",
      "clock jumps",
      "clock leaps",
      "follower crashes", "new card", "backup", "log forked", "log rolled back",
    ] + RestoredHome.allCases.map { "restore " + $0.rawValue } + Hostility.allCases.map { "hostile " + $0.rawValue }
    + [Hostility.forgedTokens, .sameTokenTwice, .unsignedAnswer].map { "forged answer " + $0.rawValue }

  private static let officers = "the local listener asks for it, and a simulated region has none"

  private static let keepers =
    "an agreement keeper asks for it, and a simulated region has none; OrganisationImportTests runs it"
  private static let introducers =
    "takes a framework and an operator who introduces; the scenes of IntroductionTests and HostileIntroductionTests run it"
  private static let operators = "an operator adds webhooks, and a simulated region tells no system of its own"

  private static let signers =
    "people sign a framework, which a random run has none of; StandingApprovalTests and FrameworkTests run scenes of it"

  /// Events that no simulated region can make, and why.
  private static let unsimulated = [
    "signals.objectionRejected": "stands in stores of an earlier version only",
    "signals.suspensionEnded": "takes a good row for a signal that had ended, after a faulty one",
    "signals.marksForgotten": "takes more years than any run has",
    "signals.marksDated": "takes a store of an earlier version, or a clock an age ahead",
    "peering.removed": "a person takes back what was accepted by mistake, before anything is exchanged",
    "signals.rulesChanged": "the profile of a simulated region stays as it is",
    "credentials.begun": officers, "credentials.registered": officers, "credentials.proposed": officers,
    "credentials.declined": officers, "credentials.revoked": officers, "credentials.alarmRaised": officers,
    "audit.review": "a privacy officer reviews the log, and a simulated region has none",
    "organisations.registered": keepers, "organisations.mergePlanned": keepers, "organisations.merged": keepers,
    "rights.forgotten": "takes more than 400 days after a request was closed, which few runs have",
    "audit.pruned": "takes more than five years, which few runs have; a scene with years is in the engine's tests",
    "audit.prunedFilesRemoved": "follows a day after entries were removed, which takes more than five years",
    "matches.forgotten": "takes more than 400 days after a match ended, which few runs have",
    "matches.releasesNamed": "said once of a store of format 1",
    "limits.suspicionRaised": "takes hundreds of additions, which no run of this size has",
    "limits.suspicionCleared": "takes hundreds of additions, which no run of this size has",
    "frameworks.created": signers, "frameworks.received": signers, "frameworks.peerSigned": signers,
    "frameworks.approved": signers, "frameworks.signed": signers, "frameworks.delivered": signers,
    "frameworks.standingApproved": signers, "frameworks.standingWithdrawn": signers,
    "frameworks.signedAlone": signers, "frameworks.forgotten": signers,
    "webhooks.added": operators, "webhooks.removed": operators, "webhooks.prepared": operators,
    "webhooks.failed": operators, "webhooks.delivered": operators, "webhooks.disabled": operators,
    "webhooks.restarted": operators,
    "introductions.received": introducers, "introductions.accepted": introducers, "introductions.made": introducers,
    "introductions.settled": introducers, "introductions.asked": introducers, "introductions.answered": introducers,
    "introductions.expired": introducers, "introductions.contradicted": introducers,
    "introductions.addressAllowed": introducers,
    "mail.alarmsTold": "takes a mail server, and a simulated region has none",
    "mail.digestSettled": "takes a mail server, and a simulated region has none",
  ]

  /// Codes that no simulated request can meet, and why.
  private static let unreachable: [ProblemCode: String] = [
    .requestTimeout: "the listener's, below the engine", .unsupportedMediaType: "the listener's, below the engine",
    .tooManyRequests: "the listener's, below the engine",
    .invalidIntroduction: "no random run has introductions; HostileIntroductionTests does",
    .inconsistentLog: "no request is answered so",
    .internalError: "a fault of the node, which must not occur",
  ]

  private static let allProblems = ProblemCode.allCases.filter { unreachable[$0] == nil }.map(\.rawValue)
}
