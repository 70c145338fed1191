import Engine
import Journal
import PeerProtocol
import Region
import TestSupport

/// Regions, their people and the network between them, driven by one scenario in one thread.
final class RandomDriver {
  indirect enum Event {
    case step(Int)
    case tasks(Int)
    case poll(Int)
    case tick(Int)
    case start(Int, start: Int)
    case disk(Int)
    case outageOver(Int, Int)
    case suspect(Int, Int)
    case setClock(Int)
    case request(Message)
    case answer(Delivery, Result<PeerReply, PeerCallFailure>, sender: Int, start: Int)
  }

  /// A request on its way; a copy of one has no delivery, and nobody waits for its answer.
  struct Message {
    var delivery: Delivery?
    var call: PeerCall
    var sender: Int
    var receiver: Int
    var start: Int
    var sentAt: Int
  }

  let scenario: Scenario
  let cluster: Cluster
  /// Decides what the network does; apart from what nodes draw, so that one does not move the other.
  let random: SeededRandom
  var conditions: NetworkConditions
  var queue = EventQueue<Event>()
  var coverage = Coverage()
  /// Events that happened: steps, messages that arrived, crashes, starts, ticks.
  var events = 0
  /// Requests that a node answered.
  var exchanges = 0
  /// A number that follows from all that happened: the same for the same seed.
  private(set) var trace: UInt64 = 0
  /// Until when each node's disk is full.
  var fullUntil: [Int]
  var isHealing = false
  /// What the malicious region does with its next answer to a batch of the named region.
  var forgedAnswer: (hostility: Hostility, victim: Int)?
  private var pollAt: [Int]
  private var nextStep = 0

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    random = SeededRandom(seed: SeededRandom.mix(scenario.seed &+ 0xD1CE))
    conditions = scenario.conditions
    fullUntil = Array(repeating: 0, count: scenario.regions)
    pollAt = Array(repeating: .max, count: scenario.regions)
    let rules = Observer.Rules(
      chains: .untilRestored, limits: (scenario.perDay, scenario.active), checksDisclosures: true,
      needsRelease: scenario.needsRelease)
    cluster = try Cluster(
      ClusterOptions(
        names: Array(Self.names.prefix(scenario.regions)), skews: scenario.skews, seed: scenario.seed,
        signatures: StandInSignatures(), older: Set((0..<scenario.regions).filter { (scenario.seed >> $0) % 4 == 0 })),
      observer: Observer(rules, people: scenario.people))
    cluster.hasFamilies = scenario.hasFamilies
    cluster.needsRelease = scenario.needsRelease
    cluster.malicious = scenario.malicious
  }

  private static let names = ["drenthe", "foodvalley", "gooi", "nhn"]

  var nodes: [SimulatedNode] { cluster.nodes }
  var now: Int { cluster.now }
  var staff: Staff { Staff(driver: self) }
  var attacker: Attacker { Attacker(driver: self) }

  /// Runs the whole scenario, lets everything heal, and checks it.
  func run() throws {
    for (number, step) in scenario.steps.enumerated() { queue.add(.step(number), at: Scenario.start + step.at) }
    for number in nodes.indices { queue.add(.tick(number), at: Scenario.start + 1_000 + number) }
    let end = Scenario.start + (scenario.steps.last?.at ?? 0) + 2_000
    try run(until: end)
    try heal()
    try RunChecks(cluster: cluster, scenario: scenario).check()
  }

  /// Lets everything happen that is due until a moment.
  func run(until end: Int) throws {
    while let next = queue.next, next <= end, let (at, event) = queue.pop() {
      cluster.time.advance(at - now)
      try handle(event)
    }
    cluster.time.advance(max(0, end - now))
  }

  private func handle(_ event: Event) throws {
    switch event {
    case .step(let number):
      nextStep = number + 1
      note(1, number)
      try perform(scenario.steps[number].action)
    case .tasks(let number): try staff.runTasks(number)
    case .poll(let number):
      guard pollAt[number] == now else { return }
      pollAt[number] = .max
      try poll(number)
    case .tick(let number):
      note(2, number)
      try tick(number)
    case .start(let number, let start):
      guard !nodes[number].isUp, nodes[number].starts == start else { return }
      note(3, number)
      try self.start(number)
    case .disk(let number):
      guard fullUntil[number] == now else { return }
      fullUntil[number] = 0
      nodes[number].journal.inner.refuse(with: nil)
      touch(number)
    case .outageOver(let first, let second): cluster.network.endOutage(first, second, plannedFor: now)
    case .suspect(let number, let attacker): add(.suspend(attacker), number)
    case .setClock(let number): try setClockRight(number)
    case .request(let message):
      note(4, message.receiver)
      try deliver(message)
    case .answer(let delivery, let outcome, let sender, let start):
      // A process that started anew knows nothing of what an earlier one had sent.
      guard nodes[sender].isUp, nodes[sender].starts == start else { return }
      note(5, sender)
      if case .success(let reply) = outcome { note(6, reply.status) }
      try take(delivery, outcome, sender)
    }
  }

  private func note(_ kind: Int, _ what: Int) {
    events += kind < 6 ? 1 : 0
    if kind < 6 { coverage.occurrences[Self.occurrences[kind], default: 0] += 1 }
    trace = SeededRandom.mix(trace &+ UInt64(bitPattern: Int64(kind * 1_000_003 + what)) &+ UInt64(now))
  }

  private static let occurrences = ["", "step", "tick", "start", "request", "answer or none"]

  /// A fault or a command was met.
  func noteFault(_ name: String) { coverage.faults[name, default: 0] += 1 }

  // MARK: - Nodes

  /// Sees to it that a node looks for what is due, soon.
  func touch(_ number: Int, after wait: Int = 25) {
    guard nodes[number].isUp, pollAt[number] > now + wait else { return }
    pollAt[number] = now + wait
    queue.add(.poll(number), at: now + wait)
  }

  private func poll(_ number: Int) throws {
    let node = nodes[number]
    guard node.isUp else { return }
    var due = 60_000
    for peer in node.engine.outboxes.peersToServe {
      // Sorted, so that no table's inner order moves what follows.
      for delivery in node.engine.outboxes.nextDeliveries(to: peer).sorted(by: { $0.call.path < $1.call.path }) {
        if !node.journal.hasCrashed { try send(delivery, from: number) }
      }
      if try noteCrash(number) { return }
      due = min(due, node.engine.outboxes.millisecondsUntilDue(peer))
    }
    if due < 60_000 { touch(number, after: max(due, 100)) }
  }

  func tick(_ number: Int) throws {
    let node = nodes[number]
    if node.isUp {
      node.engine.tick()
      if try !noteCrash(number) {
        // Nothing is ended by a clock in doubt.
        if fullUntil[number] == 0, !node.engine.isClockInDoubt { node.index.expire(today: node.clockDay) }
        try confirmDoubtedClock(number)
        guard node.isUp else { return plan(number) }
        try staff.approveOffers(number)
        importAfterRestore(number)
        touch(number)
      }
    }
    plan(number)
  }

  /// Plans the next tick.
  private func plan(_ number: Int) {
    guard !isHealing else { return }
    let next = nextStep < scenario.steps.count ? Scenario.start + scenario.steps[nextStep].at : now
    queue.add(.tick(number), at: now + max(4 * Scenario.hour, (next - now) * 3 / 4))
  }

  /// The operator of a node that shows signs of a restore imports the index anew and confirms it.
  private func importAfterRestore(_ number: Int) {
    let node = nodes[number]
    guard node.isUp, node.look({ !$0.peering.restoration.evidence.isEmpty }) else { return }
    guard !node.tasks.contains(where: \.isImport) else { return }
    node.tasks.insert(StaffTask(kind: .reimport), at: 0)
    if node.tasks.count == 1 { queue.add(.tasks(number), at: now + 1) }
  }

  /// Notes that a node's process crashed, where it did, and plans its next start.
  @discardableResult
  func noteCrash(_ number: Int) throws -> Bool {
    let node = nodes[number]
    guard node.isUp, node.journal.hasCrashed else { return false }
    noteFault(node.journal.inner.undurableCount > 0 ? "process ended with records not durable" : "process ended")
    if node.keptRecords > 0, node.journal.inner.undurableCount > node.keptRecords {
      noteFault("tail torn in the middle")
    }
    node.crash(keeping: node.keptRecords)
    node.totalDowntime += node.downtime
    queue.add(.start(number, start: node.starts), at: now + node.downtime)
    return true
  }

  func start(_ number: Int) throws {
    let node = nodes[number]
    do { try node.start() } catch { throw Violation("replay", "\(node.name) does not start: \(error)") }
    noteFault("start")
    if fullUntil[number] > now { node.journal.inner.refuse(with: .full) }
    try cluster.noteStart(of: node)
    touch(number)
    if !node.tasks.isEmpty { queue.add(.tasks(number), at: now + 1) }
  }
}
