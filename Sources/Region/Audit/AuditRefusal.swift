public import PeerProtocol

/// Why something of the audit log is refused.
public enum AuditRefusal: Hashable, Sendable {
  /// After its start this node still asks its peers what they hold of its log: it signs nothing before.
  case ownLogUnchecked

  /// The code of the answer.
  public var code: ProblemCode {
    switch self {
    case .ownLogUnchecked: .tryAgain
    }
  }
}
