import TestSupport
import Testing
import TransparencyLog

/// The proofs of transparency-dev/merkle, good and bad.
@Suite(.timeLimit(.minutes(30))) struct MerkleVectorTests {
  private struct File: Decodable { let cases: [Case] }

  private struct Case: Decodable {
    let name: String
    let proof: [String]?
    let wantErr: Bool
    // Inclusion.
    let leafIdx: UInt64?
    let treeSize: UInt64?
    let leafHash: String?
    let root: String?
    // Consistency.
    let size1: UInt64?
    let size2: UInt64?
    let root1: String?
    let root2: String?
    // Of a part of a tree: from start up to end.
    let start: UInt64?
    let end: UInt64?
    let size: UInt64?
  }

  /// What we say of a case; nil where it is about a part of a tree that does not begin at its left edge, or is empty.
  private func verdict(_ test: Case) throws -> Bool? {
    let proof = try (test.proof ?? []).map(base64)
    guard test.start ?? 0 == 0, test.end != 0 || test.leafIdx != nil || test.wantErr else { return nil }
    if let index = test.leafIdx {
      let head = TreeHead(size: try #require(test.treeSize ?? test.end), root: try base64(test.root))
      return MerkleTree.isIncluded(try base64(test.leafHash), at: index, in: head, proof: proof)
    }
    let older = TreeHead(size: try #require(test.size1 ?? test.end), root: try base64(test.root1))
    let newer = TreeHead(size: try #require(test.size2 ?? test.size), root: try base64(test.root2))
    return MerkleTree.isConsistent(from: older, to: newer, proof: proof)
  }

  @Test func everyProofIsJudgedAsItsVectorSays() throws {
    let cases = try VectorFile.json("rfc6962_merkle_proofs.json", as: File.self).cases
    #expect(cases.count == 518)
    // Equal roots that are no hashes: the vectors take them, we do not.
    let notHashes = [
      "consistency/additional/sizes-are-equal-one-and-proof-is-empty",
      "subtreeconsistency/additional/sizes-are-equal-one-and-proof-is-empty",
    ]
    var judged = (good: 0, bad: 0)
    for test in cases {
      guard let isGood = try verdict(test) else { continue }
      #expect(isGood == (!test.wantErr && !notHashes.contains(test.name)), "\(test.name)")
      if isGood { judged.good += 1 } else { judged.bad += 1 }
    }
    #expect(judged == (good: 22, bad: 375))
  }
}
