import Cryptography
import TestSupport
import Testing

@testable import PrivateMatching

/// Every vector of `samenloop-v1.json` that is about matching.
@Suite(.timeLimit(.minutes(30))) struct VectorTests {
  @Test func fromIdentityToToken() throws {
    let vectors = try ProtocolVectors.read().matching
    #expect(vectors.count == 6)
    for vector in vectors {
      let kind = try #require(SubjectKind(name: vector.kind))
      let s = try vector.s.map(Self.scalar)
      let k = try vector.k.map(Self.scalar)
      let x = try vector.x.map(Self.scalar)
      let agreement = try #require(hex(vector.agreementId))

      let identity = try Identity(vector.identity)
      let point = try P256.hashToCurve(Array(identity.text.utf8), dst: Array(vector.dst.utf8))
      #expect(hex(point) == vector.P)
      #expect(try hex(P256.multiply(point, by: s[0])) == vector.U0)
      for side in 0...1 {
        #expect(try hex(k[side].times(s[side]).bytes) == vector.x[side])
        let pseudonym = try P256.multiply(point, by: s[side])
        let blinded = try P256.multiply(pseudonym, by: k[side])
        #expect(hex(blinded) == vector.X[side])
        #expect(hex(Naming.handle(of: blinded, kind: kind)) == vector.handles[side])

        let shared = try P256.multiply(#require(hex(vector.X[1 - side])), by: x[side])
        #expect(hex(shared) == vector.S)
        #expect(hex(Naming.token(of: shared, agreement: agreement, kind: kind)) == vector.T)
      }
      let matchId = try Naming.matchId(
        agreement: agreement, kind: kind, handleOfFirstParty: #require(hex(vector.handles[0])),
        handleOfSecondParty: #require(hex(vector.handles[1])))
      #expect(matchId == base64URL(vector.matchId_b64u))
    }
  }

  @Test func proofs() throws {
    for vector in try ProtocolVectors.read().matching {
      let x = try vector.x.map(Self.scalar)
      let points = try vector.X.map { try #require(hex($0)) }
      for sender in 0...1 {
        let recipient = 1 - sender
        let context = try Self.context(vector.agreementId, vector.matchId_b64u, region: vector.parties[sender])
        let nonce = try Self.scalar(vector.r[sender])
        let proof = try #require(
          try MatchProof(context, recipientPoint: points[recipient], exponent: x[sender], nonce: nonce))
        #expect(proof.bytes == base64URL(vector.proof_b64u[sender]))
        #expect(
          MatchProof.verifies(
            proof.bytes, context, recipientPoint: points[recipient], recipientExponent: x[recipient],
            senderPoint: points[sender]))
      }
    }
  }

  @Test func unprovenMatches() throws {
    let vector = try ProtocolVectors.read().unprovenMatch
    let context = try Self.context(vector.agreementId, vector.matchId_b64u, region: vector.senderRegion)
    #expect(vector.proofs.count == 6)
    for proof in vector.proofs {
      #expect(
        try !MatchProof.verifies(
          #require(base64URL(proof.proof_b64u)), context, recipientPoint: #require(hex(vector.recipientPoint)),
          recipientExponent: Self.scalar(vector.recipientExponent), senderPoint: #require(hex(vector.senderPoint))),
        "\(proof.why)")
    }
  }

  @Test func invalidPoints() throws {
    let vectors = try ProtocolVectors.read()
    let valid = try #require(hex(vectors.matching[0].P))
    let arithmetic = try CurveArithmetic(
      secret: PseudonymSecret(bytes: [UInt8](repeating: 5, count: 32)), random: SeededRandom(seed: 1))
    let agreement = [UInt8](repeating: 1, count: 32)
    #expect(vectors.invalidPoints.count == 11)
    for vector in vectors.invalidPoints {
      let point = try #require(hex(vector.bytes))
      #expect(!P256.isValid(point), "\(vector.why)")
      #expect(throws: P256PointError.invalidPoint(index: 1), "\(vector.why)") {
        try arithmetic.tokens(for: [valid, point, valid], agreement: agreement, kind: .youth)
      }
      let statement = MatchStatement(
        agreement: agreement, kind: .youth, matchId: [UInt8](repeating: 0, count: 16), ownPseudonym: valid,
        peerPoint: point, region: "drenthe")
      #expect(throws: P256PointError.invalidPoint(index: 0), "\(vector.why)") { try arithmetic.prove(statement) }
      #expect(!arithmetic.verifies([UInt8](repeating: 1, count: 64), statement), "\(vector.why)")
    }
  }

  @Test func citizenServiceNumbers() throws {
    let numbers = try ProtocolVectors.read().bsn
    for number in numbers.valid { #expect(throws: Never.self) { try Identity("bsn:" + number) } }
    for number in numbers.invalid { #expect(throws: IdentityError.self, "\(number)") { try Identity("bsn:" + number) } }
  }

  @Test func batchDigest() throws {
    let vector = try ProtocolVectors.read().batchDigest
    let digest = try Naming.batchDigest(
      salt: #require(hex(vector.salt)), add: vector.add.map { try #require(hex($0)) },
      withdraw: vector.withdraw.map { try #require(hex($0)) })
    #expect(digest == base64URL(vector.digest_b64u))
  }

  private static func scalar(_ text: String) throws -> P256Scalar { try P256Scalar(bytes: #require(hex(text))) }

  private static func context(_ agreement: String, _ matchId: String, region: String) throws -> MatchProof.Context {
    let agreement = try #require(hex(agreement))
    let matchId = try #require(base64URL(matchId))
    return try #require(MatchProof.Context(agreement: agreement, matchId: matchId, region: region))
  }
}
