import Synchronization

/// What one client asks at the moment and asked lately: pure bookkeeping, given the time.
struct ClientUsage {
  let limits: ClientLimits
  private(set) var running = 0
  private(set) var held = 0
  /// Connections that are open.
  var connections = 0
  /// Until when, in nanoseconds, what came so far would keep the client busy at its average.
  private var requestsUntil: Int64 = 0
  private var bytesUntil: Int64 = 0
  private var loggedAt: Int64?

  init(limits: ClientLimits) { self.limits = limits }

  enum Verdict: Equatable {
    case admitted
    /// Too many requests or bytes; in so many seconds there is room again.
    case tooFast(retryAfter: Int)
    /// Too much at a time.
    case busy
  }

  /// A request begins, unless it is refused.
  mutating func begin(now: Int64) -> Verdict {
    let wait = max(
      Self.wait(requestsUntil, now, burst: limits.requestBurst - 1, rate: limits.requestsPerSecond),
      limits.bytesPerSecond.map { Self.wait(bytesUntil, now, burst: limits.byteBurst, rate: $0) } ?? 0)
    guard wait <= 0 else { return .tooFast(retryAfter: Int((wait + 999_999_999) / 1_000_000_000)) }
    guard running < limits.maxConcurrent, held < limits.maxHeldBytes else { return .busy }
    running += 1
    requestsUntil = max(requestsUntil, now) + Self.nanoseconds(1, rate: limits.requestsPerSecond)
    return .admitted
  }

  /// Whether no more is answered at a time than may be: what waited for its client went on without asking.
  var isWithinConcurrency: Bool { running <= limits.maxConcurrent }

  /// Whether it holds no more than it may whatever the others hold.
  var isWithinReserve: Bool { held <= limits.reservedBytes }

  /// It is answered, or waits for its client and costs nothing meanwhile.
  mutating func end() { running -= 1 }

  /// It goes on, with so many bytes of its body.
  mutating func goOn(_ bytes: Int, now: Int64) {
    running += 1
    charge(bytes, now: now)
  }

  /// Bytes of a body came.
  mutating func charge(_ bytes: Int, now: Int64) {
    guard let rate = limits.bytesPerSecond else { return }
    bytesUntil = max(bytesUntil, now) + Self.nanoseconds(bytes, rate: rate)
  }

  /// Bytes are about to be kept in memory; false where that would be too many.
  mutating func hold(_ bytes: Int, evenIfTooMany isForced: Bool = false) -> Bool {
    guard isForced || held + bytes <= limits.maxHeldBytes else { return false }
    held += bytes
    return true
  }

  /// They are gone.
  mutating func release(_ bytes: Int) { held -= bytes }

  /// Whether nothing would be different without it.
  func isForgettable(now: Int64) -> Bool {
    connections == 0 && running == 0 && requestsUntil <= now && bytesUntil <= now
  }

  /// True once a minute: what is refused a thousand times a second is one line of the log.
  mutating func mayLog(now: Int64) -> Bool {
    if let loggedAt, now - loggedAt < 60_000_000_000 { return false }
    loggedAt = now
    return true
  }

  private static func wait(_ until: Int64, _ now: Int64, burst: Int, rate: Int) -> Int64 {
    until - now - nanoseconds(burst, rate: rate)
  }

  private static func nanoseconds(_ count: Int, rate: Int) -> Int64 {
    Int64(Double(count) / Double(rate) * 1_000_000_000)
  }
}

/// The usage of one client, shared by its connections.
final class ClientAccount: Sendable {
  let name: String
  let usage: Mutex<ClientUsage>
  private let countsBytes: Bool

  init(_ terms: ClientTerms) {
    name = terms.account
    usage = Mutex(ClientUsage(limits: terms.limits))
    countsBytes = terms.limits.bytesPerSecond != nil
  }

  /// Bytes of a body came.
  func charge(_ bytes: Int, now: Int64) {
    if countsBytes { usage.withLock { $0.charge(bytes, now: now) } }
  }
}

/// The accounts of a listener's clients, and the bytes that are held for all of them together.
final class ClientAccounts: Sendable {
  /// So many accounts are kept whatever they did; more only while they matter.
  private static let kept = 4_096

  private let accounts = Mutex<[String: ClientAccount]>([:])
  private let held = Atomic(0)
  private let maxHeldBytes: Int

  init(maxHeldBytes: Int) { self.maxHeldBytes = maxHeldBytes }

  /// Bytes that are held for all clients.
  var heldBytes: Int { held.load(ordering: .relaxed) }

  /// Whether a request of the account finds no room: all is held, and the account has none kept for it.
  func isFull(for account: ClientAccount) -> Bool {
    heldBytes >= maxHeldBytes && !account.usage.withLock { $0.held < $0.limits.reservedBytes }
  }

  /// How many accounts there are.
  var accountCount: Int { accounts.withLock { $0.count } }

  /// The account for one more connection.
  func open(_ terms: ClientTerms, now: Int64) -> ClientAccount {
    accounts.withLock { accounts in
      let account = accounts[terms.account] ?? ClientAccount(terms)
      account.usage.withLock { $0.connections += 1 }
      if accounts.count > Self.kept {
        accounts = accounts.filter { _, account in account.usage.withLock { !$0.isForgettable(now: now) } }
      }
      accounts[terms.account] = account
      return account
    }
  }

  func close(_ account: ClientAccount) { account.usage.withLock { $0.connections -= 1 } }

  /// Bytes are about to be kept in memory; false where that would be too many, for the client or for all.
  func hold(_ bytes: Int, for account: ClientAccount) -> Bool {
    guard account.usage.withLock({ $0.hold(bytes) }) else { return false }
    let isRoom = held.add(bytes, ordering: .relaxed).newValue <= maxHeldBytes
    guard isRoom || account.usage.withLock({ $0.isWithinReserve }) else {
      held.subtract(bytes, ordering: .relaxed)
      account.usage.withLock { $0.release(bytes) }
      return false
    }
    return true
  }

  /// Bytes of an answer, which is there already: they keep others from being taken in.
  func keep(_ bytes: Int, for account: ClientAccount) {
    _ = account.usage.withLock { $0.hold(bytes, evenIfTooMany: true) }
    held.add(bytes, ordering: .relaxed)
  }

  /// What was held is gone.
  func release(_ bytes: Int, of account: ClientAccount) {
    account.usage.withLock { $0.release(bytes) }
    held.subtract(bytes, ordering: .relaxed)
  }
}
