/// What a log sends a witness (C2SP `tlog-witness`, the body of `add-checkpoint`): the size that it thinks the witness
/// cosigned last, the proof that its tree continues that one, and the checkpoint.
public struct AddCheckpointRequest: Equatable, Sendable {
  /// The size of the tree that the witness cosigned last; 0 where it never did.
  public let oldSize: UInt64
  /// The consistency proof from the old size to that of the checkpoint; empty from 0.
  public let proof: [[UInt8]]
  /// The checkpoint with the log's signature.
  public let checkpoint: SignedCheckpoint

  /// A request with these parts.
  public init(oldSize: UInt64, proof: [[UInt8]], checkpoint: SignedCheckpoint) {
    (self.oldSize, self.proof, self.checkpoint) = (oldSize, proof, checkpoint)
  }

  /// Reads a body. Throws where it is none: the error names the part.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    var lines = LineReader(bytes)
    guard let oldSize = LineReader.number(LineReader.value(of: "old", in: lines.next())) else {
      throw NoteError("old size", "the first line is not \"old\" and a number without leading zeros")
    }
    self.oldSize = oldSize
    proof = try lines.proof()
    checkpoint = try SignedCheckpoint(parsing: Array(lines.rest))
  }

  /// The body.
  public var bytes: [UInt8] { Array("old \(oldSize)\n\(LineReader.text(ofProof: proof))".utf8) + checkpoint.bytes }
}
