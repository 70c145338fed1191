import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// The outbox of webhooks: what is sent again, when, and what ends it.
@Suite(.timeLimit(.minutes(30))) struct WebhooksStateTests {
  private let at = Timestamp(seconds: 1_800_000_000)
  private let message = [UInt8](0..<16)

  /// A webhook whose message up to cursor 5 is under way.
  private func underWay() throws -> RegionState {
    var state = RegionState()
    let address = try #require(WebhookAddress("https://index.example.nl/hook"))
    state.apply(.webhooks(try state.webhooks.decideAdding(address, cursor: 3, at: at)))
    state.apply(.webhooks(.prepared(1, message: message, cursor: 5, at: at)))
    return state
  }

  private func fail(_ state: inout RegionState, _ failure: WebhookFailure, asked: Int? = nil) -> [WebhookEvent] {
    let events = state.webhooks.decideOutcome(of: message, to: 1, failure: failure, asked: asked, at: at)
    for event in events { state.apply(.webhooks(event)) }
    return events
  }

  @Test func tenTriesAreMadeOverThreeDaysBeforeItIsDisabled() throws {
    var state = try underWay()
    var waits: [Int64] = []
    for _ in 0..<9 {
      _ = fail(&state, .status(500))
      waits.append(try #require(state.webhooks.webhook(1)?.pending).nextTryAt.seconds(since: at))
      #expect(state.webhooks.webhook(1)?.disabled == nil)
    }
    #expect(waits == [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
    _ = fail(&state, .notReachable)
    let webhook = try #require(state.webhooks.webhook(1))
    #expect(webhook.disabled?.reason == .triesUsed && webhook.pending?.tries == 10)
    // A late answer to the same message changes nothing any more.
    #expect(fail(&state, .timedOut).isEmpty)
    #expect(state.webhooks.untold(upTo: 9).isEmpty)
  }

  @Test func goneDisablesAtOnce() throws {
    var state = try underWay()
    _ = fail(&state, .status(410))
    #expect(state.webhooks.webhook(1)?.disabled?.reason == .gone)
  }

  @Test(arguments: [(60, 60), (1, 5), (1_000_000, 86_400), (-5, 5)])
  func retryAfterIsRespectedWithinBounds(asked: Int, wait: Int64) throws {
    var state = try underWay()
    _ = fail(&state, .status(503), asked: asked)
    #expect(state.webhooks.webhook(1)?.pending?.nextTryAt == at.adding(seconds: wait))
  }

  @Test func deliveryMovesTheCursorAndOneMessageIsUnderWayAtATime() throws {
    var state = try underWay()
    #expect(state.webhooks.untold(upTo: 9).isEmpty)
    for event in state.webhooks.decideOutcome(of: message, to: 1, failure: nil, asked: nil, at: at) {
      state.apply(.webhooks(event))
    }
    #expect(state.webhooks.webhook(1)?.delivered == 5 && state.webhooks.webhook(1)?.pending == nil)
    #expect(state.webhooks.untold(upTo: 5).isEmpty)
    #expect(state.webhooks.untold(upTo: 6).map(\.id) == [1])
  }

  @Test func anAnswerToAnotherMessageChangesNothing() throws {
    let state = try underWay()
    #expect(state.webhooks.decideOutcome(of: [9], to: 1, failure: nil, asked: nil, at: at).isEmpty)
    #expect(state.webhooks.decideOutcome(of: message, to: 2, failure: nil, asked: nil, at: at).isEmpty)
  }

  @Test func restartSendsTheSameMessageFromItsFirstTry() throws {
    var state = try underWay()
    _ = fail(&state, .status(410))
    for event in try state.webhooks.decideRestart(of: 1, message: [8], cursor: 9, at: at.adding(seconds: 7)) {
      state.apply(.webhooks(event))
    }
    let webhook = try #require(state.webhooks.webhook(1))
    #expect(webhook.disabled == nil && webhook.pending?.id == message && webhook.pending?.tries == 0)
    #expect(webhook.pending?.nextTryAt == at.adding(seconds: 7))
  }

  @Test func numbersAreNeverUsedTwice() throws {
    var state = try underWay()
    state.apply(.webhooks(.removed(1, at: at)))
    let address = try #require(WebhookAddress("https://index.example.nl/hook"))
    state.apply(.webhooks(try state.webhooks.decideAdding(address, cursor: 0, at: at)))
    #expect(state.webhooks.all.map(\.id) == [2])
    #expect(throws: Refusal.webhooks(.addedBefore(2))) {
      try state.webhooks.decideAdding(address, cursor: 0, at: at)
    }
  }

  @Test func aSnapshotKeepsWhatIsUnderWay() throws {
    var state = try underWay()
    _ = fail(&state, .addressRefused)
    var reader = RegionSnapshotReader()
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    for item in items { try reader.read(item) }
    #expect(try reader.finish().webhooks == state.webhooks)
  }

  @Test func idsAreUUIDsOfVersionFour() {
    let id = Webhook.Message(
      id: [UInt8](repeating: 0xFF, count: 16), cursor: 0, preparedAt: Timestamp(seconds: 0),
      nextTryAt: Timestamp(seconds: 0)
    ).uuid
    #expect(id == "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }

  @Test(arguments: [
    ("https://Index.example.nl/hook?x=1", "index.example.nl"), ("https://index.example.nl:8443", "index.example.nl"),
    ("https://10.0.0.1/x", "10.0.0.1"), ("https://[fd00::1]:8443/x", "fd00::1"), ("https://[fd00::1]/", "fd00::1"),
  ])
  func hostIsWhatIsConnectedTo(url: String, host: String) { #expect(WebhookAddress(url)?.host == host) }

  @Test(arguments: [
    "http://index.example.nl/", "https://", "https:///x", "https://a@index.example.nl/", "https://index.example.nl#x",
    "https://index.example.nl\\@evil.example/", "https://index.example.nl:99999/", "https://index.example.nl:/x",
    "https://index .example.nl/", "https://index.example.nl/é", "HTTPS://index.example.nl/", "",
  ])
  func otherTextsAreNoURL(text: String) { #expect(WebhookAddress(text) == nil) }

  @Test func auditEntriesNameTheHostAndNoMessage() throws {
    let state = try underWay()
    let facts = AuditFacts(state).facts(of: [
      .webhooks(.added(2, url: "https://index.example.nl/secret-path", cursor: 0, at: at)),
      .webhooks(.removed(1, at: at)),
      .webhooks(.disabled(1, .gone, at: at)), .webhooks(.restarted(1, at: at)), .webhooks(.delivered(1, at: at)),
      .webhooks(.prepared(1, message: message, cursor: 1, at: at)),
    ])
    #expect(facts.map(\.kind) == [.webhookAdded, .webhookRemoved, .webhookDisabled, .webhookRestarted])
    #expect(facts.allSatisfy { $0.members["host"] == .word("index.example.nl") })
  }
}
