/// Reads an archive of plain files piece by piece, in the one form that ``TarArchive/encode(path:_:)`` writes.
package struct TarStream {
  private var ahead: [UInt8] = []
  private var start = 0
  private let read: () throws -> [UInt8]
  private var last: String?
  /// Bytes of the present file, and of the zeros behind it, that were not given yet.
  private var rest = (contents: 0, padding: 0)

  /// - Parameter read: the next bytes of the archive, none at its end.
  package init(_ read: @escaping () throws -> [UInt8]) { self.read = read }

  /// The next file, once all pieces of the one before were taken; nil at the end of the archive.
  package mutating func next() throws -> (path: String, length: Int)? {
    guard try take(rest.padding).allSatisfy({ $0 == 0 }) else { throw fault("something stands where zeros belong") }
    rest = (0, 0)
    let header = try take(TarHeader.blockLength)
    if header.first == 0 {
      let end = header + (try take(TarArchive.end.count - header.count))
      guard end == TarArchive.end, try isAtEnd() else {
        throw fault("what follows is neither a file nor the end")
      }
      return nil
    }
    let name = Array(header.prefix(TarHeader.nameLength).prefix { $0 != 0 })
    guard header.count == TarHeader.blockLength, TarHeader.isPath(name),
      let length = TarHeader.length(in: header[...]), TarHeader.bytes(path: name, length: length) == header
    else { throw fault("what follows is no plain file with a path inside the folder") }
    let path = String(decoding: name, as: UTF8.self)
    last = path
    rest = (length, TarHeader.padding(length))
    return (path, length)
  }

  /// The next bytes of the present file, none at its end.
  package mutating func piece() throws -> [UInt8] {
    guard rest.contents > 0 else { return [] }
    if start == ahead.count { try fill(1) }
    let count = min(rest.contents, ahead.count - start)
    guard count > 0 else { throw fault("it is cut off") }
    rest.contents -= count
    return try take(count)
  }

  private func fault(_ reason: String) -> TarFault {
    TarFault(file: nil, reason: "\(last.map { "after \($0)" } ?? "at the beginning"): \(reason)")
  }

  /// As many bytes; fewer at the end.
  private mutating func take(_ count: Int) throws -> [UInt8] {
    try fill(count)
    let end = min(ahead.count, start + count)
    defer { start = end }
    return Array(ahead[start..<end])
  }

  private mutating func fill(_ count: Int) throws {
    guard ahead.count - start < count else { return }
    ahead.removeFirst(start)
    start = 0
    while ahead.count < count {
      let piece = try read()
      if piece.isEmpty { return }
      ahead += piece
    }
  }

  private mutating func isAtEnd() throws -> Bool {
    try fill(1)
    return ahead.count == start
  }
}
