/// Why a witness does not cosign a checkpoint (C2SP `tlog-witness`).
public enum AddCheckpointRefusal: Error, Equatable, Sendable {
  /// The type of the answer's content where ``cosignedSize`` is its body.
  public static let sizeContentType = "text/x.tlog.size"

  /// The body is no request.
  case malformed(NoteError)
  /// The witness does not know a log of this origin.
  case unknownLog
  /// No signature by the log's key is good.
  case untrustedSignature
  /// The checkpoint has extension lines (`Schemas/peer-protocol.md`, section 7).
  case extensionLines
  /// The old size is larger than the checkpoint's.
  case oldSizeAboveCheckpoint
  /// The old size is not what the witness cosigned last: it is this.
  case otherSize(cosigned: UInt64)
  /// The log signed another root than the one that the witness cosigned at this size: proof of a split view.
  case otherRoot(SignedCheckpoint)
  /// The proof does not lead from the tree that the witness cosigned last to this one. The log signed the checkpoint;
  /// that its proof fails is no evidence that it has no better one.
  case inconsistent(SignedCheckpoint)

  /// The HTTP status of the answer.
  public var status: Int {
    switch self {
    case .malformed, .extensionLines, .oldSizeAboveCheckpoint: 400
    case .untrustedSignature: 403
    case .unknownLog: 404
    case .otherSize, .otherRoot: 409
    case .inconsistent: 422
    }
  }

  /// With status 409: the size that the witness cosigned last, which in decimal with a line feed is the body of the
  /// answer.
  public var cosignedSize: UInt64? {
    switch self {
    case .otherSize(let cosigned): cosigned
    case .otherRoot(let signed): signed.checkpoint.size
    default: nil
    }
  }
}
