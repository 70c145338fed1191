import Engine
import PeerProtocol
import Region
import Testing

@testable import Node

/// What peers and people read of refusals about batches, matches and deliveries.
@Suite(.timeLimit(.minutes(30))) struct ExchangeProblemTests {
  private let gooi = RegionName("gooi")

  @Test func batchRefusalsKeepTheirMembers() {
    let invalid = Problem(Refusal.exchange(.invalidPoint(index: 7)))
    #expect(invalid.code == .invalidPoint && invalid.members == ["index": 7] && invalid.status == 400)
    let twice = Problem(Refusal.exchange(.duplicatePoint(index: 3)))
    #expect(twice.code == .duplicatePoint && twice.members == ["index": 3])
    let mismatch = Problem(Refusal.exchange(.receiptMismatch(member: "digest")))
    #expect(mismatch.code == .invalidReceipt && mismatch.members == ["member": "digest"])
    #expect(Problem(Refusal.exchange(.invalidPreviousReceipt)).members == ["member": "previousReceipt"])
    #expect(Problem(Refusal.exchange(.completenessWithdrawn)).members == ["member": "complete"])
  }

  @Test func sequenceRefusalsShowTheStateThatIsHeld() {
    let report = FeedStateReport(generation: 2, sequence: 5, complete: true, active: 9, receipt: nil)
    for (refusal, code) in [
      (ExchangeRefusal.sequenceGap(report), ProblemCode.sequenceGap), (.sequenceConflict(report), .sequenceConflict),
    ] {
      let problem = Problem(Refusal.exchange(refusal))
      #expect(problem.code == code && problem.status == 409)
      #expect(problem.members["state"] == report.json && problem.members["generation"] == 2)
      #expect(problem.members["sequence"] == 5 && problem.members["active"] == 9)
    }
  }

  @Test func busyReceiverSaysWhenToTryAgain() {
    #expect(Problem(Refusal.exchange(.tooManyBatches)).retryAfter == 1)
    #expect(Problem(Refusal.exchange(.feedChanged)).retryAfter == 1)
    #expect(Problem(Refusal.exchange(.tooManyIdleBatches(seconds: 10))).retryAfter == 10)
  }

  @Test func cursorRefusalsNameTheLastCursor() {
    let ahead = Problem(Refusal.match(.cursorAhead(last: 12)))
    #expect(ahead.status == 409 && ahead.members == ["cursor": "12"])
    let old = Problem(Refusal.match(.cursorTooOld(last: 12)))
    #expect(old.status == 410 && old.members == ["cursor": "12"])
  }

  @Test func matchRefusalsNameTheNextCommand() throws {
    let gooi = try #require(gooi)
    #expect(Problem(Refusal.match(.notFound)).detail.hasSuffix("samenloop match list"))
    #expect(
      Problem(Refusal.match(.nobodyNamed(by: gooi))).detail
        == "gooi named nobody yet. Propose: samenloop match coordinate ID --propose REGION")
    #expect(Problem(Refusal.match(.unknown)).status == 404 && Problem(Refusal.match(.unproven)).code == .unprovenMatch)
  }

  @Test func synchronizationTellsUnreachablePeersFromOthers() throws {
    let gooi = try #require(gooi)
    let unreachable = OutOfStepPeer(region: gooi, reason: .failure(.call(.timedOut)), isUnreachable: true)
    let all = Problem(Refusal.synchronization(.outOfStep([unreachable])))
    #expect(all.status == 502 && all.code == .tryAgain && all.retryAfter == 5)
    #expect(all.detail == "Not everything is exchanged yet: gooi: no answer in time. See: samenloop status")
    let suspended = OutOfStepPeer(
      region: gooi, reason: .failure(.notAdmitted(.peerSuspended, detail: "Ask its operator.")))
    let some = Problem(Refusal.synchronization(.outOfStep([unreachable, suspended])))
    #expect(some.status == 503)
    #expect(some.detail.contains("gooi: peer-suspended: Ask its operator. See:"), "\(some.detail)")
  }

  @Test func failureOfADeliveryIsToldInWords() {
    #expect(DeliveryFailure.limitReached("", seconds: 60).text == "limit of the agreement reached; next try in 60 s")
    #expect(DeliveryFailure.limitReached("perDay", seconds: 9).text == "limit perDay reached; next try in 9 s")
    #expect(DeliveryFailure.refusal(.storage(.busy)).text == Problem(Refusal.storage(.busy)).detail)
    #expect(
      DeliveryFailure.problem(status: 403, .forbidden, detail: "No.").text == "the peer answers 403 forbidden: No.")
  }

  @Test func alarmNamesTheLimitAndTheCommandThatMakesRoom() {
    let detail = Alarm.limitExceeded("perYear").detail(of: "gooi")
    #expect(detail.hasPrefix("gooi sent more than the limit perYear of the agreement allows"))
    #expect(detail.hasSuffix("samenloop agreement except"))
  }

  @Test func bodyRefusalsHaveTheirStatus() {
    #expect(Problem(Refusal.body(.missing)).status == 411)
    #expect(Problem(Refusal.body(.otherType(expected: "application/json"))).status == 415)
    #expect(Problem(Refusal.body(.tooLarge(limit: 10))).detail == "The body is over its limit of 10 bytes")
  }
}
