import Cryptography
import PeerProtocol
import TestSupport

/// Draws the steps of a scenario.
struct ScenarioWriter {
  private let scenario: Scenario
  private let random: SeededRandom
  private var at = 0
  private var steps: [Step] = []
  private var people = 0
  private var reports: [[String]]
  /// Some seeds have no crashes, and so on, so that each fault is also met alone.
  private let faults: Int

  init(_ scenario: Scenario, _ random: SeededRandom) {
    self.scenario = scenario
    self.random = random
    reports = Array(repeating: [], count: scenario.regions)
    faults = self.random.pick([0, 60, 150, 250])
  }

  mutating func write() -> [Step] {
    let isDeclinedFirst = random.chance(80)
    for first in 0..<scenario.regions {
      for second in first + 1..<max(first + 1, scenario.regions) {
        if isDeclinedFirst { add(.joinDeclined(first, second)) }
        add(.connect(first, second))
      }
    }
    pause()
    // Most youths are known from the beginning, so that something lives through all the rest.
    for _ in 0..<random.number(4..<12) { add(.put(region(), report(region: nil, isQuiet: true))) }
    let count = random.number(10..<40)
    let forkAt = scenario.malicious != nil && random.chance(400) ? random.number(count / 2..<count) : count
    for number in 0..<count {
      pause()
      if number == forkAt, let malicious = scenario.malicious {
        add(.hostile(.forkedLog, malicious, random.number(0..<malicious)))
      }
      if let malicious = scenario.malicious, random.chance(120) {
        add(.hostile(random.pick(Hostility.allCases), malicious, random.number(0..<malicious)))
      } else if random.chance(faults) {
        addFault()
      } else {
        addStaffAction()
      }
    }
    return steps
  }

  private mutating func add(_ action: Action) {
    steps.append(Step(at: at, action: action))
    at += random.number(0..<300)
  }

  private mutating func pause() {
    switch random.number(0..<100) {
    case 0..<60: at += random.number(0..<2_000)
    case 60..<88: at += random.number(0..<10 * Scenario.minute)
    case 88..<97: at += random.number(0..<12 * Scenario.hour)
    default: at += random.number(0..<8) * Scenario.day
    }
  }

  private mutating func region() -> Int { random.number(0..<scenario.regions) }

  private mutating func others() -> (Int, Int) {
    let first = region()
    return (first, (first + 1 + random.number(0..<scenario.regions - 1)) % scenario.regions)
  }

