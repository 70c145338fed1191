public import PeerProtocol

/// What the clock of the node does not allow.
public enum ClockRefusal: Hashable, Sendable {
  /// What a clock in doubt cannot decide.
  public enum Question: Hashable, Sendable {
    /// Whether the dates of a reported signal are right.
    case signalDates
    /// Whether an agreement is in force.
    case agreementInForce
    /// Whether the dates of a proposed agreement are right.
    case proposalDates
    /// What has ended.
    case endings
  }

  /// The clock is in doubt: not refused for good, but to be tried again once the clock is trusted.
  case inDoubt(Question)
  /// The machine's clock shows another date than the one that was named.
  case otherDate(named: CalendarDate, machine: Timestamp)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .inDoubt: .tryAgain
    case .otherDate: .conflict
    }
  }
}
