public import PeerProtocol

/// Why nothing is stored, or nothing that was read is durable.
public enum StorageRefusal: Hashable, Sendable {
  /// The disk is full; the node continues by itself once there is room.
  case diskFull
  /// Too much waits for the disk, for a moment.
  case busy
  /// The journal does not continue; only a restart helps.
  case stopped
  /// What was to be stored could not be read back, so that nothing was stored.
  case unreadable
  /// No snapshot could be written now.
  case snapshotFailed
  /// So many entries of the audit log wait for their files that nothing is taken that needs one more.
  case logFull

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .diskFull, .busy, .stopped, .snapshotFailed, .logFull: .tryAgain
    case .unreadable: .internalError
    }
  }
}
