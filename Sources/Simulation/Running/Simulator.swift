import Engine
import Journal
import PeerProtocol
import Region

/// Regions, their people and the network between them, driven by one scenario in one thread.
final class Simulator {
  indirect enum Event {
    case step(Int)
    case deeds(Int)
    case poll(Int)
    case tick(Int)
    case rise(Int, start: Int)
    case disk(Int)
    case mend(Int, Int)
    case doubt(Int, about: Int)
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
  let time = SharedTime(Scenario.start)
  let switchboard = Switchboard()
  var nodes: [SimulatedRegion] = []
  var queue = EventQueue<Event>()
  /// Decides what the network does; apart from what nodes draw, so that one does not move the other.
  var dice: Dice
  var network: Scenario.Network
  var coverage = Coverage()
  /// Events that happened: steps, messages that arrived, deaths, starts, ticks.
  var events = 0
  /// Requests that a node answered.
  var exchanges = 0
  var observer: Observer
  /// A number that follows from all that happened: the same for the same seed.
  private(set) var trace: UInt64 = 0
  var cuts: [[Int]: Int] = [:]
  var fullUntil: [Int]
  var isHealing = false
  /// What the malicious region does with its next answer to a batch of the named region.
  var ambush: (hostility: Hostility, victim: Int)?
  /// Regions that hold forged tokens of the malicious one.
  var tainted: Set<Int> = []
  private var pollAt: [Int]
  private var nextStep = 0

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    dice = Dice(seed: Dice.mix(scenario.seed &+ 0xD1CE))
    network = scenario.network
    fullUntil = Array(repeating: 0, count: scenario.regions)
    pollAt = Array(repeating: .max, count: scenario.regions)
    observer = Observer(scenario)
    for number in 0..<scenario.regions {
      let caller = LateCaller()
      let node = try SimulatedRegion(
        number, time: time, skew: scenario.skews[number],
        seed: Dice.mix(scenario.seed &* 64 &+ UInt64(number)), caller: caller)
      caller.direct = DirectCaller(switchboard: switchboard, key: node.tlsKey)
      nodes.append(node)
      switchboard.connect(node.endpoint, node.engine, key: node.tlsKey)
    }
  }

  var now: Int { time.milliseconds }

  /// Runs the whole scenario, lets everything heal, and checks it.
  func run() throws {
    for (number, step) in scenario.steps.enumerated() { queue.add(.step(number), at: Scenario.start + step.at) }
    for number in nodes.indices { queue.add(.tick(number), at: Scenario.start + 1_000 + number) }
    let end = Scenario.start + (scenario.steps.last?.at ?? 0) + 2_000
    try run(until: end)
    try heal()
    try check()
  }

  /// Lets everything happen that is due until a moment.
  func run(until end: Int) throws {
    while let next = queue.next, next <= end, let (at, event) = queue.pop() {
      time.advance(at - now)
      try handle(event)
    }
    time.advance(max(0, end - now))
  }

  private func handle(_ event: Event) throws {
    switch event {
    case .step(let number):
      nextStep = number + 1
      note(1, number)
      try perform(scenario.steps[number].action)
    case .deeds(let number): try doDeeds(number)
    case .poll(let number):
      guard pollAt[number] == now else { return }
      pollAt[number] = .max
      try poll(number)
    case .tick(let number):
      note(2, number)
      try tick(number)
    case .rise(let number, let start):
      guard !nodes[number].isUp, nodes[number].starts == start else { return }
      note(3, number)
      try rise(number)
    case .disk(let number):
      guard fullUntil[number] == now else { return }
      fullUntil[number] = 0
      nodes[number].journal.inner.refuse(with: nil)
      touch(number)
    case .mend(let first, let second): if cuts[[first, second]] == now { cuts[[first, second]] = nil }
    case .doubt(let number, let villain): add(.suspend(villain), number)
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
    if kind < 6 { coverage.happenings[Self.happenings[kind], default: 0] += 1 }
    trace = Dice.mix(trace &+ UInt64(bitPattern: Int64(kind * 1_000_003 + what)) &+ UInt64(now))
  }

  private static let happenings = ["", "step", "tick", "start", "request", "answer or none"]

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
        if !node.journal.isDead { try send(delivery, from: number) }
      }
      if try buryDead(number) { return }
      due = min(due, node.engine.outboxes.millisecondsUntilDue(peer))
    }
    if due < 60_000 { touch(number, after: max(due, 100)) }
  }

  func tick(_ number: Int) throws {
    let node = nodes[number]
    if node.isUp {
      node.engine.tick()
      if try !buryDead(number) {
        // Nothing is ended by a clock in doubt.
        if fullUntil[number] == 0, !node.engine.isClockInDoubt { node.truth.expire(today: node.today) }
        try heedDoubt(number)
        guard node.isUp else { return plan(number) }
        try approveOffers(number)
        heedRestoration(number)
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
  private func heedRestoration(_ number: Int) {
    let node = nodes[number]
    guard node.isUp, node.look({ !$0.peering.restoration.evidence.isEmpty }) else { return }
    guard !node.deeds.contains(where: \.isImport) else { return }
    node.deeds.insert(Deed(what: .reimport), at: 0)
    if node.deeds.count == 1 { queue.add(.deeds(number), at: now + 1) }
  }

  /// Notes the death of a node's process, where it died.
  @discardableResult
  func buryDead(_ number: Int) throws -> Bool {
    let node = nodes[number]
    guard node.isUp, node.journal.isDead else { return false }
    noteFault(node.journal.inner.undurableCount > 0 ? "death with a tail not durable" : "death")
    if node.keeping > 0, node.journal.inner.undurableCount > node.keeping { noteFault("tail torn in the middle") }
    node.fall()
    switchboard.connect(node.endpoint, nil, key: node.tlsKey)
    node.timeDown += node.down
    queue.add(.rise(number, start: node.starts), at: now + node.down)
    return true
  }

  func rise(_ number: Int) throws {
    let node = nodes[number]
    do { try node.rise() } catch { throw Violation("replay", "\(node.name) does not start: \(error)") }
    noteFault("start")
    switchboard.connect(node.endpoint, node.engine, key: node.tlsKey)
    if fullUntil[number] > now { node.journal.inner.refuse(with: .full) }
    for peer in nodes where peer.number != number { try observer.noteFeeds(from: peer, to: node) }
    node.follower.crash()
    touch(number)
    if !node.deeds.isEmpty { queue.add(.deeds(number), at: now + 1) }
  }

  func isCut(_ first: Int, _ second: Int) -> Bool { cuts[[min(first, second), max(first, second)]] != nil }
}
