import Cryptography
import PeerProtocol
public import Region

/// What became of deliveries: progress, or the next try and the reason for people.
extension Outboxes {
  /// A delivery and what became of it.
  typealias Call = (delivery: Delivery, result: Result<PeerReply, PeerCallFailure>)

  /// Takes in what became of a delivery.
  public func complete(_ delivery: Delivery, _ result: Result<PeerReply, PeerCallFailure>) {
    complete([(delivery, result)], of: delivery.peer)
  }

  /// Takes in what became of deliveries to one peer. The answers to matches become durable together.
  func complete(_ calls: [Call], of region: RegionName) {
    guard !calls.isEmpty else { return }
    defer { lanes.lane(region) { $0.underWay.subtract(calls.map(\.delivery.key)) } }
    let (known, heardAt) = store.readLatest { ($0.peering.peers[region], $0.peering.heardAt[region] ?? 0) }
    guard let peer = known else { return }
    var matches: [PeerAnswer] = []
    for (delivery, result) in calls {
      // What a peer answers once it is suspended is not taken in; it is asked again when it is let in again.
      if peer.suspension != nil, !delivery.key.isEnding { continue }
      noteArrival(delivery, result)
      switch result {
      case .failure(let failure): deferDelivery(delivery, to: peer, .call(failure))
      case .success(let reply) where delivery.key.isMatch && reply.isSuccess:
        matches.append(PeerAnswer(delivery: delivery, reply: reply))
      case .success(let reply): take(PeerAnswer(delivery: delivery, reply: reply), from: peer, heardAt: heardAt)
      }
    }
    if !matches.isEmpty { takeSuccess(matches, sources.matches, from: peer, heardAt: heardAt) }
    lanes.wake(region)
  }

  private func take(_ answer: PeerAnswer, from peer: Peer, heardAt: Int64) {
    let (delivery, reply) = (answer.delivery, answer.reply)
    if delivery.key.isOfLogs, reply.status >= 500 || reply.status == 429 {
      // A peer whose log is in trouble takes everything else.
      noteUnanswered(delivery, by: peer)
      settle(delivery, .again(atMost: EngineLimits.longestRetryMilliseconds))
    } else if reply.status >= 500 || isTooSoon(reply, delivery.key) {
      let until = clock.uptimeMilliseconds + min(reply.retryAfter ?? 0, EngineLimits.longestAskedSeconds) * 1000
      lanes.lane(delivery.peer) { $0.askedUntil = max($0.askedUntil, until) }
      deferDelivery(delivery, to: peer, .unavailable(status: reply.status), atLeast: reply.retryAfter ?? 0)
    } else if reply.isSuccess {
      takeSuccess([answer], sources.source(of: delivery.key), from: peer, heardAt: heardAt)
    } else {
      takeRefusal(Problem(status: reply.status, body: reply.body), answer, from: peer)
    }
  }

  private func takeSuccess(
    _ answers: [PeerAnswer], _ source: any OutboxSource, from peer: Peer, heardAt: Int64
  ) {
    admission.noteContact(peer, heardAt: heardAt)
    noteAnswered(by: peer)
    for (answer, outcome) in zip(answers, source.take(answers, from: peer)) { settle(answer.delivery, outcome) }
  }

  private func takeRefusal(_ problem: Problem, _ answer: PeerAnswer, from peer: Peer) {
    let key = answer.delivery.key
    if key != .outcome, [.unknownPeer, .peerSuspended].contains(problem.code) {
      deferDelivery(answer.delivery, to: peer, .notAdmitted(problem.code, detail: problem.detail))
      return
    }
    noteAnswered(by: peer)
    do throws(Refusal) {
      if let outcome = try sources.source(of: key).takeRefusal(problem, answer, from: peer) {
        settle(answer.delivery, outcome)
      } else if problem.code == .agreementNotActive {
        try sources.agreements.putAgain(for: key)
        settle(answer.delivery, .failed(.agreementNotHeld))
      } else {
        settle(
          answer.delivery, .failed(.problem(status: problem.status, problem.code, detail: problem.detail)))
      }
    } catch {
      settle(answer.delivery, .failed(.refusal(error)))
    }
  }

  private func noteAnswered(by peer: Peer) {
    let at = clock.uptimeMilliseconds
    lanes.lane(peer.facts.region) { ($0.answeredAt, $0.downSince) = (at, nil) }
  }

