import Testing
import TransparencyLog

/// A tiled log whose files are kept in memory, written as a node writes them.
struct MemoryLog {
  private(set) var writer = TiledLogWriter()
  private(set) var files: [String: [UInt8]] = [:]

  init() {}

  /// A log of `count` entries, "entry 0" and so on.
  init(count: Int) throws { try append((0..<count).map(Self.entry)) }

  static func entry(_ index: Int) -> [UInt8] { Array("entry \(index)".utf8) }

  /// Appends entries and writes all files of the new size; the partial ones that they make needless are deleted.
  mutating func append(_ entries: [[UInt8]]) throws {
    let older = writer.size
    for file in try writer.append(entries) + writer.partialFiles { files[file.path.text] = file.bytes }
    for path in TilePath.superseded(growingFrom: older, to: writer.size) {
      files = files.filter { !$0.key.hasPrefix(path.partialFolder + "/") }
    }
  }

  /// The file at a path, or in its place the one that the log has grown to since.
  func read(_ path: TilePath) throws -> [UInt8] {
    let wider = TilePath.edge(ofLogSize: writer.size).first { $0.full == path.full } ?? path.full
    return try #require(files[wider.text])
  }

  var tree: MerkleTreeReader { MerkleTreeReader(size: writer.size, readTile: read) }
}
