public import PeerProtocol

/// Why a decision to leave the federation is refused.
public enum ClosingRefusal: Hashable, Sendable {
  /// Only the operator and the privacy officer close a region.
  case otherRole
  /// This person decided it already, in another role.
  case secondPersonNeeded(first: String, role: String)

  /// What PROTOCOL calls it.
  public var code: ProblemCode { .forbidden }
}
