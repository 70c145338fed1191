/// Why one signal is suspended: it stays stored, and neither peers nor others within the region learn of it, but for one
/// reason that concerns peers only.
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
  /// The region requires that the organisation is registered, and it is not: peers do not learn of the signal.
  public static let unregistered = SignalSuspension(rawValue: 8)

  /// Every reason that this version knows.
  static let all: SignalSuspension = [.refusedEnd, .reportedDeath, .awaitsSecondPerson, .unregistered]
  /// The reasons that belong to the youth, and follow from a ``YouthHold``.
  static let ofYouth: SignalSuspension = [.reportedDeath, .awaitsSecondPerson]
  /// The reasons that concern peers only: others within the region see the signal.
  static let towardsPeers: SignalSuspension = [.unregistered]
  /// The reasons that a new report under the signal's id ends.
  static let endedByReport: SignalSuspension = [.refusedEnd]
}

extension SignalSuspension {
  /// The names of the reasons in documents.
  public var names: [String] {
    [
      (Self.refusedEnd, "refused-end"), (.reportedDeath, "reported-death"),
      (.awaitsSecondPerson, "awaits-second-person"), (.unregistered, "unregistered-organisation"),
    ]
    .filter { contains($0.0) }.map(\.1)
  }
}
