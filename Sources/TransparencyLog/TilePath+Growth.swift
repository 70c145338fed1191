/// Which files a log of a given size has, and how that changes while it grows.
extension TilePath {
  /// The levels that a log of any size can have tiles on: 256^8 entries are more than a size can say.
  static let levels = 0..<8

  /// The partial tiles and the partial bundle of a log of `size` entries, by level, the bundle last: together with the
  /// size they are all that is needed to go on writing (``TiledLogWriter``).
  public static func edge(ofLogSize size: UInt64) -> [TilePath] { changes(from: 0, to: size, full: false) }

  /// The files to write when a log grows from one size to another: tiles and bundles that became full, and the partial
  /// ones of the new size where they differ from those of the old.
  public static func written(growingFrom older: UInt64, to newer: UInt64) -> [TilePath] {
    changes(from: older, to: newer, full: true) + changes(from: older, to: newer, full: false)
  }

  /// The partial files of the old size that are needless once the files of the new size are written, since their tile
  /// or bundle is full now. Other partial files in the same place are needless too: delete ``partialFolder``.
  public static func superseded(growingFrom older: UInt64, to newer: UInt64) -> [TilePath] {
    edge(ofLogSize: older).filter { $0.index < $0.content.count(atLogSize: newer) / UInt64(fullWidth) }
  }

  /// The bundles that hold only entries before `entryIndex`: what may be deleted once those entries may be forgotten.
  ///
  /// Only bundles are pruned, and only whole ones. Tiles of hashes stay, those of level 0 too: from them every proof
  /// about a kept or a pruned entry can still be made.
  public static func bundles(before entryIndex: UInt64) -> Range<UInt64> { 0..<entryIndex / UInt64(fullWidth) }

  /// The full bundle with this index, as ``bundles(before:)`` counts.
  public static func bundle(_ index: UInt64) -> TilePath { TilePath(.entries, index) }

  /// The bundle that holds an entry, as it is in a log of `size` entries; nil where the log is not larger than the
  /// index.
  public static func bundle(ofEntry entryIndex: UInt64, logSize size: UInt64) -> TilePath? {
    guard entryIndex < size else { return nil }
    return TilePath(content: .entries, index: entryIndex / UInt64(fullWidth), logSize: size)
  }

  /// The tile or bundle in this place as it is in a log of `size` entries; the place must have begun by then.
  init(content: Content, index: UInt64, logSize size: UInt64) {
    let rest = content.count(atLogSize: size) - index * UInt64(Self.fullWidth)
    self.init(content, index, width: Int(min(rest, UInt64(Self.fullWidth))))
  }

  private static func changes(from older: UInt64, to newer: UInt64, full: Bool) -> [TilePath] {
    var paths: [TilePath] = []
    for content in levels.map({ Content.hashes(level: $0) }) + [.entries] {
      let (before, after) = (content.count(atLogSize: older), content.count(atLogSize: newer))
      guard before < after else { continue }
      let width = UInt64(fullWidth)
      if full {
        paths += (before / width..<after / width).map { TilePath(content, $0) }
      } else if after % width > 0 {
        paths.append(TilePath(content, after / width, width: Int(after % width)))
      }
    }
    return paths
  }
}

extension TilePath.Content {
  /// How many hashes of this level, or entries, a log of `size` entries has.
  func count(atLogSize size: UInt64) -> UInt64 {
    switch self {
    case .hashes(let level): level < 8 ? size >> (8 * level) : 0
    case .entries: size
    }
  }
}
