import Engine
import Journal
import PeerProtocol
import Region

extension Simulator {
  /// Hands a request to the network, which may do anything with it but change it.
  func send(_ delivery: Delivery, from sender: Int) throws {
    guard let receiver = nodes.firstIndex(where: { $0.endpoint == delivery.call.endpoint }) else { return }
    try observer.watch(delivery.call, from: nodes[sender], to: nodes[receiver])
    let message = Message(
      delivery: delivery, call: delivery.call, sender: sender, receiver: receiver, start: nodes[sender].starts,
      sentAt: now)
    if isCut(sender, receiver) {
      noteFault("line cut")
      let outcome = PeerCallFailure.notReachable("no route")
      queue.add(.answer(delivery, .failure(outcome), sender: sender, start: message.start), at: now + 20)
      return
    }
    if dice.chance(network.doubled) {
      noteFault("request doubled")
      var copy = message
      copy.delivery = nil
      queue.add(.request(copy), at: now + latency(slow: true))
    }
    if dice.chance(network.lost) {
      noteFault("request lost")
      let timeout = now + delivery.call.timeoutSeconds * 1_000
      queue.add(.answer(delivery, .failure(.timedOut), sender: sender, start: message.start), at: timeout)
      return
    }
    queue.add(.request(message), at: now + latency(slow: dice.chance(network.slow)))
  }

  /// Milliseconds that a message takes; what is slow is overtaken by others, and may come after its sender gave up.
  private func latency(slow: Bool) -> Int {
    if slow { noteFault("message late") }
    return slow ? dice.number(100..<200_000) : dice.number(2..<60)
  }

  func deliver(_ message: Message) throws {
    let (sender, receiver) = (nodes[message.sender], nodes[message.receiver])
    let outcome: Result<PeerReply, PeerCallFailure>
    if !receiver.isUp {
      outcome = .failure(.notReachable("connection refused"))
    } else if isCut(message.sender, message.receiver) {
      outcome = .failure(.timedOut)
    } else {
      outcome = try carry(message.call, from: sender, to: receiver)
    }
    guard let delivery = message.delivery else { return }
    var at = now + latency(slow: dice.chance(network.slow))
    let timeout = message.sentAt + message.call.timeoutSeconds * 1_000
    var result = outcome
    if case .success = outcome, dice.chance(network.unanswered) {
      noteFault("answer lost")
      result = .failure(.timedOut)
    }
    if case .failure(.timedOut) = result { at = timeout }
    if at > timeout {
      at = timeout
      result = .failure(.timedOut)
    }
    queue.add(
      .answer(delivery, result, sender: message.sender, start: message.start), at: max(now, at))
  }

  /// Lets a node answer a request, and looks at both.
  func carry(
    _ call: PeerCall, from sender: SimulatedRegion, to receiver: SimulatedRegion
  ) throws -> Result<PeerReply, PeerCallFailure> {
    exchanges += 1
    coverage.messages[kind(of: call), default: 0] += 1
    observer.noteArrival(call, from: sender, to: receiver)
    let isSuspended = receiver.look { $0.peering.peers[sender.name]?.suspension != nil }
    var outcome = switchboard.carry(call, from: sender.tlsKey)
    if receiver.journal.isDead {
      try buryDead(receiver.number)
      return .failure(.timedOut)
    }
    touch(receiver.number)
    guard case .success(let reply) = outcome else { return outcome }
    noteProblem(reply)
    // What became of its request to be a peer, a region may ask as before.
    if isSuspended, (200..<300).contains(reply.status), !call.path.hasPrefix("/v1/peering-requests") {
      throw Violation("suspension", "\(receiver.name) answers \(kind(of: call)) of \(sender.name), which it suspended")
    }
    // The queue empties in one thread: what an answer rests on is durable, or the answer came too early.
    if (200..<300).contains(reply.status), call.method != "GET", receiver.journal.inner.undurableCount > 0 {
      throw Violation("durable", "\(receiver.name) answers \(call.method) \(kind(of: call)) before it is durable")
    }
    if call.path.hasSuffix("/batches") { try observer.noteFeeds(from: sender, to: receiver) }
    try observer.watch(reply, to: call, from: receiver, to: sender)
    if let changed = try springAmbush(reply, call, from: receiver, to: sender) { outcome = .success(changed) }
    return outcome
  }

  private func kind(of call: PeerCall) -> String {
    let parts = call.path.split(separator: "/")
    return parts.first { Self.kinds.contains($0) }.map(String.init) ?? (parts.count == 3 ? "agreement" : "other")
  }

  private static let kinds: Set<Substring> = [
    "batches", "matches", "revocation", "rejection", "card", "state", "health", "peering-requests",
  ]

  func noteProblem(_ reply: PeerReply) {
    guard reply.status >= 400 else { return }
    coverage.problems[Problem(status: reply.status, body: reply.body).code.rawValue, default: 0] += 1
  }

  /// The answer, or that there is none, reaches who asked.
  func take(_ delivery: Delivery, _ outcome: Result<PeerReply, PeerCallFailure>, _ sender: Int) throws {
    if case .success(let reply) = outcome,
      let peer = nodes.first(where: { $0.endpoint == delivery.call.endpoint })
    {
      observer.noteArrival(reply, to: delivery.call, from: peer, to: nodes[sender])
    }
    let node = nodes[sender]
    let isSuspended = node.look { $0.peering.peers[delivery.peer]?.suspension != nil }
    let isEnding = delivery.call.path.hasSuffix("revocation") || delivery.call.path.hasSuffix("rejection")
    let before = node.journal.lastPosition
    node.engine.outboxes.complete(delivery, outcome)
    if isSuspended, !isEnding, before != node.journal.lastPosition {
      throw Violation("suspension", "\(node.name) takes in what \(delivery.peer) answers, which it suspended")
    }
    if try !buryDead(sender) { touch(sender) }
  }
}
