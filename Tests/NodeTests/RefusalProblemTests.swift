import PeerProtocol
import Region
import Testing

@testable import Node

/// What people and peers read of a refusal of the core.
@Suite(.timeLimit(.minutes(30))) struct RefusalProblemTests {
  @Test func storageRefusalSaysWhenToTryAgain() {
    let full = Problem(Refusal.storage(.diskFull))
    #expect(full.code == .tryAgain && full.status == 503 && full.retryAfter == 10 && full.detail.contains("disk"))
    #expect(Problem(Refusal.storage(.busy)).retryAfter == 1)
    #expect(Problem(Refusal.storage(.stopped)).retryAfter == 60)
    let unreadable = Problem(Refusal.storage(.unreadable))
    #expect(unreadable.code == .internalError && unreadable.retryAfter == nil)
  }

  @Test func fieldFaultsAreListedLineByLine() {
    let lines = ["limits.nhn.perYear: must be at least twice active", "the terms must be a JSON object", "a:b"]
    let problem = Problem(Refusal(JSONFaults(lines)))
    #expect(problem == Problem(JSONFaults(lines)))
    #expect(problem.status == 400 && problem.code == .malformed)
  }

  @Test func credentialRefusalKeepsItsCodeAndNamesTheNextCommand() {
    let revoked = Problem(Refusal.credentials(.revoked))
    #expect(revoked.code == .conflict && revoked.detail.contains("samenloop credential request"))
    let own = Problem(Refusal.credentials(.ownProposal(name: "O. Operator")))
    #expect(own.code == .forbidden && own.detail.hasPrefix("O. Operator proposed it"))
    #expect(Problem(Refusal.credentials(.notWaiting)).status == 404)
    #expect(Problem(Refusal.credentials(.invalidId)).status == 400)
  }

  @Test func refusalOfAPeerKeepsStatusAndMembers() {
    #expect(Problem(Refusal.peering(.staleCard(held: 3))).members["version"] == 3)
    #expect(Problem(Refusal.peering(.noAnswer)).status == 504)
    let unreachable = Problem(Refusal.peering(.unreachable(.notReachable("no route"))))
    #expect(unreachable.status == 502 && unreachable.detail == "The peer is not reachable: no route.")
    #expect(Problem(Refusal.peering(.refusedByInviter(Problem(.tryAgain, "Later.")))).status == 502)
    let declined = Problem(Refusal.peering(.refusedByInviter(Problem(.invitationInvalid, ""))))
    #expect(declined.status == 403 && declined.detail == "The inviter answers: The invitation is not valid")
  }

  @Test func refusalOfAnAgreementSaysWhetherToTryAgain() {
    let awaited = Problem(Refusal.agreements(.awaited))
    #expect(awaited.status == 503 && awaited.retryAfter == 1 && awaited.members["awaited"] == true)
    let never = Problem(Refusal.agreements(.neverProposed(seconds: 61)))
    #expect(never.status == 404 && never.detail.contains("during 61 s") && never.members.isEmpty)
    #expect(Problem(Refusal.agreements(.notActive)).status == 403)
  }

  @Test func refusalOfABatchOverALimitSaysWhatFits() {
    let problem = Problem(Refusal.limits(.exceeded(.perDay, remaining: 7, retryAfter: 60)))
    #expect(problem.status == 429 && problem.retryAfter == 60)
    #expect(problem.members == ["limit": "perDay", "remaining": 7])
    #expect(Problem(Refusal.limits(.unknown(agreement: "a", isAwaited: true))).retryAfter == 1)
    #expect(Problem(Refusal.limits(.unknown(agreement: "a", isAwaited: false))).status == 404)
  }

  @Test func unexpectedErrorIsNoProblem() {
    struct Unexpected: Error {}
    #expect(Problem(catching: Unexpected()) == nil)
    #expect(Problem(catching: Refusal.storage(.busy))?.code == .tryAgain)
  }
}
