import Cryptography
import TestSupport
import Testing

@testable import PrivateMatching

/// A proof holds for exactly what it was made for.
@Suite(.timeLimit(.minutes(30))) struct MatchProofTests {
  let here: CurveArithmetic
  let there: CurveArithmetic
  /// What we prove to the peer, and what the peer verifies.
  let ours: MatchStatement
  let theirs: MatchStatement

  init() throws {
    let agreement = CurveArithmeticTests.agreement
    let identity = try CurveArithmeticTests.identities(0..<1)
    here = try CurveArithmeticTests.node(11)
    there = try CurveArithmeticTests.node(12)
    let (u, v) = (
      try here.pseudonyms(of: identity, kind: .youth)[0], try there.pseudonyms(of: identity, kind: .youth)[0]
    )
    let x = try here.blindedPoints(of: [u], agreement: agreement, kind: .youth)[0]
    let y = try there.blindedPoints(of: [v], agreement: agreement, kind: .youth)[0]
    let matchId = Naming.matchId(
      agreement: agreement, kind: .youth, handleOfFirstParty: Naming.handle(of: x, kind: .youth),
      handleOfSecondParty: Naming.handle(of: y, kind: .youth))
    ours = MatchStatement(
      agreement: agreement, kind: .youth, matchId: matchId, ownPseudonym: u, peerPoint: y, region: "drenthe")
    theirs = MatchStatement(
      agreement: agreement, kind: .youth, matchId: matchId, ownPseudonym: v, peerPoint: x, region: "drenthe")
  }

  @Test func aProofVerifiesAtTheOtherSideOnly() throws {
    let proof = try here.prove(ours)
    #expect(proof.count == MatchStatement.proofLength)
    #expect(there.verifies(proof, theirs))
    // Sent back to where it came from it proves nothing, under either region's name.
    for region in ["drenthe", "nhn"] {
      var reflected = ours
      reflected.region = region
      #expect(!here.verifies(proof, reflected))
    }
  }

  @Test func everyProofIsFresh() throws {
    let (first, second) = (try here.prove(ours), try here.prove(ours))
    #expect(first != second)
    #expect(there.verifies(first, theirs) && there.verifies(second, theirs))
  }

  @Test func everyPartOfTheStatementIsBound() throws {
    let proof = try here.prove(ours)
    let other = try there.pseudonyms(of: CurveArithmeticTests.identities(1..<2), kind: .youth)[0]
    var changed: [MatchStatement] = []
    for change in [
      { $0.agreement[0] ^= 1 }, { $0.kind = .guardian }, { $0.matchId[0] ^= 1 }, { $0.ownPseudonym = other },
      { $0.peerPoint = other }, { $0.region = "drenth" }, { $0.agreement.removeLast() }, { $0.matchId.removeLast() },
      { $0.ownPseudonym.removeLast() }, { $0.peerPoint = [] },
    ] as [(inout MatchStatement) -> Void] {
      var statement = theirs
      change(&statement)
      changed.append(statement)
    }
    for statement in changed { #expect(!there.verifies(proof, statement)) }
  }

  @Test func everyBitOfTheProofCounts() throws {
    let proof = try here.prove(ours)
    for byte in proof.indices {
      var wrong = proof
      wrong[byte] ^= 1
      #expect(!there.verifies(wrong, theirs), "byte \(byte)")
    }
    #expect(!there.verifies(proof + [0], theirs))
    #expect(!there.verifies(Array(proof.dropLast()), theirs))
    #expect(!there.verifies([], theirs))
  }

  @Test func valuesNotBelowTheOrderAndZerosAreRefused() throws {
    let proof = try here.prove(ours)
    let zero = [UInt8](repeating: 0, count: 32)
    for part in [zero, P256.order] {
      #expect(!there.verifies(part + proof[32...], theirs))
      #expect(!there.verifies(proof[..<32] + part, theirs))
    }
  }

  @Test func aPointOfAnotherIdentityProvesNothing() throws {
    // The peer makes a token up and "proves" it: its point was made from another identity.
    let other = try CurveArithmeticTests.identities(2..<3)
    let pseudonym = try here.pseudonyms(of: other, kind: .youth)[0]
    let point = try here.blindedPoints(of: [pseudonym], agreement: ours.agreement, kind: .youth)[0]
    let proof = try here.prove(ours)
    var statement = theirs
    statement.peerPoint = point
    #expect(!there.verifies(proof, statement))
  }

  @Test func aNonceComesFromAllOfItsInputs() throws {
    let context = try #require(
      MatchProof.Context(agreement: ours.agreement, matchId: ours.matchId, region: ours.region))
    let other = try #require(MatchProof.Context(agreement: ours.agreement, matchId: ours.matchId, region: "nhn"))
    let exponents = (1...2).map { P256Scalar.random(from: SeededRandom(seed: $0)) }
    // A source that repeats itself must not repeat the nonce for another statement or exponent.
    func nonce(_ context: MatchProof.Context, _ y: [UInt8], _ x: P256Scalar, _ seed: UInt64) -> [UInt8] {
      MatchProof.nonce(context, recipientPoint: y, exponent: x, random: SeededRandom(seed: seed)).bytes
    }
    let nonces: Set = [
      nonce(context, ours.peerPoint, exponents[0], 1), nonce(other, ours.peerPoint, exponents[0], 1),
      nonce(context, theirs.peerPoint, exponents[0], 1), nonce(context, ours.peerPoint, exponents[1], 1),
      nonce(context, ours.peerPoint, exponents[0], 2), nonce(context, ours.peerPoint, exponents[0], 1),
    ]
    #expect(nonces.count == 5)
  }
}
