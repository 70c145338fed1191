/// The size of a Merkle tree and the root hash that commits to all its entries.
public struct TreeHead: Hashable, Sendable {
  /// How many entries the tree has.
  public let size: UInt64
  /// The root hash, 32 bytes; of any other length it fits no proof.
  public let root: [UInt8]

  /// A tree of `size` entries with this root hash.
  public init(size: UInt64, root: [UInt8]) { (self.size, self.root) = (size, root) }

  /// The tree without entries.
  public static let empty = TreeHead(size: 0, root: MerkleTree.emptyRoot)
}
