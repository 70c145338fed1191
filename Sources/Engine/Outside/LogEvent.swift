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
  /// What a peer did, where this is an alarm: it is rendered as the member `detail`.
  public var alarm: PeerAlarm?

  /// A line of these particulars.
  public init(
    _ level: Level, _ event: String, _ members: [String: JSONValue] = [:], refusal: Refusal? = nil, alarm: PeerAlarm? = nil
  ) {
    self.level = level
    self.event = event
    self.members = members
    self.refusal = refusal
    self.alarm = alarm
  }
}
