import Cryptography

/// The head of a log (C2SP `tlog-checkpoint`): the text of a note. Three lines, and others where a log has more to say.
public struct Checkpoint: Equatable, Sendable {
  /// Bytes of a root hash.
  public static let rootLength = MerkleTree.hashLength

  /// Which log this is; a line that is not empty.
  public let origin: String
  /// How many entries it has.
  public let size: UInt64
  /// The root of its Merkle tree (RFC 6962), 32 bytes.
  public let root: [UInt8]
  /// Further lines, none of them empty.
  public let extensions: [String]

  /// The head of a log. Throws where a line would be empty or hold a control character, or the root has not 32 bytes.
  public init(origin: String, size: UInt64, root: [UInt8], extensions: [String] = []) throws(NoteError) {
    guard Self.isLine(origin) else { throw NoteError("origin", "it is empty or holds a control character") }
    guard root.count == Self.rootLength else { throw NoteError("root", "it has not \(Self.rootLength) bytes") }
    guard extensions.allSatisfy(Self.isLine) else {
      throw NoteError("extension lines", "one is empty or holds a control character")
    }
    (self.origin, self.size, self.root, self.extensions) = (origin, size, root, extensions)
  }

  /// Reads the text of a note. Throws where it is no checkpoint, or could be written in another way.
  public init(parsing text: String) throws(NoteError) {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    guard lines.popLast() == "", lines.count >= 3 else {
      throw NoteError("checkpoint", "it has not three lines, each with a line feed: origin, size, root")
    }
    guard let size = LineReader.number(lines[1]) else {
      throw NoteError("size", "the second line is not a number of entries without leading zeros")
    }
    guard let root = Base64.decode(lines[2]) else {
      throw NoteError("root", "the third line is not Base64 with padding")
    }
    try self.init(origin: lines[0], size: size, root: root, extensions: Array(lines.dropFirst(3)))
  }

  /// Size and root.
  public var head: TreeHead { TreeHead(size: size, root: root) }

  /// The text of the note.
  public var text: String {
    ([origin, String(size), Base64.encode(root)] + extensions).map { $0 + "\n" }.joined()
  }

  /// Byte by byte: lines that only look the same are not.
  public static func == (left: Checkpoint, right: Checkpoint) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  private static func isLine(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 } }
}
