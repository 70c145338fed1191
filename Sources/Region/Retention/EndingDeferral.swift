public import PeerProtocol

public import enum Cryptography.SubjectKind

/// What has ended by the machine's clock and is only held, because the clock is in doubt or a person has to confirm it:
/// what peers have stays as it is, and nothing new of it leaves.
public struct EndingDeferral: Sendable {
  /// The day that the clock shows.
  public var today: CalendarDate
  /// What decides how long signals are kept.
  public var profile: RetentionProfile
  /// True where the legal ground for exchange ended by the clock.
  public var isGroundEnded: Bool

  /// Holds what ended by `today`.
  public init(today: CalendarDate, profile: RetentionProfile, isGroundEnded: Bool) {
    self.today = today
    self.profile = profile
    self.isGroundEnded = isGroundEnded
  }

  private func holds(_ signal: SignalsState.Row) -> Bool {
    isGroundEnded || profile.verdict(signal.dates, today: today.daysSince1970) != .keep
  }

  /// True where every signal in the feed that names the identity is held: it is not added to a peer's feed.
  public func holdsAddition(_ identity: UInt32, _ kind: FeedKind, _ signals: SignalsState) -> Bool {
    !signals.identities(kind).signals(identity).contains { row in
      signals.isInFeed(row) && signals.rows[Int(row)].map { !holds($0) } ?? false
    }
  }

  /// True where some signal is held that our view of a match of the identity shows: no view goes out.
  public func holdsView(_ identity: UInt32, _ kind: FeedKind, _ signals: SignalsState) -> Bool {
    let rows =
      kind == .guardian
      ? signals.signals(ofGuardian: identity) : signals.signals(naming: signals.youth(of: [identity]), kind: .youth)
    return rows.contains { row in signals.isInFeed(row) && signals.rows[Int(row)].map { holds($0) } ?? false }
  }
}

/// How much a sweep would end, and of how many.
public struct DueEndings: Sendable, Equatable {
  /// Signals that are active or left.
  public var findable = 0
  /// Those of them whose term ran out or that would be erased.
  public var ending = 0
  /// Archived signals.
  public var archived = 0
  /// Those of them that would be erased.
  public var erasing = 0

  /// Nothing counted yet.
  public init() {}

  /// All signals.
  public var all: Int { findable + archived }

  /// Everything that would end.
  public var total: Int { ending + erasing }

  /// True where so much would end at once that a person has to confirm it: more than a tenth, and more than a few.
  public var isUnusual: Bool { Self.isUnusual(ending, of: findable) || Self.isUnusual(erasing, of: archived) }

  /// So many may always end.
  public static let few = 20

  private static func isUnusual(_ count: Int, of all: Int) -> Bool { count > few && count * 10 > all }
}

extension RetentionDecisions {
  /// Counts what a sweep of `rows` would end by `today`; gives where the next piece begins, nil after the last.
  public func countEndings(
    in rows: Range<Int>, today: CalendarDate, profile: RetentionProfile, into due: inout DueEndings
  ) -> Int? {
    let end = min(rows.upperBound, signals.rows.count)
    for row in rows.lowerBound..<max(rows.lowerBound, end) {
      guard let signal = signals.rows[row] else { continue }
      let isEnding = profile.verdict(signal.dates, today: today.daysSince1970) != .keep
      if signal.isFindable {
        due.findable += 1
        due.ending += isEnding ? 1 : 0
      } else {
        due.archived += 1
        due.erasing += isEnding ? 1 : 0
      }
    }
    return end < signals.rows.count ? end : nil
  }
}
