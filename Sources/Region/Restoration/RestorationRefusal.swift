public import PeerProtocol

/// Why the import after a restored backup cannot be confirmed.
public enum RestorationRefusal: Hashable, Sendable {
  /// Nothing shows that the node was restored from a backup.
  case nothingToConfirm
  /// No file of the whole index was read since the restore was noticed.
  case indexNotImported

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode { .conflict }
}
