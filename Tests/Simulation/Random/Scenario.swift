import PeerProtocol

/// Everything that one seed stands for: the regions, their agreements, the network, and what happens when.
package struct Scenario: Sendable {
  /// Where the run comes from.
  package let seed: UInt64
  var regions = 2
  var identities = 8
  var guardians = 4
  /// Milliseconds that each region's clock is ahead.
  var skews: [Int] = []
  var perDay = 10_000
  var active = 40
  var hasFamilies = true
  var needsRelease = false
  var silenceDays = 90
  var conditions = NetworkConditions.quiet
  /// The region that is malicious.
  var malicious: Int?
  var steps: [Step] = []

  /// The first day of every run.
  static let start = 1_790_000_000_000
  static let minute = 60_000
  static let hour = 3_600_000
  static let day = 86_400_000

  /// The scenario of a seed.
  package init(seed: UInt64) {
    self.seed = seed
    var dice = Dice(seed: Dice.mix(seed &+ 0x5EED))
    regions = dice.pick([2, 2, 2, 2, 2, 2, 2, 3, 3, 4])
    identities = dice.number(5..<14)
    guardians = dice.number(2..<6)
    skews = (0..<regions).map { number in
      number == 0 || dice.chance(400) ? 0 : dice.number(-250_000..<250_000)
    }
    if dice.chance(250) { perDay = dice.number(2..<7) }
    hasFamilies = dice.chance(600)
    needsRelease = dice.chance(200)
    silenceDays = dice.chance(60) ? dice.number(5..<20) : 90
    if dice.chance(850) {
      conditions = NetworkConditions(
        lost: dice.number(0..<120), unanswered: dice.number(0..<120), doubled: dice.number(0..<120),
        slow: dice.number(0..<150))
    }
    if dice.chance(regions > 2 ? 600 : 250) { malicious = regions - 1 }
    var writer = ScenarioWriter(self, dice)
    steps = writer.write()
  }
}

/// Draws the steps of a scenario.
private struct ScenarioWriter {
  private let scenario: Scenario
  private var dice: Dice
  private var at = 0
  private var steps: [Step] = []
  private var people = 0
  private var reports: [[String]]
  /// Some seeds have no crashes, and so on, so that each fault is also met alone.
  private let faults: Int

  init(_ scenario: Scenario, _ dice: Dice) {
    self.scenario = scenario
    self.dice = dice
    reports = Array(repeating: [], count: scenario.regions)
    faults = self.dice.pick([0, 60, 150, 250])
  }

  mutating func write() -> [Step] {
    let isDeclinedFirst = dice.chance(80)
    for first in 0..<scenario.regions {
      for second in first + 1..<max(first + 1, scenario.regions) {
        if isDeclinedFirst { add(.joinDeclined(first, second)) }
        add(.connect(first, second))
      }
    }
    pause()
    // Most youths are known from the beginning, so that something lives through all the rest.
    for _ in 0..<dice.number(4..<12) { add(.put(region(), report(region: nil, isQuiet: true))) }
    for _ in 0..<dice.number(10..<40) {
      pause()
      if let malicious = scenario.malicious, dice.chance(120) {
        add(.hostile(dice.pick(Hostility.allCases), malicious, dice.number(0..<malicious)))
      } else if dice.chance(faults) {
        addFault()
      } else {
        addStaffAction()
      }
    }
    return steps
  }

  private mutating func add(_ action: Action) {
    steps.append(Step(at: at, action: action))
    at += dice.number(0..<300)
  }

  private mutating func pause() {
    switch dice.number(0..<100) {
    case 0..<60: at += dice.number(0..<2_000)
    case 60..<88: at += dice.number(0..<10 * Scenario.minute)
    case 88..<97: at += dice.number(0..<12 * Scenario.hour)
    default: at += dice.number(0..<8) * Scenario.day
    }
  }

  private mutating func region() -> Int { dice.number(0..<scenario.regions) }

  private mutating func others() -> (Int, Int) {
    let first = region()
    return (first, (first + 1 + dice.number(0..<scenario.regions - 1)) % scenario.regions)
  }

