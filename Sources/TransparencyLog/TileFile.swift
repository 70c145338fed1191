/// A file of a tiled log: a tile of hashes or a bundle of entries.
public struct TileFile: Equatable, Sendable {
  /// Where it stands.
  public let path: TilePath
  /// What it holds.
  public let bytes: [UInt8]
}
