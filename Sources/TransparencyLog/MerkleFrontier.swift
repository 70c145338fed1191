/// A growing Merkle tree that keeps only its right edge: the hashes of the largest complete subtrees that make it up,
/// at most 64. It says the root hash at any time and gives no proofs: see ``MerkleTreeReader``.
public struct MerkleFrontier: Sendable {
  /// How many leaves the tree has.
  public private(set) var size: UInt64 = 0
  /// From left to right: one subtree for each bit of `size`, the highest first.
  private var subtrees: [[UInt8]] = []

  /// A tree without leaves.
  public init() {}

  /// Adds a leaf at the end.
  public mutating func append(_ leafHash: [UInt8]) { append(subtree: leafHash, height: 0) }

  /// Adds a complete subtree of 2^`height` leaves; the size so far must be a multiple of that.
  mutating func append(subtree hash: [UInt8], height: Int) {
    var hash = hash
    for _ in 0..<(~(size >> height)).trailingZeroBitCount {
      guard let left = subtrees.popLast() else { break }
      hash = MerkleTree.nodeHash(left, hash)
    }
    subtrees.append(hash)
    size += 1 << height
  }

  /// The root hash of the tree as it is now.
  public var root: [UInt8] {
    guard var hash = subtrees.last else { return MerkleTree.emptyRoot }
    for left in subtrees.dropLast().reversed() { hash = MerkleTree.nodeHash(left, hash) }
    return hash
  }

  /// The tree as it is now.
  public var head: TreeHead { TreeHead(size: size, root: root) }
}
