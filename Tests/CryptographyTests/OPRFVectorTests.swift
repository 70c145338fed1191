import TestSupport
import Testing

@testable import Cryptography

/// RFC 9497, appendix A.3 (P256-SHA256): blinding is one multiplication of ours, evaluation another.
@Suite(.timeLimit(.minutes(30))) struct OPRFVectorTests {
  struct File: Decodable { var suites: [Suite] }

  struct Suite: Decodable {
    var mode: Int
    var groupDST: String
    var skSm: String
    var vectors: [Vector]
  }

  struct Vector: Decodable {
    var Blind: String
    var BlindedElement: String
    var EvaluationElement: String
    var Input: String
    var Output: String
    var Info: String?
  }

  @Test(arguments: [0, 1, 2])
  func blindingAndEvaluationVectors(mode: Int) throws {
    let file = try VectorFile.json("rfc9497_OPRF_P256_SHA256.json", as: File.self)
    let suite = try #require(file.suites.first { $0.mode == mode })
    let dst = try #require(hex(suite.groupDST))
    let secret = try P256Tests.scalar(suite.skSm)
    for vector in suite.vectors {
      let columns = [vector.Input, vector.Blind, vector.BlindedElement, vector.EvaluationElement, vector.Output]
        .map { $0.split(separator: ",").map(String.init) }
      for item in columns[0].indices {
        let input = try #require(hex(columns[0][item]))
        let point = try P256.hashToCurve(input, dst: dst)
        let blinded = try P256.multiply(point, by: P256Tests.scalar(columns[1][item]))
        #expect(hex(P256.compress(blinded)) == columns[2][item])
        if let info = vector.Info {
          // Evaluation divides by skS + H(info); the product the other way round is the blinded element again.
          let tweak = try Self.hashToScalar(#require(hex(info)), mode: mode)
          let tweaked = try #require(try secret.plus(tweak))
          let once = try P256.multiply(blinded, by: tweaked.inverted())
          #expect(hex(P256.compress(once)) == columns[3][item])
          #expect(try P256.multiply(once, by: tweaked) == blinded)
        } else {
          #expect(try hex(P256.compress(P256.multiply(blinded, by: secret))) == columns[3][item])
          #expect(try hex(Self.output(input, P256.multiply(point, by: secret))) == columns[4][item])
        }
      }
    }
  }

  /// Finalize of section 3.3.1, over the element that unblinding gives.
  private static func output(_ input: [UInt8], _ element: [UInt8]) -> [UInt8] {
    SHA256.hash([0, UInt8(input.count)], input, [0, 33], P256.compress(element), Array("Finalize".utf8))
  }

  private static func hashToScalar(_ info: [UInt8], mode: Int) throws -> P256Scalar {
    let framed = Array("Info".utf8) + [0, UInt8(info.count)] + info
    let dst = Array("HashToScalar-OPRFV1-".utf8) + [UInt8(mode)] + Array("-P256-SHA256".utf8)
    return try #require(P256Scalar.reducing(ExpandMessage.xmd(framed, dst: dst, count: 48)))
  }
}

extension P256Scalar {
  /// The inverse modulo n by Fermat, from products alone.
  fileprivate func inverted() throws -> P256Scalar {
    var exponent = P256.order
    exponent[31] -= 2
    var result: P256Scalar?
    for bit in 0..<256 {
      if let square = result { result = try square.times(square) }
      if exponent[bit / 8] >> (7 - bit % 8) & 1 == 1 { result = try result?.times(self) ?? self }
    }
    return try #require(result)
  }
}
