/// The tree of a tiled log: roots and proofs from the hashes in its tiles.
///
/// It keeps nothing between two questions. What it reads it checks for length only: compare a root with a checkpoint to
/// know that the tiles are good.
public struct MerkleTreeReader {
  /// How many entries the log has: the largest tree that can be asked for.
  public let size: UInt64
  /// Reads the tile of hashes at a path: always one that a log of `size` entries has, also for a question about a
  /// smaller tree. More hashes than the path says will do, such as those of the full tile where the log has grown
  /// since.
  private let readTile: (TilePath) throws -> [UInt8]

  /// The tree of a log of `size` entries whose tiles `readTile` reads.
  public init(size: UInt64, readTile: @escaping (TilePath) throws -> [UInt8]) {
    (self.size, self.readTile) = (size, readTile)
  }

  /// The root hash of the tree of the first `size` entries. Throws what reading throws, and ``TileError``.
  public func root(at size: UInt64) throws -> [UInt8] {
    var tiles = try tiles(upTo: size)
    return try tiles.hash(of: 0..<size)
  }

  /// The leaf hash of an entry. Throws what reading throws, and ``TileError``.
  public func leafHash(at index: UInt64) throws -> [UInt8] {
    guard index < size else { throw TileError.outOfRange(size: size) }
    var tiles = try tiles(upTo: size)
    return try tiles.hash(of: index..<index + 1)
  }

  /// That the entry at `index` stands in the tree of the first `size` entries (RFC 6962 section 2.1.1): the leaf's
  /// sibling first. Throws what reading throws, and ``TileError``.
  public func inclusionProof(of index: UInt64, in size: UInt64) throws -> [[UInt8]] {
    guard index < size else { throw TileError.outOfRange(size: size) }
    var tiles = try tiles(upTo: size)
    var (proof, tree): ([[UInt8]], Range<UInt64>) = ([], 0..<size)
    while tree.upperBound - tree.lowerBound > 1 {
      let (left, right) = Self.halves(tree)
      proof.append(try tiles.hash(of: left.contains(index) ? right : left))
      tree = left.contains(index) ? left : right
    }
    return proof.reversed()
  }

  /// That the tree of the first `newer` entries continues that of the first `older` (RFC 6962 section 2.1.2). Empty
  /// where the sizes are equal, and where `older` is 0. Throws what reading throws, and ``TileError``.
  public func consistencyProof(from older: UInt64, to newer: UInt64) throws -> [[UInt8]] {
    guard older <= newer else { throw TileError.outOfRange(size: newer) }
    var tiles = try tiles(upTo: newer)
    guard older > 0 else { return [] }
    var (proof, tree): ([[UInt8]], Range<UInt64>) = ([], 0..<newer)
    while tree.upperBound != older {
      let (left, right) = Self.halves(tree)
      proof.append(try tiles.hash(of: older <= left.upperBound ? right : left))
      tree = older <= left.upperBound ? left : right
    }
    // The verifier has the root of the older tree; it needs the last part only where that is another.
    if tree.lowerBound > 0 { proof.append(try tiles.hash(of: tree)) }
    return proof.reversed()
  }

  /// The tiles of the log, for a question about the tree of its first `size` entries.
  private func tiles(upTo size: UInt64) throws -> LoadedTiles {
    guard size <= self.size else { throw TileError.outOfRange(size: self.size) }
    return LoadedTiles(logSize: self.size, readTile: readTile)
  }

  /// A tree of two leaves or more, split before its last complete half: 2^k leaves on the left, with k as large as can
  /// be.
  static func halves(_ tree: Range<UInt64>) -> (Range<UInt64>, Range<UInt64>) {
    let count = tree.upperBound - tree.lowerBound
    let middle = tree.lowerBound + 1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    return (tree.lowerBound..<middle, middle..<tree.upperBound)
  }
}
