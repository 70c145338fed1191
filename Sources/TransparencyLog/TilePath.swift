/// Where a file of a tiled log stands (C2SP `tlog-tiles`): a tile of hashes or a bundle of entries, whole or partial.
public struct TilePath: Hashable, Sendable {
  /// What a file holds.
  public enum Content: Hashable, Sendable {
    /// Hashes of subtrees of 256^level entries, level from 0 (the hashes of the entries) to 63.
    case hashes(level: Int)
    /// The entries themselves.
    case entries
  }

  /// Hashes or entries of a whole tile or bundle.
  public static let fullWidth = 256

  /// What the file holds.
  public let content: Content
  /// Which of the files with such content, from the left, from 0.
  public let index: UInt64
  /// How many hashes or entries it has: 256, or less where it is partial.
  public let width: Int

  /// Hashes of a tile of `level`; callers keep the numbers within their bounds.
  init(_ content: Content, _ index: UInt64, width: Int = fullWidth) {
    (self.content, self.index, self.width) = (content, index, width)
  }

  /// Reads a path as it stands in ``text``. Throws where there is no file of this name, or it could be written in
  /// another way.
  public init(parsing text: String) throws(TileError) {
    guard let path = Self.read(text), path.text.utf8.elementsEqual(text.utf8) else { throw .invalidPath }
    self = path
  }

  /// Whether the file has less than 256 hashes or entries.
  public var isPartial: Bool { width < Self.fullWidth }

  /// The path of the whole tile or bundle in this place.
  public var full: TilePath { TilePath(content, index) }

  /// The path, such as `tile/0/x001/067.p/12` or `tile/entries/000`.
  public var text: String { isPartial ? "\(partialFolder)/\(width)" : fullText }

  /// The folder of all partial files in this place, such as `tile/0/x001/067.p`.
  public var partialFolder: String { fullText + ".p" }

  private var fullText: String {
    var groups = [Self.digits(index % 1000)]
    var rest = index / 1000
    while rest > 0 {
      groups.append("x" + Self.digits(rest % 1000))
      rest /= 1000
    }
    let folder =
      switch content {
      case .hashes(let level): String(level)
      case .entries: "entries"
      }
    return "tile/\(folder)/" + groups.reversed().joined(separator: "/")
  }

  private static func digits(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: 3 - text.count) + text
  }

  /// Reads generously; the caller compares what is read with what would be written.
  private static func read(_ text: String) -> TilePath? {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.removeFirst() == "tile" else { return nil }
    let folder = parts.removeFirst()
    var width = fullWidth
    if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
      guard let number = Int(parts.removeLast()), (1..<fullWidth).contains(number) else { return nil }
      width = number
      parts[parts.count - 1].removeLast(2)
    }
    var index: UInt64 = 0
    for part in parts {
      guard let group = UInt64(part.suffix(3)), group < 1000 else { return nil }
      let (product, overflows) = index.multipliedReportingOverflow(by: 1000)
      let (sum, overflowsToo) = product.addingReportingOverflow(group)
      guard !overflows, !overflowsToo else { return nil }
      index = sum
    }
    if folder == "entries" { return TilePath(.entries, index, width: width) }
    guard let level = Int(folder), (0...63).contains(level) else { return nil }
    return TilePath(.hashes(level: level), index, width: width)
  }
}
