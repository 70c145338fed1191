/// Why one signal is suspended: it stays stored, and neither peers nor others within the region learn of it.
///
/// An objection that is not decided on suspends a whole youth and is kept apart (``ObjectionStep``).
public struct SignalSuspension: OptionSet, Sendable, Equatable {
  /// A bit for each reason.
  public let rawValue: UInt8

  /// The reasons of this number.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The end of the signal stood in a row that was refused for another field: what protects counts, erasure does not
  /// follow from a faulty row.
  public static let refusedEnd = SignalSuspension(rawValue: 1)
  /// Another organisation reported the youth's death, and the days of grace are not over.
  public static let reportedDeath = SignalSuspension(rawValue: 2)
  /// One person decided on an erasure, and a second has not confirmed it yet.
  public static let awaitsSecondPerson = SignalSuspension(rawValue: 4)

  /// Every reason that this version knows.
  static let all: SignalSuspension = [.refusedEnd, .reportedDeath, .awaitsSecondPerson]
  /// The reasons that a new report under the signal's id ends.
  static let endedByReport: SignalSuspension = [.refusedEnd]
}
