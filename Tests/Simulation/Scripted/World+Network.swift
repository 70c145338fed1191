import Engine
import PeerProtocol
import Region

extension World {
  /// Nothing passes between two regions until ``settle()``.
  package func separate(_ first: Int, _ second: Int) { network.beginOutage(first, second) }

  /// One round of everything that is due now.
  package func pass() throws {
    for number in nodes.indices {
      try tick(number)
      try collect(number)
    }
    while !underWay.isEmpty { try deliverOne() }
  }

  /// Without further faults: everything is delivered, everybody approves, and time passes until nothing is left to do.
  package func settle() throws {
    conditions = .quiet
    network.endOutages()
    for (number, node) in nodes.enumerated() {
      node.journal.crash(after: nil)
      try restartIfCrashed(number)
    }
    while !late.isEmpty {
      let (call, sender) = late.removeFirst()
      _ = try carry(call, sender)
    }
    var idle = 0
    // Bounded, so that regions that never stop talking fail a test instead of holding it up.
    for _ in 0..<3_000 where idle < 40 {
      for number in nodes.indices {
        try tick(number)
        try approveOffers(number)
        try collect(number)
      }
      if underWay.isEmpty {
        if openWork.isEmpty { return }
        idle += 1
        time.advance(min(1_000 << min(idle, 20), 6 * Scenario.hour))
      } else {
        idle = max(0, idle - 1)
        while !underWay.isEmpty { try deliverOne() }
        time.advance(50)
      }
    }
    throw Violation("progress", "the regions do not come to rest: \(openWork)")
  }

  /// Lets the hourly comparison of states happen once more.
  package func passAnHour() throws {
    time.advance(3_700_000)
    try settle()
  }

  /// Work that is left, by region.
  private var openWork: [String] {
    nodes.flatMap { node in
      nodes.filter { $0.number != node.number }.flatMap { cluster.openWork(of: node, with: $0) }
    }
  }

  func tick(_ number: Int) throws {
    nodes[number].engine.tick()
    nodes[number].index.expire(today: nodes[number].today)
  }

  /// Takes what a node wants to send.
  func collect(_ number: Int) throws {
    let node = nodes[number]
    for peer in node.engine.outboxes.peersToServe {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        underWay.append(Message(delivery: delivery, sender: number, start: node.starts))
      }
    }
    try restartIfCrashed(number)
  }

  /// Lets one of the messages on their way arrive, whichever it is.
  func deliverOne() throws {
    if !late.isEmpty, random.chance(300) {
      let (call, sender) = late.remove(at: random.number(0..<late.count))
      _ = try carry(call, sender)
    }
    guard !underWay.isEmpty else { return }
    let message = underWay.remove(at: random.number(0..<underWay.count))
    let call = message.delivery.call
    let receiver = cluster.node(at: call.endpoint)?.number ?? message.sender
    var outcome: Result<PeerReply, PeerCallFailure>
    if network.isOut(message.sender, receiver) {
      outcome = .failure(random.chance(500) ? .timedOut : .notReachable("no route"))
      disturbedMessages += 1
    } else if random.chance(conditions.lost) {
      outcome = .failure(.timedOut)
      disturbedMessages += 1
      if random.chance(500) { late.append((call, message.sender)) }
    } else {
      if random.chance(conditions.doubled) {
        late.append((call, message.sender))
        disturbedMessages += 1
      }
      outcome = try carry(call, message.sender)
      if random.chance(conditions.unanswered) {
        outcome = .failure(.timedOut)
        disturbedMessages += 1
      }
    }
    // A process that started anew knows nothing of what an earlier one had sent.
    guard nodes[message.sender].starts == message.start else { return }
    nodes[message.sender].engine.outboxes.complete(message.delivery, outcome)
    try restartIfCrashed(message.sender)
  }

  private func carry(_ call: PeerCall, _ sender: Int) throws -> Result<PeerReply, PeerCallFailure> {
    guard let receiver = cluster.node(at: call.endpoint) else { return .failure(.notReachable("no such node")) }
    let outcome = try cluster.carry(call, from: nodes[sender], to: receiver)
    try restartIfCrashed(receiver.number)
    return outcome
  }

  /// Starts a node again where its process crashed; true where it had.
  @discardableResult
  func restartIfCrashed(_ number: Int) throws -> Bool {
    guard nodes[number].journal.hasCrashed else { return false }
    try nodes[number].restart(keeping: random.number(0..<4))
    try cluster.noteStart(of: nodes[number])
    return true
  }
}

extension World {
  /// From now on the network loses requests and answers, and doubles requests, each in so many of a thousand cases.
  package func disturb(lost: Int, unanswered: Int, doubled: Int) {
    conditions = NetworkConditions.quiet
    (conditions.lost, conditions.unanswered, conditions.doubled) = (lost, unanswered, doubled)
  }
}