  private mutating func addStaffAction() {
    let node = region()
    switch random.number(0..<100) {
    case 0..<33: add(.put(node, report(region: node, isQuiet: false)))
    case 33..<38: add(.putFaulty(node, report(region: node, isQuiet: true), random.pick(RowFault.allCases)))
    case 38..<41:
      if let id = known(node) { add(.putAgain(node, id)) }
    case 41..<45:
      if let id = known(node) { addDecision(node, id) }
    case 45..<58:
      if let id = known(node) {
        add(
          .withdraw(
            node, id, random.pick(["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "deceased"])))
      }
    case 58..<61:
      let (first, second) = others()
      add(.propose(first, second))
    case 61..<62:
      let (first, second) = others()
      add(.revoke(first, second))
    case 62..<64:
      switch random.number(0..<20) {
      case 0: add(.leave(node))
      case 1..<6:
        let (first, second) = others()
        add(.announceException(first, second))
      case 6..<15:
        let (first, second) = others()
        add(.suspend(first, second))
        if random.chance(700) {
          pause()
          add(.resume(first, second))
        }
      default: add(.rejectOffers(node))
      }
    case 64..<78: add(.work(node, random.number(0..<1_000), work()))
    case 78..<82: add(.read(node, random.number(0..<1_000)))
    case 82..<86: add(.readEverything(node))
    case 86..<90: add(.synchronize(node))
    default: add(.follow(node, random.number(1..<20)))
    }
  }

  /// What people decide on a youth; often a second person soon says the same.
  private mutating func addDecision(_ node: Int, _ id: String) {
    switch random.number(0..<11) {
    case 8..<11: add(.ask(node, id, random.pick(StaffTask.Question.allCases)))
    case 0..<5:
      let step = random.pick(["lodged", "lodged", "rejected", "upheld"])
      add(.object(node, id, step))
      if step == "upheld", random.chance(700) { add(.object(node, id, random.pick(["upheld", "upheld", "lodged"]))) }
    case 5..<6:
      add(.confirmDeath(node, id))
      if random.chance(700) { add(.confirmDeath(node, id)) }
    default: add(.lift(node, id))
    }
    if random.chance(400) { add(.putAgain(node, id)) }
  }

  private mutating func work() -> String {
    random.pick([
      "follow-up contacted", "follow-up contacted earlier", "follow-up none-needed no-consent", "follow-up notified",
      "coordination own", "coordination other", "coordination agree", "handover wanted", "handover done",
      "consent given", "consent refused", "release", "release", "assign colleague", "assign nobody", "remind",
    ])
  }

  private mutating func known(_ node: Int) -> String? { reports[node].isEmpty ? nil : random.pick(reports[node]) }

  private mutating func addFault() {
    let node = region()
    switch random.number(0..<100) {
    case 0..<35:
      let downtime = random.chance(700) ? random.number(50..<5_000) : random.number(0..<3 * Scenario.hour)
      add(.crash(node, after: random.number(0..<12), keeping: random.number(0..<4), downtime: downtime))
    case 35..<42: add(.snapshot(node))
    case 42..<52: add(.fullDisk(node, random.number(1_000..<30 * Scenario.minute)))
    case 52..<66:
      let (first, second) = others()
      let isLong = random.chance(scenario.silenceDays < 90 ? 500 : 30)
      add(
        .outage(first, second, isLong ? random.number(1..<30) * Scenario.day : random.number(1_000..<6 * Scenario.hour))
      )
    case 66..<72: addClock(node)
    case 72..<76: add(.crashFollower(node))
    case 76..<79: add(.newCard(node))
    case 79..<82: add(.backup(node))
    case 82..<84:
      add(
        .restore(
          node, random.pick(RestoredHome.allCases), isAnnounced: random.chance(300),
          downtime: random.number(100..<Scenario.hour)))
    case 84..<86:
      // Long enough between backup and restore for a checkpoint that the peers know and the backup does not.
      add(.backup(node))
      at += random.number(7..<48) * Scenario.hour
      add(
        .restore(
          node, random.pick(RestoredHome.allCases), isAnnounced: random.chance(300),
          downtime: random.number(100..<Scenario.hour)))
    default: add(.outage(node, (node + 1) % scenario.regions, random.number(1_000..<Scenario.hour)))
    }
  }

  /// A clock is set: by minutes, which may stay so, or leaps by minutes to decades until somebody sets it right, before it
  /// is trusted for having run steadily; also while the process is down, so that it starts by a wrong clock.
  private mutating func addClock(_ node: Int) {
    guard random.chance(600) else {
      return add(.clock(node, random.number(-20 * Scenario.minute..<20 * Scenario.minute), lasting: 0))
    }
    let span = random.pick([Scenario.hour, Scenario.day, 60 * Scenario.day, 800 * Scenario.day, 18_000 * Scenario.day])
    let jump = random.number(-span..<span)
    let lasting =
      random.chance(700) ? random.number(1_000..<30 * Scenario.minute) : random.number(1_000..<5 * Scenario.hour)
    if random.chance(400) {
      add(.crash(node, after: 0, keeping: random.number(0..<4), downtime: random.number(1_000..<10_000)))
      add(.snapshot(node))
    }
    add(.clock(node, jump, lasting: lasting))
  }

  /// A report as people make them: several identities a youth, several signals, shielded, ended and repeated ones.
  private mutating func report(region chosen: Int?, isQuiet: Bool) -> Report {
    let node = chosen ?? 0
    let id = "s\(random.number(0..<scenario.identities * 2))"
    people += 1
    let today = CalendarDate(Timestamp(seconds: Int64((Scenario.start + at) / 1_000)))
    let first = random.number(0..<scenario.identities)
    var report = Report(
      id: id, youth: [SyntheticPeople.identity(first, .youth)], person: "person-\(people)",
      startedOn: today.adding(days: -random.number(0..<(isQuiet ? 500 : 735))))
    while random.chance(150) && report.youth.count < 4 {
      let other = SyntheticPeople.identity(random.number(0..<scenario.identities), .youth)
      if !report.youth.contains(other) { report.youth.append(other) }
    }
    // Each youth has its parents; some signals name none.
    if random.chance(500) { report.guardians.append(SyntheticPeople.identity(first % scenario.guardians, .guardian)) }
    if random.chance(100) {
      let other = SyntheticPeople.identity(random.number(0..<scenario.guardians), .guardian)
      if !report.guardians.contains(other) { report.guardians.append(other) }
    }
    report.sector = random.pick(["jeugdhulp", "onderwijs", "opvang", "politie"])
    report.shielding = random.pick(["", "", "", "none", "desk", "withheld"])
    report.isIndirect = random.chance(200)
    report.isTemporary = random.chance(200)
    if !isQuiet, random.chance(200) {
      report.endReason = random.pick(["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "deceased"])
      report.endedOn = today
    }
    if chosen != nil { reports[node].append(id) } else { for region in reports.indices { reports[region].append(id) } }
    return report
  }
}
