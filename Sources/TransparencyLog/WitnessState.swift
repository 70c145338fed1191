/// What a witness remembers: of each log the newest tree that it cosigned (C2SP `tlog-witness`).
///
/// A witness checks a request, stores the state with the checkpoint recorded, and only then answers with its
/// cosignature; no other request of the same log is checked in between.
public struct WitnessState: Equatable, Sendable {
  /// The newest trees by the origin of their log.
  public private(set) var heads: [String: TreeHead]

  /// A witness that cosigned these trees last.
  public init(heads: [String: TreeHead] = [:]) { self.heads = heads }

  /// The newest tree of a log that was cosigned; one without entries where none was.
  public func head(of origin: String) -> TreeHead { heads[origin] ?? .empty }

  /// Whether to cosign what a log sent: the checkpoint that it sent, if so.
  ///
  /// - Parameters:
  ///   - body: The body of the request.
  ///   - logs: The keys of the logs that the witness knows; the name of each is its log's origin.
  /// - Throws: Why not, with the status to answer.
  public func check(_ body: [UInt8], logs: [NoteKey]) throws(AddCheckpointRefusal) -> SignedCheckpoint {
    let request: AddCheckpointRequest
    do { request = try AddCheckpointRequest(parsing: body) } catch { throw .malformed(error) }
    let (signed, checkpoint) = (request.checkpoint, request.checkpoint.checkpoint)
    let keys = logs.filter { $0.name.utf8.elementsEqual(checkpoint.origin.utf8) }
    guard !keys.isEmpty else { throw .unknownLog }
    guard keys.contains(where: signed.isSigned) else { throw .untrustedSignature }
    guard checkpoint.extensions.isEmpty else { throw .extensionLines }
    guard request.oldSize <= checkpoint.size else { throw .oldSizeAboveCheckpoint }
    let cosigned = head(of: checkpoint.origin)
    guard request.oldSize == cosigned.size else { throw .otherSize(cosigned: cosigned.size) }
    guard cosigned.size != checkpoint.size || cosigned.root == checkpoint.root else { throw .otherRoot(signed) }
    let isProven =
      cosigned.size == 0
      ? request.proof.isEmpty
      : MerkleTree.isConsistent(from: cosigned, to: checkpoint.head, proof: request.proof)
    guard isProven else { throw .inconsistent(signed) }
    return signed
  }

  /// Remembers that a checkpoint is about to be cosigned. One that is smaller than what is remembered changes nothing.
  public mutating func record(_ checkpoint: Checkpoint) {
    guard checkpoint.size >= head(of: checkpoint.origin).size else { return }
    heads[checkpoint.origin] = checkpoint.head
  }
}
