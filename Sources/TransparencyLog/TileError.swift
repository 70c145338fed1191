/// Why a file of a tiled log, or a question about one, is refused.
public enum TileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No file of a tiled log has this path.
  case invalidPath
  /// A tile that was read has not the hashes that its path says.
  case wrongTileLength(TilePath)
  /// A bundle that was read has not the entries that its path says, or others than the hashes of level 0 say.
  case invalidBundle(TilePath)
  /// An entry has more bytes than a bundle can say: 65,535.
  case entryTooLong
  /// There is no such entry or no such tree in a log of this size.
  case outOfRange(size: UInt64)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .invalidPath: "tile path: it is not as C2SP tlog-tiles writes it"
    case .wrongTileLength(let path): "\(path.text): it does not hold \(path.width) hashes; restore it from a backup"
    case .invalidBundle(let path):
      "\(path.text): it does not hold the \(path.width) entries of this log; restore it from a backup"
    case .entryTooLong: "entry: it has more than \(EntryBundle.maxEntryBytes) bytes"
    case .outOfRange(let size): "proof: the log has \(size) entries, and the question goes beyond them"
    }
  }
}
