public import Cryptography

/// A checkpoint with the signature of its log and the cosignatures of witnesses (C2SP `tlog-checkpoint`).
public struct SignedCheckpoint: Equatable, Sendable {
  /// What is signed.
  public let checkpoint: Checkpoint
  /// The checkpoint as a note. Nothing is said of its signatures yet.
  public private(set) var note: SignedNote

  /// A checkpoint that nobody signed so far. Throws where a note cannot hold it.
  public init(_ checkpoint: Checkpoint) throws(NoteError) {
    self.checkpoint = checkpoint
    note = try SignedNote(text: checkpoint.text)
  }

  /// Reads a note whose text is a checkpoint. Throws where it is none.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    note = try SignedNote(parsing: bytes)
    checkpoint = try Checkpoint(parsing: note.text)
  }

  /// The note as it is written.
  public var bytes: [UInt8] { note.bytes }

  /// Adds the log's own signature, under its origin as the name.
  public mutating func sign(with key: Ed25519PrivateKey) throws { try note.sign(as: checkpoint.origin, with: key) }

  /// Adds the cosignature of the witness `name`, made at `time`, in seconds since 1970.
  public mutating func cosign(as name: String, with key: Ed25519PrivateKey, at time: Int64) throws {
    try note.cosign(as: name, with: key, at: time)
  }

  /// The cosignature alone, as the witness `name` answers it to the log (C2SP `tlog-witness`).
  public func cosignatureLines(as name: String, with key: Ed25519PrivateKey, at time: Int64) throws -> [UInt8] {
    var cosigned = try SignedNote(text: note.text)
    try cosigned.cosign(as: name, with: key, at: time)
    return cosigned.signatureLines
  }

  /// Takes over a witness's cosignature from the lines that it answered, in place of an earlier one. Throws, and
  /// changes nothing, where they are no signature lines or the witness's is missing or not good.
  public mutating func adopt(cosignatureLines: [UInt8], of witness: NoteKey) throws(NoteError) {
    try note.adopt(signatureLines: cosignatureLines, of: witness)
  }

  /// The checkpoint with the signature of its log alone.
  public func withoutCosignatures(of log: NoteKey) -> SignedCheckpoint {
    var bare = self
    bare.note.keepSignatures(of: log)
    return bare
  }

  /// Whether the log signed it: with this key, whose name is the checkpoint's origin.
  public func isSigned(by log: NoteKey) -> Bool {
    log.algorithm == .ed25519 && log.name.utf8.elementsEqual(checkpoint.origin.utf8) && (try? note.verify(log)) != nil
  }

  /// When this witness cosigned it, in seconds since 1970, the last time of several; nil where it did not.
  public func cosignatureTime(of witness: NoteKey) -> Int64? {
    guard witness.algorithm == .cosignature else { return nil }
    return (try? note.verify(witness))?.time
  }
}
