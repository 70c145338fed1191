import Cryptography
import PeerProtocol
public import Region
import Synchronization
import System

/// Tells systems of this region that changes are there.
///
/// A message is an event before it is sent, so that after a crash the same one is sent again, under the same id: the
/// receiver knows what it had. At most one is under way to each system; what changes meanwhile is in the next.
public final class Webhooks: Sendable {
  /// A message that was answered.
  private struct Answer: Sendable {
    var webhook: Int
    var message: [UInt8]
    var result: Result<WebhookReply, WebhookFailure>
  }

  /// What the process remembers of messages; nothing here has to survive it.
  private struct Memory: Sendable {
    var underWay: Set<Int> = []
    /// When each is due, in milliseconds of uptime, for the next try that the state says: setting the clock of the machine
    /// moves no schedule.
    var due: [Int: (nextTryAt: Timestamp, tries: Int, at: Int)] = [:]
    var answers: [Answer] = []
    /// Until when each gets no further message, in milliseconds of uptime: what changes meanwhile is in one.
    var quietUntil: [Int: Int] = [:]
  }

  private let store: Store
  private let clock: NodeClock
  private let alarms: Alarms
  private let random: any RandomSource
  private let region: RegionName
  private let settings: WebhookSettings?
  private let caller: (any WebhookCaller)?
  private let wake: @Sendable () -> Void
  private let log: @Sendable (LogEvent) -> Void
  private let memory = Mutex(Memory())

