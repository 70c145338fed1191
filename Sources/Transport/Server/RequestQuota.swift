import Synchronization
import System

/// What one connection takes of its client's limits: whether its request counts at the moment, and the bytes held for it.
final class RequestQuota {
  let account: ClientAccount
  private let address: String
  private let core: ServerCore
  /// Whether the request counts among the client's at the moment.
  private(set) var isAdmitted = false
  /// Bytes that are held in memory for the connection.
  private(set) var held = 0
  /// When the next request of a client that asked too fast is looked at.
  private var restEnd: Deadline?

  /// Nanoseconds of a rest: as long as the shortest time that `Retry-After` can name.
  private static let rest: Int64 = 1_000_000_000

  init(_ account: ClientAccount, address: String, core: ServerCore) {
    (self.account, self.address, self.core) = (account, address, core)
  }

  // What is held counts until nobody can go on with the connection.
  deinit { release() }

  // MARK: requests

  /// Begins a request in the client's account; an answer where it may not.
  func begin() -> HTTPResponse? {
    let now = Deadline.now.nanoseconds
    let isFull = core.clients.isFull(for: account)
    switch isFull ? .busy : account.usage.withLock({ $0.begin(now: now) }) {
    case .admitted:
      isAdmitted = true
      return nil
    case .tooFast(let seconds):
      log("requests", now)
      // To refuse costs nearly as much as to answer: a client that asks on at once is not listened to at once.
      restEnd = Deadline(nanoseconds: now).advanced(by: Self.rest)
      return .later(status: 429, seconds: seconds)
    case .busy:
      log(isFull ? "memory" : "concurrency", now)
      return .later(status: 503, seconds: 1)
    }
  }

  /// The request is answered.
  func end() {
    account.usage.withLock { $0.end() }
    isAdmitted = false
  }

  /// Until when a client that asked too fast is not listened to; asked for once.
  func takeRest() -> Deadline? { restEnd.take() }

  /// The request begins to wait for its client: meanwhile it takes nothing of what the client may ask beside it.
  func beginWait() {
    if isAdmitted { account.usage.withLock { $0.end() } }
  }

  /// The wait ended with so many bytes of the body.
  func endWait(_ bytes: Int, now: Int64) {
    if isAdmitted { account.usage.withLock { $0.goOn(bytes, now: now) } }
  }

  /// Bytes of the body came without a wait.
  func charge(_ bytes: Int, now: Int64) {
    if isAdmitted { account.charge(bytes, now: now) }
  }

  /// Whether a request that waited for its client may be worked on: it went on without asking.
  func mayGoOn() -> Bool {
    guard isAdmitted else { return true }
    guard account.usage.withLock({ $0.isWithinConcurrency }) else {
      log("concurrency", Deadline.now.nanoseconds)
      return false
    }
    return true
  }

  /// Counts the work on the next piece of an answer. To make a piece is work for this client; to wait until it took one is not.
  func countWork<Value>(_ work: () -> Value) -> Value {
    account.usage.withLock { $0.goOn(0, now: Deadline.now.nanoseconds) }
    defer { account.usage.withLock { $0.end() } }
    return work()
  }

  // MARK: memory

  /// Bytes of a head or body are about to be kept; false where that would be too many.
  func hold(_ count: Int) -> Bool {
    guard core.clients.hold(count, for: account) else {
      log("memory", Deadline.now.nanoseconds)
      return false
    }
    held += count
    return true
  }

  /// Bytes of an answer, which is there already.
  func keep(_ count: Int) {
    core.clients.keep(count, for: account)
    held += count
  }

  /// What was held is gone.
  func release() {
    guard held > 0 else { return }
    core.clients.release(held, of: account)
    held = 0
  }

  // MARK: what the operator reads

  func logCutOff(_ reason: String) { core.log(.cutOff(address: address, reason: reason)) }

  private func log(_ limit: String, _ now: Int64) {
    guard account.usage.withLock({ $0.mayLog(now: now) }) else { return }
    core.log(.limited(account: account.name, limit: limit))
  }
}
