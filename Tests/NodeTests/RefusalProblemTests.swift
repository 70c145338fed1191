import PeerProtocol
import Region
import Testing

@testable import Node

/// What people and peers read of a refusal of the core.
@Suite(.timeLimit(.minutes(20))) struct RefusalProblemTests {
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

  @Test func unexpectedErrorIsNoProblem() {
    struct Unexpected: Error {}
    #expect(Problem(catching: Unexpected()) == nil)
    #expect(Problem(catching: Refusal.storage(.busy))?.code == .tryAgain)
  }
}
