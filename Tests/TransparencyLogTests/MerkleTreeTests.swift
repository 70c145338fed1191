import Cryptography
import TestSupport
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct MerkleTreeTests {
  /// RFC 6962 section 2.1 word by word.
  private static func root(_ entries: ArraySlice<[UInt8]>) -> [UInt8] {
    guard entries.count > 1 else { return entries.first.map(MerkleTree.leafHash) ?? SHA256.hash() }
    var half = 1
    while half * 2 < entries.count { half *= 2 }
    return MerkleTree.nodeHash(root(entries.prefix(half)), root(entries.dropFirst(half)))
  }

  @Test func frontierHasRootOfEverySize() {
    var frontier = MerkleFrontier()
    let entries = (0..<140).map(MemoryLog.entry)
    for size in 0...entries.count {
      #expect(frontier.head == TreeHead(size: UInt64(size), root: Self.root(entries.prefix(size))))
      if size < entries.count { frontier.append(MerkleTree.leafHash(entries[size])) }
    }
  }

  @Test func proofsOfSmallTreesVerifyAndOthersDoNot() throws {
    let log = try MemoryLog(count: 40)
    let wrong = MerkleTree.leafHash(Array("another log".utf8))
    let heads = try (0...40).map { TreeHead(size: UInt64($0), root: try log.tree.root(at: UInt64($0))) }
    for newer in heads {
      for index in 0..<newer.size {
        let proof = try log.tree.inclusionProof(of: index, in: newer.size)
        for (place, other) in (0..<newer.size).map({ ($0, MerkleTree.leafHash(MemoryLog.entry(Int($0)))) }) {
          #expect(MerkleTree.isIncluded(other, at: index, in: newer, proof: proof) == (place == index))
          #expect(!MerkleTree.isIncluded(other, at: index, in: newer, proof: proof + [newer.root]))
        }
        #expect(!MerkleTree.isIncluded(try log.tree.leafHash(at: index), at: index + 1, in: newer, proof: proof))
      }
      for older in heads where older.size <= newer.size {
        let proof = try log.tree.consistencyProof(from: older.size, to: newer.size)
        #expect(MerkleTree.isConsistent(from: older, to: newer, proof: proof) == (older.size > 0))
        #expect(!MerkleTree.isConsistent(from: older, to: newer, proof: proof + [newer.root]))
        let (olderFork, newerFork) = (TreeHead(size: older.size, root: wrong), TreeHead(size: newer.size, root: wrong))
        #expect(!MerkleTree.isConsistent(from: olderFork, to: newer, proof: proof))
        #expect(!MerkleTree.isConsistent(from: older, to: newerFork, proof: proof))
        for changed in proof.indices {
          var bad = proof
          bad[changed][31] ^= 1
          #expect(!MerkleTree.isConsistent(from: older, to: newer, proof: bad))
        }
        for other in heads where other.size <= newer.size && other.size != older.size {
          #expect(!MerkleTree.isConsistent(from: other, to: newer, proof: proof) || proof.isEmpty && other == newer)
        }
      }
    }
  }

  @Test func proofsCrossTiles() throws {
    let count = 66_500
    let log = try MemoryLog(count: count)
    var random = SeededRandom(seed: 17)
    var frontier = MerkleFrontier()
    for index in 0..<count { frontier.append(MerkleTree.leafHash(MemoryLog.entry(index))) }
    #expect(try log.tree.root(at: UInt64(count)) == frontier.root && log.writer.head == frontier.head)
    let sizes = [1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, UInt64(count)]
    for newer in sizes {
      let head = TreeHead(size: newer, root: try log.tree.root(at: newer))
      for older in sizes + [UInt64.random(in: 1...newer, using: &random)] where older <= newer {
        let proof = try log.tree.consistencyProof(from: older, to: newer)
        let olderHead = TreeHead(size: older, root: try log.tree.root(at: older))
        #expect(MerkleTree.isConsistent(from: olderHead, to: head, proof: proof))
        let index = older - 1
        let leaf = MerkleTree.leafHash(MemoryLog.entry(Int(index)))
        let inclusion = try log.tree.inclusionProof(of: index, in: newer)
        #expect(MerkleTree.isIncluded(leaf, at: index, in: head, proof: inclusion))
      }
    }
  }

  @Test func hashesOfOtherLengthsFitNoProof() {
    let (short, long) = ([UInt8](repeating: 1, count: 31), [UInt8](repeating: 1, count: 33))
    for bad in [[], short, long] {
      let head = TreeHead(size: 1, root: bad)
      #expect(!MerkleTree.isIncluded(bad, at: 0, in: head, proof: []))
      #expect(!MerkleTree.isConsistent(from: head, to: head, proof: []))
    }
    #expect(!MerkleTree.isIncluded(MerkleTree.emptyRoot, at: 0, in: .empty, proof: []))
    #expect(!MerkleTree.isConsistent(from: .empty, to: .empty, proof: []))
  }

  @Test func questionsBeyondTheLogAreRefused() throws {
    let tree = try MemoryLog(count: 300).tree
    let refused = TileError.outOfRange(size: 300)
    #expect(throws: refused) { try tree.root(at: 301) }
    #expect(throws: refused) { try tree.leafHash(at: 300) }
    #expect(throws: refused) { try tree.inclusionProof(of: 3, in: 301) }
    #expect(throws: TileError.outOfRange(size: 3)) { try tree.inclusionProof(of: 3, in: 3) }
    #expect(throws: refused) { try tree.consistencyProof(from: 3, to: 301) }
    #expect(throws: TileError.outOfRange(size: 3)) { try tree.consistencyProof(from: 4, to: 3) }
  }

  @Test func tilesOfOtherLengthsAreRefused() throws {
    let log = try MemoryLog(count: 300)
    for change: @Sendable ([UInt8]) -> [UInt8] in [{ $0.dropLast() }, { $0.dropLast(32) }, { $0 + [1] }, { _ in [] }] {
      let tree = MerkleTreeReader(size: 300) { change(try log.read($0)) }
      let error = #expect(throws: TileError.self) { try tree.inclusionProof(of: 299, in: 300) }
      guard case .wrongTileLength = error else {
        Issue.record("refused for another reason")
        continue
      }
    }
  }
}