  init(
    store: Store, clock: NodeClock, alarms: Alarms, random: any RandomSource, configuration: EngineConfiguration,
    caller: (any WebhookCaller)?, wake: @escaping @Sendable () -> Void, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.alarms, self.random) = (store, clock, alarms, random)
    (region, settings) = (configuration.region, configuration.webhooks)
    (self.caller, self.wake, self.log) = (caller, wake, log)
  }

  // MARK: - What operators do

  /// All webhooks.
  public func list() throws(Refusal) -> WebhookList {
    let webhooks = try store.readDurable { $0.webhooks.all }
    return WebhookList(
      publicKey: settings?.publicKeyText, hosts: settings?.hosts.map(\.name) ?? [],
      webhooks: webhooks.map { WebhookStanding($0, settings) })
  }

  /// Those of the latest state that somebody has to see to.
  func troubled(_ state: WebhooksState) -> [WebhookStanding] {
    state.all.map { WebhookStanding($0, settings) }.filter { $0.state != .fine }
  }

  /// Adds a webhook, which is told of what changes from now on.
  public func add(url: String) throws(Refusal) -> WebhookStanding {
    guard let address = WebhookAddress(url) else { throw .webhooks(.invalidURL) }
    guard settings?.host(address.host) != nil else { throw .webhooks(.hostNotListed(address.host)) }
    let at = clock.now
    let id = try store.commit { (transaction) throws(Refusal) -> Int in
      let event = try transaction.state.webhooks.decideAdding(
        address, cursor: transaction.state.matches.lastChange, at: at)
      try transaction.append(.webhooks(event))
      return transaction.state.webhooks.all.last?.id ?? 0
    }
    return try standing(id)
  }

  /// Takes a webhook away, and what waits for it.
  ///
  /// - Parameter confirmed: its number again.
  public func remove(_ id: Int, confirmed: Int) throws(Refusal) {
    guard confirmed == id else { throw .webhooks(.notConfirmed(id)) }
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.webhooks.webhook(id) != nil else { throw .webhooks(.noSuchWebhook) }
      try transaction.append(.webhooks(.removed(id, at: at)))
    }
  }

  /// Sends the message that is under way at once, or tells of everything once more; a webhook that was disabled is told
  /// again.
  public func redeliver(_ id: Int) throws(Refusal) -> WebhookStanding {
    let at = clock.now
    let message = random.bytes(16)
    try store.commit { (transaction) throws(Refusal) in
      let events = try transaction.state.webhooks.decideRestart(
        of: id, message: message, cursor: transaction.state.matches.lastChange, at: at)
      try transaction.append(events.map { .webhooks($0) })
    }
    wake()
    return try standing(id)
  }

  /// Sends a message of a kind of its own, which tells of nothing, and waits for the answer.
  public func test(_ id: Int) throws(Refusal) -> Result<WebhookReply, WebhookFailure> {
    let (found, cursor) = try store.readDurable { ($0.webhooks.webhook(id), $0.matches.lastChange) }
    guard let found else { throw .webhooks(.noSuchWebhook) }
    guard let settings, let caller, let host = settings.host(found.host) else {
      throw .webhooks(.hostNotListed(found.host))
    }
    let message = WebhookMessage(
      kind: .test, id: Webhook.Message.uuid(random.bytes(16)), cursor: cursor, time: clock.now)
    guard let call = try? message.call(to: found, host: host, settings, at: clock.machineNow) else {
      throw .miscomputed
    }
    let answer = Monitor<Result<WebhookReply, WebhookFailure>?>(nil)
    caller.call(call) { result in answer.notifying { $0 = result } }
    _ = answer.wait(until: nil) { $0 != nil }
    return answer.withLock { $0 } ?? .failure(.timedOut)
  }

  private func standing(_ id: Int) throws(Refusal) -> WebhookStanding {
    let found = try store.readDurable { $0.webhooks.webhook(id) }
    guard let found else { throw .webhooks(.noSuchWebhook) }
    return WebhookStanding(found, settings)
  }

  // MARK: - What the beat does

  /// Takes in what was answered, makes messages of what changed, and sends what is due.
  func advance() throws(Refusal) {
    try takeAnswers()
    guard let settings, let caller, store.readLatest({ !$0.webhooks.all.isEmpty }) else { return }
    try prepare(settings)
    for (webhook, message) in try takeDue(settings) { send(message, to: webhook, settings, caller) }
  }

  private func prepare(_ settings: WebhookSettings) throws(Refusal) {
    let (now, quiet) = (clock.uptimeMilliseconds, memory.withLock { $0.quietUntil })
    func untold(_ state: RegionState) -> [Webhook] {
      state.webhooks.untold(upTo: state.matches.lastChange).filter { webhook in
        settings.host(webhook.host) != nil && quiet[webhook.id].map { $0 <= now } ?? true
      }
    }
    guard store.readLatest({ !untold($0).isEmpty }) else { return }
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      let cursor = transaction.state.matches.lastChange
      try transaction.append(
        untold(transaction.state).map {
          .webhooks(.prepared($0.id, message: random.bytes(16), cursor: cursor, at: at))
        })
    }
  }

  /// What is due, which is under way from now on.
  private func takeDue(_ settings: WebhookSettings) throws(Refusal) -> [(Webhook, Webhook.Message)] {
    let waiting = try store.readDurable { state in
      state.webhooks.all.filter { $0.disabled == nil && $0.pending != nil && settings.host($0.host) != nil }
    }
    let (now, wall) = (clock.uptimeMilliseconds, clock.now)
    return memory.withLock { memory in
      waiting.compactMap { webhook in
        guard let message = webhook.pending, !memory.underWay.contains(webhook.id) else { return nil }
        if memory.due[webhook.id].map({ $0.nextTryAt != message.nextTryAt || $0.tries != message.tries }) ?? true {
          let left = min(max(0, message.nextTryAt.seconds(since: wall)), WebhookSchedule.longest)
          memory.due[webhook.id] = (message.nextTryAt, message.tries, now + Int(left) * 1_000)
        }
        guard let due = memory.due[webhook.id], due.at <= now else { return nil }
        memory.underWay.insert(webhook.id)
        return (webhook, message)
      }
    }
  }

  private func send(
    _ pending: Webhook.Message, to webhook: Webhook, _ settings: WebhookSettings, _ caller: any WebhookCaller
  ) {
    let message = WebhookMessage(
      kind: .changesAvailable, id: pending.uuid, cursor: pending.cursor, time: pending.preparedAt)
    guard let host = settings.host(webhook.host),
      let call = try? message.call(to: webhook, host: host, settings, at: clock.machineNow)
    else {
      memory.withLock { _ = $0.underWay.remove(webhook.id) }
      log(LogEvent(.error, "webhook-not-signed", ["webhook": JSONValue(webhook.id)]))
      return
    }
    caller.call(call) { [self] result in
      // Stored on the thread of the beat: this one carries all other requests.
      memory.withLock { $0.answers.append(Answer(webhook: webhook.id, message: pending.id, result: result)) }
      wake()
    }
  }

  private func takeAnswers() throws(Refusal) {
    while let answer = memory.withLock({ $0.answers.first }) {
      try take(answer)
      // One that could not be stored is taken in again with the next beat.
      memory.withLock { memory in
        memory.answers.removeFirst()
        memory.underWay.remove(answer.webhook)
        memory.due[answer.webhook] = nil
        memory.quietUntil[answer.webhook] = clock.uptimeMilliseconds + EngineLimits.webhookPauseMilliseconds
      }
    }
  }

  private func take(_ answer: Answer) throws(Refusal) {
    var (failure, asked): (WebhookFailure?, Int?) = (nil, nil)
    switch answer.result {
    case .success(let reply) where (200...299).contains(reply.status): break
    case .success(let reply): (failure, asked) = (.status(reply.status), reply.retryAfter)
    case .failure(let found): failure = found
    }
    let at = clock.now
    let (outcome, asksFor) = (failure, asked)
    let (events, host) = try store.commit { (transaction) throws(Refusal) -> ([WebhookEvent], String) in
      let webhooks = transaction.state.webhooks
      let host = webhooks.webhook(answer.webhook)?.host ?? ""
      let events = webhooks.decideOutcome(
        of: answer.message, to: answer.webhook, failure: outcome, asked: asksFor, at: at)
      try transaction.append(events.map { .webhooks($0) })
      return (events, host)
    }
    for event in events {
      switch event {
      case .failed(let id, let failure, let next, _):
        log(
          LogEvent(
            .warning, "webhook-failed",
            [
              "webhook": JSONValue(id), "host": .string(host), "reason": .string(failure.text),
              "nextTryAt": .string(next.rfc3339),
            ]))
      case .disabled(let id, _, _): alarms.raise(.webhookDisabled(id, host: host), about: region)
      default: break
      }
    }
  }
}

extension WebhookFailure {
  /// Why, for an operator.
  public var text: String {
    switch self {
    case .status(let status) where (300...399).contains(status):
      "the receiver answered \(status): redirects are not followed"
    case .status(410): "the receiver answered 410: it wants no messages any more"
    case .status(let status): "the receiver answered \(status)"
    case .notReachable: "the receiver cannot be reached"
    case .timedOut: "the receiver took too long"
    case .untrusted: "the receiver's certificate is not accepted"
    case .addressRefused: "the host has an address of an internal network, which node.json does not permit"
    }
  }
}
