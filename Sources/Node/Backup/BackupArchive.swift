import Age
import Cryptography
import Evidence

/// The archive inside a backup, written piece by piece: a tar of plain files, sealed as an age file.
struct BackupArchive {
  private static let pieceLength = 1 << 20

  private var sealed: AgeWriter
  /// The files so far.
  private(set) var files: [BackupManifest.File] = []

  /// Whether a file with this path can be in it.
  static func isPath(_ path: String) -> Bool { TarHeader.isPath(path.utf8) && path != BackupManifest.path }

  init(for recipients: [AgeRecipient], random: any RandomSource, write: @escaping ([UInt8]) throws -> Void) throws {
    sealed = try AgeWriter(for: recipients, random: random, write: write)
  }

  /// Adds a file of `length` bytes.
  ///
  /// - Parameter next: the next bytes, as many as are asked for at most.
  mutating func add(_ path: String, length: Int, next: (Int) throws -> [UInt8]) throws {
    guard length <= TarHeader.largestLength else { throw BackupFault.notCopied(path, "it is over 8 GiB") }
    try sealed.append(TarHeader.bytes(path: Array(path.utf8), length: length))
    var (hash, rest) = (SHA256.Stream(), length)
    while rest > 0 {
      let piece = try next(min(rest, Self.pieceLength))
      guard !piece.isEmpty, piece.count <= rest else {
        throw BackupFault.notCopied(path, "it changed while it was read; try again")
      }
      hash.update(piece)
      rest -= piece.count
      try sealed.append(piece)
    }
    try sealed.append([UInt8](repeating: 0, count: TarHeader.padding(length)))
    files.append(BackupManifest.File(path: path, length: length, digest: hash.finish()))
  }

  /// Adds a small file.
  mutating func add(_ path: String, _ bytes: [UInt8]) throws {
    var rest = bytes[...]
    try add(path, length: bytes.count) { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// Ends the archive.
  mutating func finish() throws {
    try sealed.append(TarArchive.end)
    try sealed.finish()
  }
}