  private mutating func addStaffAction() {
    let node = region()
    switch dice.number(0..<100) {
    case 0..<33: add(.put(node, report(region: node, isQuiet: false)))
    case 33..<38: add(.putFaulty(node, report(region: node, isQuiet: true), dice.pick(RowFault.allCases)))
    case 38..<41:
      if let id = known(node) { add(.putAgain(node, id)) }
    case 41..<45:
      if let id = known(node) { addDecision(node, id) }
    case 45..<58:
      if let id = known(node) {
        add(
          .withdraw(
            node, id, dice.pick(["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "deceased"])))
      }
    case 58..<61:
      let (first, second) = others()
      add(.propose(first, second))
    case 61..<62:
      let (first, second) = others()
      add(.revoke(first, second))
    case 62..<64:
      switch dice.number(0..<20) {
      case 0: add(.leave(node))
      case 1..<6:
        let (first, second) = others()
        add(.announceException(first, second))
      case 6..<15:
        let (first, second) = others()
        add(.suspend(first, second))
        if dice.chance(700) {
          pause()
          add(.resume(first, second))
        }
      default: add(.rejectOffers(node))
      }
    case 64..<78: add(.work(node, dice.number(0..<1_000), work()))
    case 78..<82: add(.read(node, dice.number(0..<1_000)))
    case 82..<86: add(.readEverything(node))
    case 86..<90: add(.synchronize(node))
    default: add(.follow(node, dice.number(1..<20)))
    }
  }

  /// What people decide on a youth; often a second person soon says the same.
  private mutating func addDecision(_ node: Int, _ id: String) {
    switch dice.number(0..<8) {
    case 0..<5:
      let step = dice.pick(["lodged", "lodged", "rejected", "upheld"])
      add(.object(node, id, step))
      if step == "upheld", dice.chance(700) { add(.object(node, id, dice.pick(["upheld", "upheld", "lodged"]))) }
    case 5..<6:
      add(.confirmDeath(node, id))
      if dice.chance(700) { add(.confirmDeath(node, id)) }
    default: add(.lift(node, id))
    }
    if dice.chance(400) { add(.putAgain(node, id)) }
  }

  private mutating func work() -> String {
    dice.pick([
      "follow-up contacted", "follow-up contacted earlier", "follow-up none-needed no-consent", "follow-up notified",
      "coordination own", "coordination other", "coordination agree", "handover wanted", "handover done",
      "consent given", "consent refused", "release", "release",
    ])
  }

  private mutating func known(_ node: Int) -> String? { reports[node].isEmpty ? nil : dice.pick(reports[node]) }

  private mutating func addFault() {
    let node = region()
    switch dice.number(0..<100) {
    case 0..<35:
      let downtime = dice.chance(700) ? dice.number(50..<5_000) : dice.number(0..<3 * Scenario.hour)
      add(.crash(node, after: dice.number(0..<12), keeping: dice.number(0..<4), downtime: downtime))
    case 35..<42: add(.snapshot(node))
    case 42..<52: add(.fullDisk(node, dice.number(1_000..<30 * Scenario.minute)))
    case 52..<66:
      let (first, second) = others()
      let isLong = dice.chance(scenario.silenceDays < 90 ? 500 : 30)
      add(.outage(first, second, isLong ? dice.number(1..<30) * Scenario.day : dice.number(1_000..<6 * Scenario.hour)))
    case 66..<72: addClock(node)
    case 72..<76: add(.crashFollower(node))
    case 76..<79: add(.newCard(node))
    case 79..<82: add(.backup(node))
    case 82..<84: add(.restore(node, isAnnounced: dice.chance(300), downtime: dice.number(100..<Scenario.hour)))
    default: add(.outage(node, (node + 1) % scenario.regions, dice.number(1_000..<Scenario.hour)))
    }
  }

  /// A clock is set: by minutes, which may stay so, or leaps by minutes to decades until somebody sets it right, before it
  /// is trusted for having run steadily; also while the process is down, so that it starts by a wrong clock.
  private mutating func addClock(_ node: Int) {
    guard dice.chance(600) else {
      return add(.clock(node, dice.number(-20 * Scenario.minute..<20 * Scenario.minute), lasting: 0))
    }
    let span = dice.pick([Scenario.hour, Scenario.day, 60 * Scenario.day, 800 * Scenario.day, 18_000 * Scenario.day])
    let jump = dice.number(-span..<span)
    let lasting = dice.chance(700) ? dice.number(1_000..<30 * Scenario.minute) : dice.number(1_000..<5 * Scenario.hour)
    if dice.chance(400) {
      add(.crash(node, after: 0, keeping: dice.number(0..<4), downtime: dice.number(1_000..<10_000)))
      add(.snapshot(node))
    }
    add(.clock(node, jump, lasting: lasting))
  }

  /// A report as people make them: several identities a youth, several signals, shielded, ended and repeated ones.
  private mutating func report(region chosen: Int?, isQuiet: Bool) -> Report {
    let node = chosen ?? 0
    let id = "s\(dice.number(0..<scenario.identities * 2))"
    people += 1
    let today = CalendarDate(Timestamp(seconds: Int64((Scenario.start + at) / 1_000)))
    var report = Report(
      id: id, youth: [dice.number(0..<scenario.identities)], person: "person-\(people)",
      startedOn: today.adding(days: -dice.number(0..<(isQuiet ? 500 : 735))))
    while dice.chance(150) && report.youth.count < 4 {
      let other = dice.number(0..<scenario.identities)
      if !report.youth.contains(other) { report.youth.append(other) }
    }
    // Each youth has its parents; some signals name none.
    if dice.chance(500) { report.guardians.append(report.youth[0] % scenario.guardians) }
    if dice.chance(100) {
      let other = dice.number(0..<scenario.guardians)
      if !report.guardians.contains(other) { report.guardians.append(other) }
    }
    report.sector = dice.pick(["jeugdhulp", "onderwijs", "opvang", "politie"])
    report.shielding = dice.pick(["", "", "", "none", "desk", "withheld"])
    report.isIndirect = dice.chance(200)
    report.isTemporary = dice.chance(200)
    if !isQuiet, dice.chance(200) {
      report.endReason = dice.pick(["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "deceased"])
      report.endedOn = today
    }
    if chosen != nil { reports[node].append(id) } else { for region in reports.indices { reports[region].append(id) } }
    return report
  }
}