  /// A peer that is away answers nothing. One that answers everything else does not say what it was asked for.
  private func noteUnanswered(_ delivery: Delivery, by peer: Peer) {
    let answeredAt = lanes.lane(delivery.peer) { $0.answeredAt }
    guard clock.uptimeMilliseconds - answeredAt < EngineLimits.crossCheckMilliseconds else { return }
    sources.source(of: delivery.key).noteUnanswered(delivery, by: peer)
  }

  /// A batch may have arrived unless 400 and 429 are the only answers that it ever got.
  private func noteArrival(_ delivery: Delivery, _ result: Result<PeerReply, PeerCallFailure>) {
    guard case .batch(let key) = delivery.key else { return }
    if case .success(let reply) = result, [400, 429].contains(reply.status) { return }
    lanes.lane(delivery.peer) { _ = $0.unarrived.removeValue(forKey: key) }
  }

  /// Whether the peer has no time for the request now. A batch over a limit of its agreement is another matter: that it
  /// is refused says something about the batch.
  private func isTooSoon(_ reply: PeerReply, _ key: DeliveryKey) -> Bool {
    guard case .batch = key else { return [408, 429].contains(reply.status) }
    return reply.status == 429 && Problem(status: 429, body: reply.body).code != .limitExceeded
  }

  // MARK: - The next try

  /// Sees to the next try of one delivery.
  private func settle(_ delivery: Delivery, _ outcome: DeliveryOutcome) {
    let at = clock.uptimeMilliseconds
    let key = delivery.key
    switch outcome {
    case .done: lanes.lane(delivery.peer) { $0.retries[key] = nil }
    case .handled: break
    case .again(let atMost):
      lanes.lane(delivery.peer) { lane in
        lane.postpone(key, now: at)
        if let retry = lane.retries[key] { lane.retries[key]?.at = min(retry.at, at + atMost) }
      }
    case .failed(let failure, let atLeast):
      lanes.lane(delivery.peer) { lane in
        lane.postpone(key, now: at, atLeast: atLeast)
        lane.lastFailure = failure
      }
      log(
        LogEvent(
          .warning, "delivery-refused", ["peer": .string(delivery.peer.text)], refusal: .undelivered(failure)))
    }
  }

  /// The peer itself cannot be reached or takes nothing: everything to it waits, and the schedule survives a restart.
  private func deferDelivery(
    _ delivery: Delivery, to peer: Peer, _ failure: DeliveryFailure, atLeast seconds: Int = 0
  ) {
    noteUnanswered(delivery, by: peer)
    let (at, uptime) = (clock.milliseconds, clock.uptimeMilliseconds)
    let region = peer.facts.region
    let isNew = lanes.lane(region) { lane in
      defer { lane.lastFailure = failure }
      switch failure {
      case .call: lane.downSince = lane.downSince ?? uptime
      // A few times a peer may be busy.
      case .unavailable where peer.failures >= EngineLimits.busyAnswers: lane.downSince = lane.downSince ?? uptime
      case .notAdmitted: lane.downSince = nil
      default: break
      }
      return lane.lastFailure != failure
    }
    let jitter = Int(random.bytes(1).first ?? 0)
    do {
      try store.commit { (transaction) throws(Refusal) in
        guard let known = transaction.state.peering.peers[region],
          lanes.lane(region, { $0.deferredFor(known, wall: clock.machineMilliseconds, now: uptime) }) == 0
        else { return }
        let failures = min(known.failures + 1, 1_000)
        var wait = max(Backoff.milliseconds(failures), min(seconds, EngineLimits.longestAskedSeconds) * 1000)
        if known.status == .requested { wait = min(wait, EngineLimits.outcomeRetryMilliseconds) }
        wait += wait * jitter / 1024
        try transaction.append(.peering(.deliveryDeferred(region, failures: failures, retryAt: at + wait)))
        lanes.lane(region) { $0.deferral = (at + wait, uptime + wait) }
      }
    } catch {
      // Without a disk the schedule is kept in memory only: or a peer that is down would be called without a pause.
      lanes.lane(region) { lane in
        lane.lastFailure = .refusal(error)
        lane.postpone(delivery.key, now: uptime)
      }
    }
    if isNew {
      log(
        LogEvent(.warning, "peer-not-served", ["peer": .string(region.text)], refusal: .undelivered(failure)))
    }
  }
}

extension PeerReply {
  /// True for an answer 2xx.
  fileprivate var isSuccess: Bool { (200..<300).contains(status) }
}
