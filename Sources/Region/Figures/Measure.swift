/// What the statistics of a region count. The raw value is its place in what is stored, and never changes.
public enum Measure: UInt8, Hashable, Sendable, CaseIterable {
  /// Signals that were reported for the first time.
  case signals = 0
  /// Youths on whom a signal was reported for the first time, each once.
  case youths = 1
  /// Those of them who have a match, within the region or with another one.
  case youthsWithMatch = 2
  /// Matches on a youth with another region.
  case youthMatches = 3
  /// Matches on a family with another region.
  case familyMatches = 4
  /// Youths on whom two organisations of this region have signals.
  case matchesWithin = 5
  /// Matches with another region in which people of this region recorded contact.
  case contacted = 6
  /// Matches in which no contact was needed, since the professionals knew each other.
  case alreadyInContact = 7
  /// Matches without contact, since the family did not agree.
  case noConsent = 8
  /// Matches without contact, since nobody was reached.
  case notReached = 9
  /// Matches without contact, since there was no need.
  case notNeeded = 10
  /// Matches in which both regions agree that this one leads.
  case leadHere = 11
  /// Matches in which both regions agree that the other one leads.
  case leadThere = 12
  /// Handovers after a move that people of this region recorded as done.
  case handovers = 13
  /// Matches that were open at the end of the quarter, longer than the target allows and without a word on contact.
  case openTooLong = 14

  /// The name in documents, such as `youths-with-match`.
  public var name: String {
    switch self {
    case .signals: "signals"
    case .youths: "youths"
    case .youthsWithMatch: "youths-with-match"
    case .youthMatches: "youth-matches"
    case .familyMatches: "family-matches"
    case .matchesWithin: "matches-within"
    case .contacted: "contacted"
    case .alreadyInContact: "already-in-contact"
    case .noConsent: "no-consent"
    case .notReached: "not-reached"
    case .notNeeded: "not-needed"
    case .leadHere: "lead-here"
    case .leadThere: "lead-there"
    case .handovers: "handovers"
    case .openTooLong: "open-too-long"
    }
  }

  /// Whether it counts youths, each once a period: the quarters of a year then do not add up to it.
  public var countsYouths: Bool { self == .youths || self == .youthsWithMatch }

  /// Whether the year shows its last quarter, since it counts what stands at one moment.
  public var isOfOneMoment: Bool { self == .openTooLong }

  /// Whether one thing can count for several organisations, sectors and municipalities.
  var isShared: Bool { self != .signals }
}
