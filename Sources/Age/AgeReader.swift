import Cryptography

/// Opens an age file (age-encryption.org/v1), in bytes or in text form, piece by piece.
///
/// What it gives is what was sealed, but whether the file was cut off is only known at its end.
public struct AgeReader {
  private var input: AgeInput
  private var payload: AgePayload
  private var isAtEnd = false

  /// Reads the header.
  ///
  /// - Parameters:
  ///   - identities: what may open the file.
  ///   - read: the next bytes of the file, as many as are asked for at most; none at its end.
  /// - Throws: ``AgeFault``, or what `read` throws.
  public init(openedBy identities: [AgeIdentity], read: @escaping (Int) throws -> [UInt8]) throws {
    input = try AgeInput(read)
    let fileKey = try AgeHeader(parsing: try input.headerLines()).fileKey(for: identities)
    let nonce = try input.take(AgePayload.nonceLength)
    guard nonce.count == AgePayload.nonceLength else { throw AgeFault.header("it ends too early") }
    payload = try AgePayload(fileKey: fileKey, nonce: nonce)
  }

  /// The next contents; none at the end of the file.
  public mutating func next() throws -> [UInt8] {
    if isAtEnd { return [] }
    let piece = try input.take(AgePayload.pieceLength + AuthenticatedCipher.tagLength)
    isAtEnd = try input.isAtEnd()
    let isFirst = payload.isAtStart
    guard let opened = try? payload.open(piece, isLast: isAtEnd) else {
      throw AgeFault.payload(isAtEnd ? "it is changed or cut off at its end" : "a piece of it was changed")
    }
    guard !opened.isEmpty || isFirst else { throw AgeFault.payload("its last piece is empty") }
    return opened
  }
}

/// The bytes of an age file with what was read ahead.
private struct AgeInput {
  private static let readLength = 65_536

  private var ahead: [UInt8] = []
  private var start = 0
  private var read: (Int) throws -> [UInt8]

  /// Reads a file in text form as a whole: its checksums stand at the end of lines.
  init(_ read: @escaping (Int) throws -> [UInt8]) throws {
    self.read = read
    try fill(1)
    guard let first = ahead.first, first != UInt8(ascii: "a"), let text = try whole() else { return }
    ahead = try AgeArmor.decode(text)
    self.read = { _ in [] }
  }

  /// Everything, where it is text; nil where it is not, or is too long for text.
  private mutating func whole() throws -> String? {
    while ahead.count <= AgeArmor.maxLength {
      let piece = try read(Self.readLength)
      if piece.isEmpty { return String(validating: ahead, as: UTF8.self) }
      ahead += piece
    }
    throw AgeFault.armor("it is over \(AgeArmor.maxLength >> 20) MiB; keep large files in bytes")
  }

  private mutating func fill(_ count: Int) throws {
    while ahead.count - start < count {
      if start > 0 {
        ahead.removeFirst(start)
        start = 0
      }
      let piece = try read(Self.readLength)
      if piece.isEmpty { return }
      ahead += piece
    }
  }

  /// The next bytes, fewer at the end.
  mutating func take(_ count: Int) throws -> [UInt8] {
    try fill(count)
    let end = min(ahead.count, start + count)
    defer { start = end }
    return Array(ahead[start..<end])
  }

  mutating func isAtEnd() throws -> Bool {
    try fill(1)
    return ahead.count == start
  }

  /// The lines of the header, up to the one that begins with `---`.
  mutating func headerLines() throws -> [String] {
    var (lines, length): ([String], Int) = ([], 0)
    while length <= AgeHeader.maxLength {
      var line: [UInt8] = []
      while true {
        guard let byte = try take(1).first, line.count <= AgeHeader.maxLength else {
          throw AgeFault.header("it ends too early")
        }
        if byte == UInt8(ascii: "\n") { break }
        line.append(byte)
      }
      guard let text = String(validating: line, as: UTF8.self), text.utf8.allSatisfy({ (32...126).contains($0) })
      else { throw AgeFault.header("a line of it is not text") }
      lines.append(text)
      if text.hasPrefix("---") { return lines }
      length += line.count
    }
    throw AgeFault.header("it is over \(AgeHeader.maxLength) bytes")
  }
}
