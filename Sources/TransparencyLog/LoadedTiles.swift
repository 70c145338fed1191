/// The tiles of a log of `logSize` entries that one question has read so far.
struct LoadedTiles {
  private let logSize: UInt64
  private let readTile: (TilePath) throws -> [UInt8]
  private var read: [TilePath: [UInt8]] = [:]

  init(logSize: UInt64, readTile: @escaping (TilePath) throws -> [UInt8]) {
    (self.logSize, self.readTile) = (logSize, readTile)
  }

  /// The hash of a part of the tree that is a tree itself: it begins at a multiple of its size rounded up to a power of
  /// two.
  mutating func hash(of leaves: Range<UInt64>) throws -> [UInt8] {
    var frontier = MerkleFrontier()
    var start = leaves.lowerBound
    while start < leaves.upperBound {
      let height = 63 - (leaves.upperBound - start).leadingZeroBitCount
      frontier.append(subtree: try subtree(at: start >> UInt64(height), height: height), height: height)
      start += 1 << UInt64(height)
    }
    return frontier.root
  }

  /// The hash of a complete subtree, the `number`-th of its height.
  private mutating func subtree(at number: UInt64, height: Int) throws -> [UInt8] {
    let (level, above) = (height / 8, height % 8)
    let first = number << UInt64(above)
    let tile = try tile(TilePath(content: .hashes(level: level), index: first >> 8, logSize: logSize))
    var frontier = MerkleFrontier()
    let start = Int(first & 0xFF) * MerkleTree.hashLength
    for place in 0..<(1 << above) {
      let offset = start + place * MerkleTree.hashLength
      frontier.append(Array(tile[offset..<offset + MerkleTree.hashLength]))
    }
    return frontier.root
  }

  private mutating func tile(_ path: TilePath) throws -> [UInt8] {
    if let bytes = read[path] { return bytes }
    let bytes = try readTile(path)
    guard bytes.count.isMultiple(of: MerkleTree.hashLength), bytes.count >= path.width * MerkleTree.hashLength,
      bytes.count <= TilePath.fullWidth * MerkleTree.hashLength
    else { throw TileError.wrongTileLength(path) }
    read[path] = bytes
    return bytes
  }
}
