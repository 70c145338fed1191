import Engine
import Journal
import PeerProtocol
import Region

extension RandomDriver {
  /// Hands a request to the network, which may do anything with it but change it.
  func send(_ delivery: Delivery, from sender: Int) throws {
    guard let receiver = cluster.node(at: delivery.call.endpoint)?.number else { return }
    try cluster.observer.watch(delivery.call, from: nodes[sender], to: nodes[receiver])
    let message = Message(
      delivery: delivery, call: delivery.call, sender: sender, receiver: receiver, start: nodes[sender].starts,
      sentAt: now)
    if cluster.network.isOut(sender, receiver) {
      noteFault("request during outage")
      let outcome = PeerCallFailure.notReachable("no route")
      queue.add(.answer(delivery, .failure(outcome), sender: sender, start: message.start), at: now + 20)
      return
    }
    if random.chance(conditions.doubled) {
      noteFault("request doubled")
      var copy = message
      copy.delivery = nil
      queue.add(.request(copy), at: now + latency(slow: true))
    }
    if random.chance(conditions.lost) {
      noteFault("request lost")
      let timeout = now + delivery.call.timeoutSeconds * 1_000
      queue.add(.answer(delivery, .failure(.timedOut), sender: sender, start: message.start), at: timeout)
      return
    }
    queue.add(.request(message), at: now + latency(slow: random.chance(conditions.slow)))
  }

  /// Milliseconds that a message takes; what is slow is overtaken by others, and may come after its sender gave up.
  private func latency(slow: Bool) -> Int {
    if slow { noteFault("message late") }
    return slow ? random.number(100..<200_000) : random.number(2..<60)
  }

  func deliver(_ message: Message) throws {
    let (sender, receiver) = (nodes[message.sender], nodes[message.receiver])
    let outcome: Result<PeerReply, PeerCallFailure>
    if !receiver.isUp {
      outcome = .failure(.notReachable("connection refused"))
    } else if cluster.network.isOut(message.sender, message.receiver) {
      outcome = .failure(.timedOut)
    } else {
      outcome = try carry(message.call, from: sender, to: receiver)
    }
    guard let delivery = message.delivery else { return }
    var at = now + latency(slow: random.chance(conditions.slow))
    let timeout = message.sentAt + message.call.timeoutSeconds * 1_000
    var result = outcome
    if case .success = outcome, random.chance(conditions.unanswered) {
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

  /// Lets a node answer a request; the malicious one may change its answer.
  func carry(
    _ call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode
  ) throws -> Result<PeerReply, PeerCallFailure> {
    exchanges += 1
    coverage.messages[kind(of: call), default: 0] += 1
    let outcome = try cluster.carry(call, from: sender, to: receiver)
    if try noteCrash(receiver.number) { return outcome }
    touch(receiver.number)
    guard case .success(let reply) = outcome else { return outcome }
    noteProblem(reply)
    guard let forged = try attacker.forgeAnswer(reply, call, from: receiver, to: sender) else { return outcome }
    return .success(forged)
  }

  private func kind(of call: PeerCall) -> String {
    let parts = call.path.split(separator: "/")
    return parts.first { Self.kinds.contains($0) }.map(String.init) ?? (parts.count == 3 ? "agreement" : "other")
  }

  private static let kinds: Set<Substring> = [
    "batches", "matches", "revocation", "rejection", "card", "state", "health", "peering-requests", "witness",
    "consistency",
  ]

  func noteProblem(_ reply: PeerReply) {
    guard reply.status >= 400 else { return }
    coverage.problems[Problem(status: reply.status, body: reply.body).code.rawValue, default: 0] += 1
  }

  /// The answer, or that there is none, reaches who asked.
  func take(_ delivery: Delivery, _ outcome: Result<PeerReply, PeerCallFailure>, _ sender: Int) throws {
    if case .success(let reply) = outcome,
      let peer = cluster.node(at: delivery.call.endpoint)
    {
      cluster.observer.noteArrival(reply, to: delivery.call, from: peer, to: nodes[sender])
    }
    let node = nodes[sender]
    let isSuspended = node.look { $0.peering.peers[delivery.peer]?.suspension != nil }
    let isEnding = delivery.call.path.hasSuffix("revocation") || delivery.call.path.hasSuffix("rejection")
    let before = node.journal.lastPosition
    node.engine.outboxes.complete(delivery, outcome)
    if isSuspended, !isEnding, before != node.journal.lastPosition {
      throw Violation("suspension", "\(node.name) takes in what \(delivery.peer) answers, which it suspended")
    }
    if try !noteCrash(sender) { touch(sender) }
  }
}
