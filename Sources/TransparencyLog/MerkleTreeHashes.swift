import Cryptography

/// All hashes of a tree in memory, some 64 bytes an entry: for many proofs about one log, where ``MerkleTreeReader`` reads
/// tiles for each.
public struct MerkleTreeHashes: Sendable {
  /// How many entries the tree has.
  public let size: UInt64
  /// By height: the hashes of the complete subtrees of that height, one after the other.
  private var levels: [[UInt8]]

  /// The tree of a log of `size` entries, whose tiles of level 0 `readTile` reads. Throws what reading throws, and
  /// ``TileError``. The hashes in the tiles are believed: compare ``root(at:)`` with a checkpoint.
  public init(size: UInt64, readTile: (TilePath) throws -> [UInt8]) throws {
    var leaves: [UInt8] = []
    for path in TilePath.written(growingFrom: 0, to: size) where path.content == .hashes(level: 0) {
      let (bytes, length) = (try readTile(path), path.width * MerkleTree.hashLength)
      guard bytes.count >= length, bytes.count.isMultiple(of: MerkleTree.hashLength) else {
        throw TileError.wrongTileLength(path)
      }
      leaves += bytes.prefix(length)
    }
    self.size = size
    levels = [leaves]
    while let below = levels.last, below.count >= 2 * MerkleTree.hashLength {
      var level: [UInt8] = []
      level.reserveCapacity(below.count / 2)
      for start in stride(from: 0, through: below.count - 2 * MerkleTree.hashLength, by: 2 * MerkleTree.hashLength) {
        level += SHA256.hash([0x01], Array(below[start..<start + 2 * MerkleTree.hashLength]))
      }
      levels.append(level)
    }
  }

  /// The root hash of the tree of the first `size` entries. Throws where the log has less.
  public func root(at size: UInt64) throws(TileError) -> [UInt8] {
    guard size <= self.size else { throw .outOfRange(size: self.size) }
    return hash(of: 0..<size)
  }

  /// The leaf hash of an entry; nil where the log has less.
  public func leafHash(at index: UInt64) -> [UInt8]? { index < size ? subtree(height: 0, Int(index)) : nil }

  /// That the entry at `index` stands in the whole tree (RFC 6962 section 2.1.1): the leaf's sibling first.
  public func inclusionProof(of index: UInt64) throws(TileError) -> [[UInt8]] {
    guard index < size else { throw .outOfRange(size: size) }
    var (proof, tree): ([[UInt8]], Range<UInt64>) = ([], 0..<size)
    while tree.upperBound - tree.lowerBound > 1 {
      let (left, right) = MerkleTreeReader.halves(tree)
      proof.append(hash(of: left.contains(index) ? right : left))
      tree = left.contains(index) ? left : right
    }
    return proof.reversed()
  }

  /// What the tile of hashes at a path holds; nil for a bundle of entries and for a tile that the log does not have.
  public func tile(at path: TilePath) -> [UInt8]? {
    guard case .hashes(let level) = path.content, 8 * level < levels.count,
      let first = Int(exactly: path.index), first < 1 << 40
    else { return nil }
    let start = first * TilePath.fullWidth * MerkleTree.hashLength
    let end = start + path.width * MerkleTree.hashLength
    return end <= levels[8 * level].count ? Array(levels[8 * level][start..<end]) : nil
  }

  /// The hash of a part of the tree that is a tree itself.
  private func hash(of leaves: Range<UInt64>) -> [UInt8] {
    var hash: [UInt8]?
    let count = leaves.upperBound - leaves.lowerBound
    // From the right: each bit of the count is a complete subtree, the lowest one at the right edge.
    for height in 0..<levels.count where count >> UInt64(height) & 1 == 1 {
      let left = subtree(height: height, Int(leaves.upperBound >> UInt64(height)) - 1)
      hash = hash.map { MerkleTree.nodeHash(left, $0) } ?? left
    }
    return hash ?? MerkleTree.emptyRoot
  }

  private func subtree(height: Int, _ number: Int) -> [UInt8] {
    let start = number * MerkleTree.hashLength
    return Array(levels[height][start..<start + MerkleTree.hashLength])
  }
}
