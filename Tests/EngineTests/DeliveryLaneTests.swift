import PeerProtocol
import Testing

@testable import Engine

/// The waits of a lane, and what a peer's request does to them.
@Suite(.timeLimit(.minutes(30))) struct DeliveryLaneTests {
  private let refused = DeliveryKey.card(version: 1)
  private let firm = DeliveryKey.card(version: 2)

  @Test func aRequestOfThePeerResetsWhatWasRefused() {
    var lane = DeliveryLane()
    for _ in 1...20 { lane.postpone(refused, now: 0) }
    #expect(!lane.isDue(refused, now: 60_000))
    let isReset = lane.resetRetries(now: 60_000)
    #expect(isReset)
    #expect(lane.isDue(refused, now: 60_000))
    // From the first wait on again.
    lane.postpone(refused, now: 60_000)
    #expect(lane.isDue(refused, now: 60_000 + EngineLimits.firstRetryMilliseconds))
  }

  @Test func aWaitWithAReasonOfItsOwnStays() {
    var lane = DeliveryLane()
    lane.postpone(firm, now: 0, atLeast: 900_000)
    let isResetAlone = lane.resetRetries(now: 1_000)
    #expect(!isResetAlone)
    #expect(!lane.isDue(firm, now: 1_000))
    lane.postpone(refused, now: 1_000)
    let isReset = lane.resetRetries(now: 1_000)
    #expect(isReset)
    #expect(lane.isDue(refused, now: 1_000))
    #expect(!lane.isDue(firm, now: 1_000))
  }

  @Test func manyRequestsResetItOnlyNowAndThen() {
    var lane = DeliveryLane()
    lane.postpone(refused, now: 0)
    let first = lane.resetRetries(now: 100)
    lane.postpone(refused, now: 100)
    let early = lane.resetRetries(now: 100 + EngineLimits.retryResetMilliseconds - 1)
    let later = lane.resetRetries(now: 100 + EngineLimits.retryResetMilliseconds)
    #expect([first, early, later] == [true, false, true])
  }

  /// An idle peer asks after this node's health twice a minute: what it refused, and what it asked for, stays.
  @Test func healthQuestionResetsOnlyWhatWaitsForAPeerThatWasDown() {
    var lane = DeliveryLane()
    for _ in 1...20 { lane.postpone(refused, now: 0) }
    lane.askedUntil = 900_000
    let isReset = lane.resetRetries(now: 30_000, byHealthQuestion: true)
    #expect(!isReset && !lane.isDue(refused, now: 30_000) && lane.askedFor(now: 30_000) == 870_000)
    lane.downSince = 20_000
    let isResetOnceDown = lane.resetRetries(now: 30_000, byHealthQuestion: true)
    #expect(isResetOnceDown && lane.isDue(refused, now: 30_000))
    #expect(lane.askedFor(now: 30_000) == EngineLimits.retryResetMilliseconds)
  }

  @Test func nothingWaits() {
    var lane = DeliveryLane()
    let isReset = lane.resetRetries(now: 1_000_000)
    #expect(!isReset)
  }

  /// A busy peer is not asked beside its answers, but for its clock now and then; an idle one about every half minute, and
  /// two peers not at the same moment.
  @Test func idlePeerIsAskedForItsHealth() throws {
    let (gooi, drenthe) = (try #require(RegionName("gooi")), try #require(RegionName("drenthe")))
    func due(_ lane: DeliveryLane, _ peer: RegionName) -> Int? {
      lane.healthDueAt(of: peer, every: 3_600_000, idle: 30_000)
    }
    var lane = DeliveryLane()
    #expect(due(lane, gooi) == nil, "a peer that was never asked is asked at once")
    lane.healthCheckedAt = 1_000
    let first = try #require(due(lane, gooi))
    #expect((26_000...36_000).contains(first) && due(lane, drenthe) != first)
    lane.answeredAt = 20_000
    #expect(due(lane, gooi) == first + 19_000)
    lane.answeredAt = 10_000_000
    #expect(due(lane, gooi) == 3_601_000)
  }
}
