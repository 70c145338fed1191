public import PeerProtocol
public import Region

/// A line for the log: never with an identity, a point, a token, a proof or a secret.
public struct LogEvent: Sendable {
  /// How much it matters.
  public enum Level: String, Sendable {
    /// Normal operation.
    case info
    /// Something that an operator should look at.
    case warning
    /// Something that stopped.
    case error
  }

  /// How much it matters.
  public var level: Level
  /// What happened, such as `batch-received`.
  public var event: String
  /// Particulars.
  public var members: [String: JSONValue]
  /// What was refused, where something was: it is rendered as the end of the member `reason`.
  public var refusal: Refusal?
  /// How the clock stands, where the line is about that: it is rendered as the member `detail`.
  public var clock: ClockStanding?
  /// What to do, where a person has to: it is rendered as the end of the member `detail` or `reason`, else as `next`.
  public var nextStep: NextStep?
  /// What people should know of, where this is an alarm: it is rendered as the member `detail`.
  public var alarm: Alarm?

  /// A line of these particulars.
  public init(
    _ level: Level, _ event: String, _ members: [String: JSONValue] = [:], refusal: Refusal? = nil,
    clock: ClockStanding? = nil, alarm: Alarm? = nil, nextStep: NextStep? = nil
  ) {
    self.level = level
    self.event = event
    self.members = members
    self.refusal = refusal
    self.clock = clock
    self.nextStep = nextStep
    self.alarm = alarm
  }
}
