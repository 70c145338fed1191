/// A tar archive of plain files, in the one form that ``TarHeader`` writes.
public struct TarArchive: Sendable {
  /// The whole archive.
  let bytes: [UInt8]
  /// The paths in the order of the archive.
  public let paths: [String]
  private let ranges: [String: Range<Int>]

  /// The end of every archive: two blocks of zeros.
  public static let end = [UInt8](repeating: 0, count: 2 * TarHeader.blockLength)

  /// A file as it stands in an archive: header, contents, and zeros up to the end of a block. Throws where the path does
  /// not fit.
  public static func encode(path: String, _ contents: [UInt8]) throws(TarFault) -> [UInt8] {
    guard TarHeader.isPath(path.utf8), contents.count <= TarHeader.largestLength else {
      throw TarFault(file: path, reason: "it cannot be written into the archive: its path or length does not fit")
    }
    return TarHeader.bytes(path: Array(path.utf8), length: contents.count) + contents
      + [UInt8](repeating: 0, count: TarHeader.padding(contents.count))
  }

  /// Reads an archive. Throws at the first thing that is not as ``encode(path:_:)`` writes it: another type than a plain
  /// file, a path that is absolute or leads upwards, a path that stands twice, bytes between files or behind the end.
  public init(parsing bytes: [UInt8]) throws(TarFault) {
    var paths: [String] = []
    var ranges: [String: Range<Int>] = [:]
    var position = 0
    func fault(_ reason: String, _ file: String? = nil) -> TarFault {
      let place = paths.last.map { "after \($0)" } ?? "at the beginning"
      return TarFault(file: file, reason: file == nil ? "\(place): \(reason)" : reason)
    }
    while true {
      guard bytes.count - position >= TarHeader.blockLength else { throw fault("it ends too early") }
      let header = bytes[position..<position + TarHeader.blockLength]
      if header.first == 0 { break }
      let name = header.prefix(TarHeader.nameLength).prefix { $0 != 0 }
      guard TarHeader.isPath(name) else {
        throw fault("a path is absolute, leads upwards or holds other characters than this archive has")
      }
      let path = String(decoding: name, as: UTF8.self)
      guard header[header.startIndex + 156] == UInt8(ascii: "0") else {
        throw fault("it is a link, folder or other thing; this archive holds plain files only", path)
      }
      guard let length = TarHeader.length(in: header),
        TarHeader.bytes(path: Array(name), length: length)[...] == header
      else { throw fault("its header was changed", path) }
      let start = position + TarHeader.blockLength
      let padding = TarHeader.padding(length)
      guard bytes.count - start >= length + padding else { throw fault("it is cut off", path) }
      position = start + length + padding
      guard bytes[start + length..<position].allSatisfy({ $0 == 0 }) else {
        throw fault("something stands behind it, where zeros belong", path)
      }
      guard ranges.updateValue(start..<start + length, forKey: path) == nil else {
        throw fault("it stands in the archive twice", path)
      }
      paths.append(path)
    }
    guard bytes[position...] == Self.end[...] else {
      throw fault("what follows is neither a file nor the end, which is two blocks of zeros and nothing behind them")
    }
    (self.bytes, self.paths, self.ranges) = (bytes, paths, ranges)
  }

  /// The contents of a file; nil where there is none.
  public subscript(path: String) -> [UInt8]? { ranges[path].map { Array(bytes[$0]) } }
}
