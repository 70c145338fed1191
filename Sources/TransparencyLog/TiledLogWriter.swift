/// The growing end of a tiled log (C2SP `tlog-tiles`): it takes entries and gives the files to write.
///
/// It keeps the partial tile of each level, less than 8 KiB each, and the entries of the partial bundle: at most 255.
/// A log goes on after a restart from its size and those same files.
public struct TiledLogWriter: Sendable {
  /// How many entries the log has.
  public private(set) var size: UInt64 = 0
  /// The partial tile of each level, from 0; empty where the last one is full.
  private var tiles: [[UInt8]] = TilePath.levels.map { _ in [] }
  /// The partial bundle.
  private var bundle: [UInt8] = []

  /// A log without entries.
  public init() {}

  /// A log of `size` entries, whose partial files `read` reads: those of ``TilePath/edge(ofLogSize:)``. A file that has
  /// grown since, up to the full one, will do. Throws what `read` throws, and ``TileError`` where a file is not what it
  /// should be; compare ``head`` with the newest checkpoint to know that the files are good.
  public init(size: UInt64, read: (TilePath) throws -> [UInt8]) throws {
    self.size = size
    for path in TilePath.edge(ofLogSize: size) {
      let bytes = try read(path)
      switch path.content {
      case .hashes(let level):
        let length = path.width * MerkleTree.hashLength
        guard bytes.count.isMultiple(of: MerkleTree.hashLength), bytes.count >= length else {
          throw TileError.wrongTileLength(path)
        }
        tiles[level] = Array(bytes.prefix(length))
      case .entries:
        // The tile of level 0 was read before: it has the hashes of these entries.
        guard let entries = EntryBundle.split(bytes)?.prefix(path.width),
          entries.flatMap(MerkleTree.leafHash) == tiles[0]
        else { throw TileError.invalidBundle(path) }
        for entry in entries { bundle += try EntryBundle.encode(entry) }
      }
    }
  }

  /// Adds entries at the end and gives the tiles and bundles that became full by them: write these, and before you sign
  /// a checkpoint also ``partialFiles``. Throws, and adds none, where an entry has more than 65,535 bytes.
  public mutating func append(_ entries: [[UInt8]]) throws(TileError) -> [TileFile] {
    guard entries.allSatisfy({ $0.count <= EntryBundle.maxEntryBytes }) else { throw .entryTooLong }
    var files: [TileFile] = []
    for entry in entries {
      bundle += try EntryBundle.encode(entry)
      add(MerkleTree.leafHash(entry), level: 0, to: &files)
      size += 1
      guard size.isMultiple(of: UInt64(TilePath.fullWidth)) else { continue }
      files.append(TileFile(path: TilePath(.entries, size / UInt64(TilePath.fullWidth) - 1), bytes: bundle))
      bundle = []
    }
    return files
  }

  /// The partial tiles and the partial bundle as they are now.
  public var partialFiles: [TileFile] {
    TilePath.edge(ofLogSize: size).map { path in
      switch path.content {
      case .hashes(let level): TileFile(path: path, bytes: tiles[level])
      case .entries: TileFile(path: path, bytes: bundle)
      }
    }
  }

  /// Size and root hash as they are now, at most some 2,000 hashes of work.
  public var head: TreeHead {
    var frontier = MerkleFrontier()
    for (level, tile) in tiles.enumerated().reversed() {
      for hash in Self.hashes(tile) { frontier.append(subtree: hash, height: 8 * level) }
    }
    return frontier.head
  }

  /// Adds a hash to the partial tile of a level; a tile that is full by it goes to `files`, and its root to the level
  /// above.
  private mutating func add(_ hash: [UInt8], level: Int, to files: inout [TileFile]) {
    tiles[level] += hash
    guard tiles[level].count == TilePath.fullWidth * MerkleTree.hashLength else { return }
    let index = size >> UInt64(8 * (level + 1))
    files.append(TileFile(path: TilePath(.hashes(level: level), index), bytes: tiles[level]))
    var frontier = MerkleFrontier()
    for hash in Self.hashes(tiles[level]) { frontier.append(hash) }
    tiles[level] = []
    if level + 1 < tiles.count { add(frontier.root, level: level + 1, to: &files) }
  }

  private static func hashes(_ tile: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: tile.count, by: MerkleTree.hashLength).map { Array(tile[$0..<$0 + MerkleTree.hashLength]) }
  }
}
