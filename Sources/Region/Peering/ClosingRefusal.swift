public import PeerProtocol

/// Why a decision to leave the federation is refused.
public enum ClosingRefusal: Hashable, Sendable {
  /// Only the operator and the privacy officer close a region.
  case otherRole
  /// This person decided it already, in another role.
  case secondPersonNeeded(first: String, role: String)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode { .forbidden }
}
