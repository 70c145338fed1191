import PeerProtocol
public import Region

/// A limit exception as it stands at a moment, and what to do next.
public struct LimitExceptionDetails: Sendable {
  /// The exception.
  public var record: LimitExceptionRecord
  /// Whether it widens the limits now.
  public var isInForce: Bool
  /// What to do next.
  public var nextStep: NextStep

  init(_ record: LimitExceptionRecord, at: Timestamp) {
    self.record = record
    isInForce = record.standing == .concluded && record.terms.from <= at && at <= record.terms.until
    switch record.standing {
    case .received: nextStep = .approveException(record.terms.agreement, record.id)
    case .proposed: nextStep = .awaitOfficer(of: record.peer)
    case .concluded where at > record.terms.until: nextStep = .exceptionIsOver
    case .concluded: nextStep = .showStatus
    case .rejected, .lapsed: nextStep = .proposeException(record.terms.agreement)
    }
  }
}
