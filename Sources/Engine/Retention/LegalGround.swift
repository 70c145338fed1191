public import PeerProtocol

/// How long the legal ground for exchange holds.
public struct LegalGround: Sendable, Equatable {
  /// When it ends.
  public var validUntil: Timestamp
  /// True where it ended.
  public var hasEnded: Bool
  /// The days that are left where it ends soon, 0 where it ended; nil where it holds for longer.
  public var daysLeft: Int?

  init(validUntil: Timestamp, now: Timestamp) {
    self.validUntil = validUntil
    let left = validUntil.seconds - now.seconds
    hasEnded = left <= 0
    daysLeft = hasEnded ? 0 : left <= EngineLimits.groundNoticeSeconds ? Int((left + 86_399) / 86_400) : nil
  }
}
