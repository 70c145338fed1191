/// What a verifier says of an archive, in one word.
public enum EvidenceVerdict: String, Sendable, CaseIterable {
  /// All is as its region left it, and a trusted peer cosigned the log.
  case intact
  /// The same, and of some things only the commitment is left: they were erased, as they should be.
  case erased
  /// All fits together, and nobody whose key is trusted cosigned the log: its region could have made it up.
  case selfAsserted = "self-asserted"
  /// Something is not as its region left it, or cannot have been.
  case tampered
  /// The region showed two histories of one log.
  case splitView = "split-view"
}
