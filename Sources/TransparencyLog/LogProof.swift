import Cryptography

/// That an entry stands in a log, to be verified without the log (C2SP `tlog-proof`, a file `.tlog-proof`).
public struct LogProof: Equatable, Sendable {
  /// Bytes of a proof.
  public static let maxBytes = 1 << 20

  /// What the application adds; nothing signs it. Not empty.
  public let extra: [UInt8]?
  /// The place of the entry in the log, from 0.
  public let index: UInt64
  /// The inclusion proof, the leaf's sibling first.
  public let hashes: [[UInt8]]
  /// The tree that the entry stands in.
  public let checkpoint: SignedCheckpoint

  private static let firstLine = "c2sp.org/tlog-proof@v1"

  /// A proof with these parts; an `extra` without bytes is none.
  public init(extra: [UInt8]? = nil, index: UInt64, hashes: [[UInt8]], checkpoint: SignedCheckpoint) {
    self.extra = extra?.isEmpty == false ? extra : nil
    (self.index, self.hashes, self.checkpoint) = (index, hashes, checkpoint)
  }

  /// Reads a proof. Throws where it is none: the error names the part. Nothing is verified yet.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    let head = try Head(parsing: bytes)
    self.init(head, checkpoint: try SignedCheckpoint(parsing: Array(head.rest)))
  }

  /// Reads one of many proofs under a checkpoint that was read before: nil where it is under another.
  ///
  /// - Parameter checkpoint: the checkpoint, and its bytes, with which the proof has to end.
  public init?(parsing bytes: [UInt8], under checkpoint: (read: SignedCheckpoint, bytes: [UInt8])) throws(NoteError) {
    let head = try Head(parsing: bytes)
    guard head.rest.elementsEqual(checkpoint.bytes) else { return nil }
    self.init(head, checkpoint: checkpoint.read)
  }

  private init(_ head: Head, checkpoint: SignedCheckpoint) {
    (extra, index, hashes, self.checkpoint) = (head.extra, head.index, head.hashes, checkpoint)
  }

  /// What stands before the checkpoint.
  private struct Head {
    let extra: [UInt8]?
    let index: UInt64
    let hashes: [[UInt8]]
    let rest: ArraySlice<UInt8>

    init(parsing bytes: [UInt8]) throws(NoteError) {
      guard bytes.count <= LogProof.maxBytes else {
        throw NoteError("proof", "it has more than \(LogProof.maxBytes) bytes")
      }
      var lines = LineReader(bytes)
      guard lines.next().map({ $0.utf8.elementsEqual(LogProof.firstLine.utf8) }) == true else {
        throw NoteError("first line", "it is not \(LogProof.firstLine)")
      }
      var line = lines.next()
      if let text = LineReader.value(of: "extra", in: line) {
        guard let extra = Base64.decode(text), !extra.isEmpty else {
          throw NoteError(
            "extra", "it is not Base64 with padding of one byte or more; leave the line out where there is none")
        }
        self.extra = extra
        line = lines.next()
      } else {
        extra = nil
      }
      guard let index = LineReader.number(LineReader.value(of: "index", in: line)) else {
        throw NoteError("index", "the line is not \"index\" and a number without leading zeros")
      }
      self.index = index
      hashes = try lines.proof()
      rest = lines.rest
    }
  }

  /// The proof as it is written.
  public var bytes: [UInt8] {
    let extraLine = extra.map { "extra \(Base64.encode($0))\n" } ?? ""
    let head = "\(Self.firstLine)\n\(extraLine)index \(index)\n\(LineReader.text(ofProof: hashes))"
    return Array(head.utf8) + checkpoint.bytes
  }

  /// Whether the entry stands at this index in the tree of the checkpoint. Whom to believe the checkpoint is another
  /// question: see ``TrustPolicy``.
  public func proves(_ entry: [UInt8]) -> Bool {
    MerkleTree.isIncluded(MerkleTree.leafHash(entry), at: index, in: checkpoint.checkpoint.head, proof: hashes)
  }
}
