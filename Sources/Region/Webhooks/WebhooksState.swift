public import PeerProtocol

/// The systems that are told of changes, and what is under way to each.
public struct WebhooksState: Sendable, Equatable {
  /// Webhooks at a time.
  public static let limit = 20

  /// All of them, oldest first.
  public private(set) var all: [Webhook] = []
  /// The number that was given last.
  private var lastId = 0

  init() {}

  /// The webhook of this number.
  public func webhook(_ id: Int) -> Webhook? { all.first { $0.id == id } }

  // MARK: - Decisions

  /// A new webhook, which is told of changes after `cursor`.
  public func decideAdding(_ address: WebhookAddress, cursor: Int, at: Timestamp) throws(Refusal) -> WebhookEvent {
    if let same = all.first(where: { $0.url == address.url }) { throw .webhooks(.addedBefore(same.id)) }
    guard all.count < Self.limit else { throw .webhooks(.tooMany(Self.limit)) }
    return .added(lastId + 1, url: address.url, cursor: cursor, at: at)
  }

  /// The webhook that is to be told of changes up to `cursor` and has no message yet; one that is disabled is not.
  public func untold(upTo cursor: Int) -> [Webhook] {
    all.filter { $0.disabled == nil && $0.pending == nil && $0.delivered < cursor }
  }

  /// What follows from the outcome of a try; nothing where that message is not under way any more.
  ///
  /// - Parameters:
  ///   - failure: why it failed; nil where the receiver took it.
  ///   - asked: seconds of the receiver's `Retry-After`, where it gave any.
  public func decideOutcome(
    of message: [UInt8], to id: Int, failure: WebhookFailure?, asked: Int?, at: Timestamp
  ) -> [WebhookEvent] {
    guard let webhook = webhook(id), webhook.disabled == nil, let pending = webhook.pending, pending.id == message
    else { return [] }
    guard let failure else { return [.delivered(id, at: at)] }
    let wait = WebhookSchedule.wait(after: pending.tries + 1, asked: asked)
    let failed = WebhookEvent.failed(id, failure, nextTryAt: at.adding(seconds: wait ?? 0), at: at)
    if failure == .gone { return [failed, .disabled(id, .gone, at: at)] }
    return wait == nil ? [failed, .disabled(id, .triesUsed, at: at)] : [failed]
  }

  /// The message that is under way once more, from its first try on; or a new one where none is.
  public func decideRestart(of id: Int, message: [UInt8], cursor: Int, at: Timestamp) throws(Refusal) -> [WebhookEvent]
  {
    guard let webhook = webhook(id) else { throw .webhooks(.noSuchWebhook) }
    let restart = WebhookEvent.restarted(id, at: at)
    return webhook.pending == nil ? [.prepared(id, message: message, cursor: cursor, at: at), restart] : [restart]
  }

  // MARK: - Events

  mutating func apply(_ event: WebhookEvent) {
    switch event {
    case .added(let id, let url, let cursor, let at):
      all.append(Webhook(id: id, url: url, cursor: cursor, at: at))
      lastId = max(lastId, id)
    case .removed(let id, _): all.removeAll { $0.id == id }
    case .prepared(let id, let message, let cursor, let at):
      update(id) { $0.pending = Webhook.Message(id: message, cursor: cursor, preparedAt: at, nextTryAt: at) }
    case .failed(let id, let failure, let nextTryAt, _):
      update(id) { webhook in
        webhook.pending?.tries += 1
        webhook.pending?.nextTryAt = nextTryAt
        webhook.pending?.lastFailure = failure
      }
    case .delivered(let id, let at):
      update(id) { webhook in
        webhook.delivered = max(webhook.delivered, webhook.pending?.cursor ?? 0)
        webhook.deliveredAt = at
        webhook.pending = nil
      }
    case .disabled(let id, let reason, let at):
      update(id) { $0.disabled = Webhook.Disabling(reason: reason, at: at) }
    case .restarted(let id, let at):
      update(id) { webhook in
        webhook.disabled = nil
        webhook.pending?.tries = 0
        webhook.pending?.nextTryAt = at
      }
    }
  }

  private mutating func update(_ id: Int, _ change: (inout Webhook) -> Void) {
    guard let row = all.firstIndex(where: { $0.id == id }) else { return }
    change(&all[row])
  }

  // MARK: - Snapshot

  func write(to writer: inout ByteWriter) {
    writer.int(lastId)
    writer.list(all) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    lastId = try reader.int()
    all = try reader.list { (reader) throws(CodecError) in try Webhook(from: &reader) }
  }
}
