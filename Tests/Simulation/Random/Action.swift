/// What people do, and what goes wrong. Everything that is random in it was drawn beforehand, so that steps can be left out.
enum Action: Sendable {
  // People.
  case connect(Int, Int)
  case joinDeclined(Int, Int)
  case put(Int, Report)
  case putFaulty(Int, Report, RowFault)
  case putAgain(Int, String)
  case withdraw(Int, String, String)
  case propose(Int, Int)
  case revoke(Int, Int)
  case rejectOffers(Int)
  case suspend(Int, Int)
  case resume(Int, Int)
  case leave(Int)
  case object(Int, String, String)
  case confirmDeath(Int, String)
  case lift(Int, String)
  case ask(Int, String, StaffTask.Question)
  case announceException(Int, Int)
  case work(Int, Int, String)
  case read(Int, Int)
  case readEverything(Int)
  case synchronize(Int)
  case follow(Int, Int)
  // What goes wrong.
  case crashFollower(Int)
  case crash(Int, after: Int, keeping: Int, downtime: Int)
  case snapshot(Int)
  case fullDisk(Int, Int)
  case outage(Int, Int, Int)
  case clock(Int, Int, lasting: Int)
  case newCard(Int)
  case backup(Int)
  case restore(Int, RestoredHome, isAnnounced: Bool, downtime: Int)
  case hostile(Hostility, Int, Int)

  /// The name in the table of coverage.
  var name: String {
    switch self {
    case .connect: "connect"
    case .joinDeclined: "join declined"
    case .put(_, let report): report.endReason.map { "put " + $0 } ?? "put"
    case .putFaulty(_, _, let fault): "put refused: " + fault.rawValue
    case .putAgain: "put again"
    case .withdraw(_, _, let reason): "withdraw " + reason
    case .propose: "propose"
    case .revoke: "revoke"
    case .rejectOffers: "reject offers"
    case .suspend: "suspend"
    case .resume: "resume"
    case .leave: "leave the federation"
    case .object(_, _, let step): "objection " + step
    case .confirmDeath: "confirm a death"
    case .lift: "lift a mark"
    case .ask(_, _, let question): "ask for " + question.rawValue
    case .announceException: "announce a burst"
    case .work(_, _, let what): "work " + (what.split(separator: " ").first.map(String.init) ?? what)
    case .read: "read"
    case .readEverything: "read everything"
    case .synchronize: "sync now"
    case .follow: "follow changes"
    case .crashFollower: "follower crashes"
    case .crash: "crash"
    case .snapshot: "snapshot"
    case .fullDisk: "full disk"
    case .outage: "outage"
    case .clock(_, let jump, _): abs(jump) > Scenario.hour ? "clock leaps" : "clock jumps"
    case .newCard: "new card"
    case .backup: "backup"
    case .restore(_, let home, _, _): "restore " + home.rawValue
    case .hostile(let hostility, _, _): "hostile " + hostility.rawValue
    }
  }

  /// True for what goes wrong rather than what somebody wants.
  var isFault: Bool {
    switch self {
    case .crashFollower, .crash, .snapshot, .fullDisk, .outage, .clock, .newCard, .backup, .restore, .hostile: true
    default: false
    }
  }
}

extension Action: CustomStringConvertible {
  var description: String {
    switch self {
    case .connect(let first, let second): "\(first) and \(second) become peers and agree"
    case .joinDeclined(let first, let second): "\(second) joins \(first), which declines"
    case .put(let node, let report): "\(node) puts \(report)"
    case .putFaulty(let node, let report, let fault): "\(node) puts \(report), refused: \(fault.rawValue)"
    case .putAgain(let node, let id): "\(node) puts \(id) again"
    case .withdraw(let node, let id, let reason): "\(node) withdraws \(id): \(reason)"
    case .propose(let first, let second): "\(first) proposes an agreement, or a renewal, to \(second)"
    case .revoke(let first, let second): "\(first) revokes its agreement with \(second)"
    case .rejectOffers(let node): "\(node) declines what it was offered"
    case .suspend(let first, let second): "\(first) suspends \(second)"
    case .resume(let first, let second): "\(first) lets \(second) in again"
    case .leave(let node): "\(node) leaves the federation"
    case .object(let node, let id, let step): "\(node) notes an objection on \(id): \(step)"
    case .confirmDeath(let node, let id): "\(node) confirms the death of the youth of \(id)"
    case .lift(let node, let id): "two people of \(node) lift the mark of \(id)"
    case .ask(let node, let id, let question): "the youth of \(id) asks \(node) for \(question.rawValue)"
    case .announceException(let first, let second): "\(first) announces a burst to \(second)"
    case .work(let node, let pick, let what): "\(node) works on match \(pick): \(what)"
    case .read(let node, let pick): "\(node) reads match \(pick)"
    case .readEverything(let node): "\(node) looks at everything"
    case .synchronize(let node): "\(node) synchronizes now"
    case .follow(let node, let limit): "the follower of \(node) reads \(limit) changes"
    case .crashFollower(let node): "the follower of \(node) crashes"
    case .crash(let node, let after, let keeping, let downtime):
      "\(node) crashes after \(after) steps of its journal, keeps \(keeping) records, is down for \(downtime) ms"
    case .snapshot(let node): "\(node) writes a snapshot"
    case .fullDisk(let node, let time): "the disk of \(node) is full for \(time) ms"
    case .outage(let first, let second, let time): "nothing passes between \(first) and \(second) for \(time) ms"
    case .clock(let node, let jump, let time):
      "the clock of \(node) jumps by \(jump) ms" + (time > 0 ? ", and is set right \(time) ms later" : "")
    case .newCard(let node): "\(node) gets another name and starts again"
    case .backup(let node): "a backup of \(node) is made"
    case .restore(let node, let home, let isAnnounced, let downtime):
      "\(node) is down for \(downtime) ms and restored from its backup (\(home.rawValue))"
        + (isAnnounced ? ", which its operator says" : "")
    case .hostile(let hostility, let from, let to): "\(from) attempts \(hostility.rawValue) on \(to)"
    }
  }
}
