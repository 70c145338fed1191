import Cryptography
import Journal
import PeerProtocol
import PrivateMatching
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// What a running node sends to a webhook, and what it makes of the answers.
@Suite(.timeLimit(.minutes(30))) struct WebhookTests {
  /// A receiver that answers as it is told to.
  private final class Receiver: WebhookCaller {
    let calls = Mutex<[WebhookCall]>([])
    let answer = Mutex<Result<WebhookReply, WebhookFailure>>(.success(WebhookReply(status: 204)))

    func call(_ call: WebhookCall, completion: @escaping @Sendable (Result<WebhookReply, WebhookFailure>) -> Void) {
      calls.withLock { $0.append(call) }
      completion(answer.withLock { $0 })
    }

    func take() -> [WebhookCall] {
      calls.withLock { calls in
        defer { calls = [] }
        return calls
      }
    }
  }

  private let receiver = Receiver()
  private let time = SharedTime(1_900_000_000_000)
  private let key: Ed25519PrivateKey
  private let journal: InMemoryJournal
  private let engine: Engine
  private static let url = "https://index.example.nl/hook"

  init() throws {
    key = try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32))
    (engine, journal) = try Self.engine(receiver, time, key)
  }

  private static func engine(
    _ receiver: Receiver, _ time: SharedTime, _ key: Ed25519PrivateKey, _ store: InMemoryJournal.Store = .init(),
    hosts: [String] = ["index.example.nl"]
  ) throws -> (Engine, InMemoryJournal) {
    var configuration = EngineConfiguration(
      region: try #require(RegionName("nhn")), name: "NHN", endpoint: "https://nhn.test:8443", environment: .production,
      operatorContact: nil, privacyOfficer: nil, coordinationDesk: Contact(name: "", phone: "", email: ""),
      identityKey: try Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32)),
      tlsKeys: [[UInt8](repeating: 4, count: 32)])
    configuration.webhooks = WebhookSettings(
      hosts: hosts.map { WebhookSettings.Host(name: $0, isPrivate: false) }, key: key, source: "https://nhn.test:8443")
    var opened: InMemoryJournal?
    let engine = try Engine(
      configuration: configuration,
      arithmetic: CurveArithmetic(
        secret: try PseudonymSecret(bytes: [UInt8](repeating: 9, count: 32)), random: SystemRandom()),
      caller: DirectCaller(network: SimulatedNetwork(), key: []), clock: SimulatedClock(time: time, skew: 0),
      random: SeededRandom(seed: 5), markKey: [UInt8](repeating: 5, count: 32), auditFiles: InMemoryAuditFiles(),
      webhookCaller: receiver, log: { _ in }
    ) { readSnapshot, readRecord in
      let journal = try InMemoryJournal.open(store, readSnapshot: readSnapshot, readRecord: readRecord)
      opened = journal
      return journal
    }
    return (engine, try #require(opened))
  }

  private func pass(seconds: Int) {
    time.advance(seconds * 1_000)
    engine.tick()
    // The answer is taken in with the next beat.
    engine.tick()
  }

  private func webhook() throws -> Webhook { try #require(engine.peek { $0.webhooks.webhook(1) }) }

  @Test func messageIsSignedAndHoldsNothingButTheCursor() throws {
    #expect(try engine.webhooks.add(url: Self.url).webhook.id == 1)
    _ = try engine.webhooks.redeliver(1)
    engine.tick()
    let call = try #require(receiver.take().first)
    let headers = Dictionary(uniqueKeysWithValues: call.headers)
    let id = try #require(headers["webhook-id"])
    let moment = try #require(headers["webhook-timestamp"])
    let signature = try #require(headers["webhook-signature"]?.split(separator: ",").last)
    #expect(headers["webhook-signature"]?.hasPrefix("v1a,") == true)
    #expect(
      key.publicKey.verifies(
        try #require(Base64.decode(String(signature))), of: Array("\(id).\(moment).".utf8) + call.body))
    #expect(try engine.webhooks.list().publicKey == "whpk_" + Base64.encode(key.publicKey.bytes))
    let body = try JSONValue(parsing: call.body)
    #expect(
      body.objectValue?.keys.sorted() == ["data", "datacontenttype", "id", "source", "specversion", "time", "type"])
    #expect(body["data"] == ["cursor": "0"] && body["id"] == .string(id))
    engine.tick()
    #expect(try webhook().pending == nil && webhook().deliveredAt != nil)
  }

  /// What changes within a second of a message is told in one, once the second is over.
  @Test func messagesToOneWebhookAreASecondApart() throws {
    let world = try World(seed: 1, regions: 2, identities: 3)
    let node = world.nodes[0]
    node.webhookCaller = receiver
    node.configuration.webhooks = WebhookSettings(
      hosts: [WebhookSettings.Host(name: "index.example.nl", isPrivate: false)], key: key, source: node.endpoint)
    try node.restart()
    try world.connectAll()
    for number in 0..<4 {
      for place in [0, 1] { try world.report("t\(place)-\(number)", "vnr:\(1_900_000_000 + number)", at: place) }
    }
    try world.settle()
    try #require(node.state.matches.openCount == 4)
    _ = try node.engine.webhooks.add(url: Self.url)
    func change(_ number: Int, messages: Int, after milliseconds: Int = 0) throws {
      world.time.advance(milliseconds)
      _ = try node.engine.withdrawSignal(id: "t0-\(number)", reason: "risk-gone")
      try beat(messages: messages)
    }
    func beat(messages: Int) throws {
      node.engine.tick()
      // The answer is taken in with the next beat.
      node.engine.tick()
      #expect(receiver.take().count == messages)
    }
    try change(0, messages: 1)
    try change(1, messages: 0)
    try change(2, messages: 0, after: EngineLimits.webhookPauseMilliseconds - 1)
    world.time.advance(1)
    try beat(messages: 1)
    try change(3, messages: 1, after: EngineLimits.webhookPauseMilliseconds)
    #expect(node.state.webhooks.webhook(1)?.pending == nil)
  }

  @Test func sameMessageIsSentAgainAfterACrash() throws {
    _ = try engine.webhooks.add(url: Self.url)
    receiver.answer.withLock { $0 = .failure(.timedOut) }
    _ = try engine.webhooks.redeliver(1)
    engine.tick()
    let first = try #require(receiver.take().first)
    // The answer was not taken in before the crash.
    let (restarted, _) = try Self.engine(receiver, time, key, journal.crash())
    restarted.tick()
    let second = try #require(receiver.take().first)
    #expect(first.headers.first { $0.0 == "webhook-id" }?.1 == second.headers.first { $0.0 == "webhook-id" }?.1)
    #expect(first.body == second.body)
    restarted.stop()
  }

  @Test func retriesFollowTheScheduleAndTheTenthDisablesWithAnAlarm() throws {
    _ = try engine.webhooks.add(url: Self.url)
    receiver.answer.withLock { $0 = .success(WebhookReply(status: 302)) }
    _ = try engine.webhooks.redeliver(1)
    engine.tick()
    engine.tick()
    #expect(receiver.take().count == 1)
    pass(seconds: 4)
    #expect(receiver.take().isEmpty)
    pass(seconds: 2)
    #expect(receiver.take().count == 1)
    for _ in 0..<8 { pass(seconds: 86_401) }
    engine.tick()
    #expect(receiver.take().count == 8)
    #expect(try webhook().disabled?.reason == .triesUsed)
    pass(seconds: 1_000_000)
    #expect(receiver.take().isEmpty)
    let status = engine.status()
    #expect(status.alarms.alarms.map(\.code) == ["webhook-disabled"])
    #expect(status.webhooks.map(\.state) == [.disabled])
  }

  @Test func goneDisablesAtOnceAndRedeliverStartsAgain() throws {
    _ = try engine.webhooks.add(url: Self.url)
    receiver.answer.withLock { $0 = .success(WebhookReply(status: 410)) }
    _ = try engine.webhooks.redeliver(1)
    engine.tick()
    engine.tick()
    #expect(try webhook().disabled?.reason == .gone)
    let id = try webhook().pending?.uuid
    receiver.answer.withLock { $0 = .success(WebhookReply(status: 200)) }
    _ = receiver.take()
    _ = try engine.webhooks.redeliver(1)
    engine.tick()
    engine.tick()
    #expect(receiver.take().first?.headers.first { $0.0 == "webhook-id" }?.1 == id)
    #expect(try webhook().disabled == nil && webhook().pending == nil)
  }

  @Test func hostThatIsNotListedGetsNothing() throws {
    #expect(throws: Refusal.webhooks(.hostNotListed("evil.example"))) {
      try engine.webhooks.add(url: "https://evil.example/")
    }
    _ = try engine.webhooks.add(url: Self.url)
    _ = try engine.webhooks.redeliver(1)
    // The operator took the host out of node.json.
    let (other, _) = try Self.engine(receiver, time, key, journal.crash(), hosts: ["other.example"])
    _ = receiver.take()
    other.tick()
    #expect(receiver.take().isEmpty)
    #expect(other.status().webhooks.map(\.state) == [.hostNotListed])
    #expect(throws: Refusal.webhooks(.hostNotListed("index.example.nl"))) { try other.webhooks.test(1) }
    other.stop()
  }

  @Test func testChangesNothingThatIsStored() throws {
    _ = try engine.webhooks.add(url: Self.url)
    let before = try webhook()
    receiver.answer.withLock { $0 = .success(WebhookReply(status: 500)) }
    guard case .success(let reply) = try engine.webhooks.test(1) else {
      Issue.record("no answer")
      return
    }
    #expect(reply.status == 500)
    #expect(try webhook() == before)
    #expect(try JSONValue(parsing: try #require(receiver.take().first).body)["type"] == "nl.samenloop.v1.webhook-test")
  }

  @Test func removalNeedsTheNumberAgain() throws {
    _ = try engine.webhooks.add(url: Self.url)
    #expect(throws: Refusal.webhooks(.notConfirmed(1))) { try engine.webhooks.remove(1, confirmed: 2) }
    try engine.webhooks.remove(1, confirmed: 1)
    #expect(throws: Refusal.webhooks(.noSuchWebhook)) { try engine.webhooks.remove(1, confirmed: 1) }
  }
}
