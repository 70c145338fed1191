extension MerkleTree {
  /// Whether the entry with this leaf hash stands at `index` in the tree (RFC 9162 section 2.1.3.2).
  ///
  /// - Parameters:
  ///   - leafHash: ``MerkleTree/leafHash(_:)`` of the entry.
  ///   - index: The place of the entry, from 0.
  ///   - head: The tree, from a checkpoint that you trust.
  ///   - proof: The hashes beside the path from leaf to root, the leaf's sibling first.
  /// - Returns: false, too, where a hash has not 32 bytes or the tree is not larger than `index`.
  public static func isIncluded(_ leafHash: [UInt8], at index: UInt64, in head: TreeHead, proof: [[UInt8]]) -> Bool {
    guard index < head.size, areHashes(proof + [leafHash, head.root]) else { return false }
    var path = Path(node: index, last: head.size - 1)
    var hash = leafHash
    for sibling in proof {
      guard path.last != 0 else { return false }
      hash = path.takesFromLeft() ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
      path.ascend()
    }
    return path.last == 0 && hash == head.root
  }

  /// Whether the tree `newer` has all entries of `older`, in the same order, as its first (RFC 9162 section 2.1.4.2).
  ///
  /// Trees of one size need an empty proof and the same root. From a tree without entries nothing follows, so that
  /// no proof from it is good.
  public static func isConsistent(from older: TreeHead, to newer: TreeHead, proof: [[UInt8]]) -> Bool {
    guard older.size > 0, older.size <= newer.size, areHashes(proof + [older.root, newer.root]) else { return false }
    guard older.size < newer.size else { return proof.isEmpty && older.root == newer.root }
    guard !proof.isEmpty else { return false }
    // The root of a complete older tree is a node of the newer one: the proof leaves it out.
    let isComplete = older.size & (older.size - 1) == 0
    var hashes = (isComplete ? [older.root] : []) + proof
    let first = hashes.removeFirst()
    var (olderHash, newerHash) = (first, first)
    var path = Path(node: older.size - 1, last: newer.size - 1)
    while path.node & 1 == 1 { path.ascend() }
    for sibling in hashes {
      guard path.last != 0 else { return false }
      if path.takesFromLeft() {
        olderHash = nodeHash(sibling, olderHash)
        newerHash = nodeHash(sibling, newerHash)
      } else {
        newerHash = nodeHash(newerHash, sibling)
      }
      path.ascend()
    }
    return path.last == 0 && olderHash == older.root && newerHash == newer.root
  }

  private static func areHashes(_ hashes: [[UInt8]]) -> Bool { hashes.allSatisfy { $0.count == hashLength } }

  /// A node on the way up, and the last node of its level, both counted from the left.
  private struct Path {
    var node: UInt64
    var last: UInt64

    mutating func ascend() { (node, last) = (node >> 1, last >> 1) }

    /// Whether the next sibling stands on the left. A node at the right edge first climbs to the level where it has
    /// one.
    mutating func takesFromLeft() -> Bool {
      guard node & 1 == 1 || node == last else { return false }
      while node & 1 == 0, node != 0 { ascend() }
      return true
    }
  }
}
