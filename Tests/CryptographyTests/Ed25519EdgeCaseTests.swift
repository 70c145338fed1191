import Cryptography
import TestSupport
import Testing

/// The cases of C2SP/CCTV on which verifiers differ. `Tests/interop/test_vectors.py` holds Python to the same rule.
@Suite(.timeLimit(.minutes(30))) struct Ed25519EdgeCaseTests {
  private struct File: Decodable { let vectors: [Case] }

  private struct Case: Decodable {
    let number: Int
    let key: String
    let sig: String
    let msg: String
    let flags: [String]?
  }

  /// A signature is good where the equation of RFC 8032 holds without the cofactor, and R is in its one encoding. We
  /// take no keys of small order, and none in a second encoding.
  @Test func edgeCasesAreJudgedByTheirFlags() throws {
    let cases = try VectorFile.json("cctv_ed25519.json", as: File.self).vectors
    var count = (keys: 0, good: 0)
    for test in cases {
      let (flags, bytes) = (Set(test.flags ?? []), try #require(hex(test.key)))
      let key = try? Ed25519PublicKey(bytes: bytes)
      #expect((key != nil) == flags.isDisjoint(with: ["low_order_A", "non_canonical_A"]), "case \(test.number)")
      guard let key else { continue }
      let signature = try #require(hex(test.sig))
      let isGood = flags.isDisjoint(with: ["low_order_residue", "non_canonical_R"])
      #expect(key.verifies(signature, of: Array(test.msg.utf8)) == isGood, "case \(test.number)")
      count = (count.keys + 1, count.good + (isGood ? 1 : 0))
    }
    #expect(cases.count == 914 && count == (keys: 388, good: 86))
  }
}
