import PeerProtocol
import Testing

@testable import Region

/// The windows of 24 hours and 365 days in which a peer's additions count.
@Suite struct LimitWindowTests {
  private static let hour = 3_600_000
  private static let day = 24 * hour

  private func exchange(_ additions: [(at: Int, count: Int)]) -> ExchangeState {
    var exchange = ExchangeState()
    for addition in additions { exchange.countAdditions(Samples.drenthe, addition.count, at: addition.at) }
    return exchange
  }

  @Test func additionsCountForADayAndForAYear() {
    let exchange = exchange([(0, 5), (Self.hour, 7), (Self.hour, 0)])
    func counts(_ now: Int) -> [Int] {
      let counts = exchange.additionCounts(Samples.drenthe, now: now)
      return [counts.day, counts.year]
    }
    #expect(counts(Self.hour) == [12, 12])
    #expect(counts(Self.day - 1) == [12, 12])
    #expect(counts(Self.day) == [7, 12])
    #expect(counts(Self.day + Self.hour) == [0, 12])
    #expect(counts(365 * Self.day - 1) == [0, 12])
    #expect(counts(365 * Self.day) == [0, 7])
    #expect(counts(366 * Self.day) == [0, 0])
    #expect(exchange.additionCounts(Samples.nhn, now: 0) == (0, 0))
  }

  @Test func theWaitIsUntilEnoughIsOld() {
    let exchange = exchange([(0, 5), (Self.hour, 7)])
    func wait(_ needed: Int, limit: Int) -> Int {
      exchange.secondsUntil(Samples.drenthe, needed: needed, limit: limit, window: Self.day, now: 2 * Self.hour)
    }
    #expect(wait(1, limit: 12) == 22 * 3600)
    #expect(wait(5, limit: 12) == 22 * 3600)
    #expect(wait(6, limit: 12) == 23 * 3600)
    #expect(wait(12, limit: 12) == 23 * 3600)
    // What never fits waits for a whole window.
    #expect(wait(13, limit: 12) == 24 * 3600)
  }

  @Test func whatIsOlderThanAYearIsForgotten() {
    let exchange = exchange((0..<800).map { ($0 * Self.day, 1) })
    #expect(exchange.additions[Samples.drenthe]?.count == 365)
  }
}
