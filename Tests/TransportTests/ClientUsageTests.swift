import Synchronization
import TestSupport
import Testing

@testable import Transport

/// What a client may ask, by a clock of the test's own.
@Suite(.timeLimit(.minutes(30))) struct ClientUsageTests {
  private static let second: Int64 = 1_000_000_000

  @Test func burstPassesAndRateIsEnforced() {
    var usage = ClientUsage(limits: ClientLimits(requestsPerSecond: 10, requestBurst: 5, maxConcurrent: 10_000))
    for _ in 0..<5 { #expect(usage.begin(now: Self.second) == .admitted) }
    #expect(usage.begin(now: Self.second) == .tooFast(retryAfter: 1))
    // A tenth of a second makes room for one.
    #expect(usage.begin(now: Self.second + Self.second / 10) == .admitted)
    #expect(usage.begin(now: Self.second + Self.second / 10) == .tooFast(retryAfter: 1))
    // Over a long time exactly the rate comes through, and a pause saves up no more than the burst.
    var admitted = 0
    for step in 0..<1_000 where usage.begin(now: 2 * Self.second + Int64(step) * Self.second / 100) == .admitted {
      admitted += 1
    }
    #expect((100...106).contains(admitted))
    let later = 1_000_000 * Self.second
    #expect((0..<20).count { _ in usage.begin(now: later) == .admitted } == 5)
  }

  @Test func bytesOverTheRateDelayTheNextRequest() {
    var usage = ClientUsage(limits: ClientLimits(bytesPerSecond: 1_000, byteBurst: 2_000))
    usage.charge(2_000, now: 0)
    #expect(usage.begin(now: 0) == .admitted)
    usage.charge(4_500, now: 0)
    #expect(usage.begin(now: 0) == .tooFast(retryAfter: 5))
    #expect(usage.begin(now: 4 * Self.second) == .tooFast(retryAfter: 1))
    #expect(usage.begin(now: 5 * Self.second) == .admitted)
    var free = ClientUsage(limits: ClientLimits(bytesPerSecond: nil))
    free.charge(.max / 2, now: 0)
    #expect(free.begin(now: 0) == .admitted)
  }

  @Test func concurrencyIsLimited() {
    var usage = ClientUsage(limits: ClientLimits(maxConcurrent: 2, maxHeldBytes: 100))
    #expect(usage.begin(now: 0) == .admitted && usage.begin(now: 0) == .admitted)
    #expect(usage.begin(now: 0) == .busy)
    usage.end()
    #expect(usage.begin(now: 0) == .admitted)
    let first = usage.hold(60)
    let second = usage.hold(60)
    #expect(first && !second && usage.held == 60)
    usage.release(60)
    let third = usage.hold(100)
    #expect(third)
    usage.end()
    #expect(usage.begin(now: 0) == .busy)
  }

  @Test func limiterIsForgottenOnlyWhenIdle() {
    var usage = ClientUsage(limits: ClientLimits(requestsPerSecond: 1, requestBurst: 10))
    #expect(usage.isForgettable(now: 0))
    _ = usage.begin(now: 0)
    usage.end()
    // Who comes back with a new connection finds what it asked before.
    #expect(!usage.isForgettable(now: 0) && usage.isForgettable(now: Self.second))
    usage.connections = 1
    #expect(!usage.isForgettable(now: Self.second))
  }

  @Test func idleAccountsAreForgotten() {
    let book = ClientAccounts(maxHeldBytes: 100)
    for number in 0..<20_000 {
      book.close(book.open(ClientTerms(account: "\(number)", limits: ClientLimits()), now: 0))
    }
    #expect(book.accountCount < 5_000)
    let kept = book.open(ClientTerms(account: "kept", limits: ClientLimits()), now: 0)
    for number in 0..<20_000 {
      book.close(book.open(ClientTerms(account: "again \(number)", limits: ClientLimits()), now: 0))
    }
    #expect(book.open(ClientTerms(account: "kept", limits: ClientLimits()), now: 0) === kept)
  }

  @Test func heldBytesOfAllClientsAreLimited() {
    let book = ClientAccounts(maxHeldBytes: 100)
    let limits = ClientLimits(reservedBytes: 0)
    let accounts = (0..<3).map { book.open(ClientTerms(account: "\($0)", limits: limits), now: 0) }
    for account in accounts { #expect(account.usage.withLock { $0.begin(now: 0) } == .admitted) }
    #expect(book.hold(60, for: accounts[0]))
    #expect(!book.hold(60, for: accounts[1]))
    #expect(book.heldBytes == 60 && accounts[1].usage.withLock { $0.held } == 0)
    book.keep(60, for: accounts[2])
    #expect(book.isFull(for: accounts[1]))
    book.release(60, of: accounts[2])
    #expect(!book.isFull(for: accounts[1]))
    #expect(book.hold(40, for: accounts[1]))
    book.release(60, of: accounts[0])
    book.release(40, of: accounts[1])
    #expect(book.heldBytes == 0)
  }

  /// Others that hold all there is do not keep out a client that holds nothing.
  @Test func everyClientHasReservedBytes() {
    let book = ClientAccounts(maxHeldBytes: 100)
    let others = book.open(ClientTerms(account: "others", limits: ClientLimits(reservedBytes: 0)), now: 0)
    let own = book.open(ClientTerms(account: "own", limits: ClientLimits(reservedBytes: 50)), now: 0)
    #expect(book.hold(100, for: others))
    #expect(book.isFull(for: others) && !book.isFull(for: own))
    #expect(book.hold(50, for: own))
    #expect(!book.hold(1, for: own) && book.isFull(for: own))
    book.release(50, of: own)
    #expect(!book.hold(51, for: own) && book.heldBytes == 100)
  }
}
