public import PeerProtocol

/// How long signals are kept and exchanged (DOMAIN: the profile `jeugdwet`). Every number is configuration.
///
/// Days are those of UTC.
public struct RetentionProfile: Sendable, Equatable {
  /// What is done while the date is missing on which the family was informed.
  public enum Informing: String, Sendable, CaseIterable {
    /// Exchange goes on; status and lists say what is missing.
    case report
    /// The signal is in no feed until the date is there.
    case holdExchange = "hold-exchange"
  }

  /// The profile's name.
  public var name: String
  /// Months for which a signal is active at most, from its start.
  public var termMonths: Int
  /// From the day on which the youth reaches this age nothing is kept.
  public var ageLimitYears: Int
  /// Years for which signals are archived whose risk is gone or whose term ran out; 0 for no archive.
  public var archiveYears: Int
  /// Months for which a signal stays findable after the family moved away, within its term; nil for all of its term,
  /// 0 for not at all.
  public var movedAwayMonths: Int?
  /// What is done while the family is not known to be informed.
  public var informing: Informing
  /// The end of the legal ground for exchange, where it has one.
  public var validUntil: Timestamp?
  /// Days for which others' signals on a youth are suspended after one organisation reported the youth's death, before they
  /// are erased.
  public var deathGraceDays = 3
  /// Years for which entries of the audit log are kept; the law asks for no fewer.
  public var auditYears = 5
  /// Years for which a region may keep them at most.
  public static let longestAuditYears = 20

  /// A profile of these particulars.
  public init(
    name: String, termMonths: Int, ageLimitYears: Int, archiveYears: Int, movedAwayMonths: Int?, informing: Informing,
    validUntil: Timestamp?
  ) {
    self.name = name
    self.termMonths = termMonths
    self.ageLimitYears = ageLimitYears
    self.archiveYears = archiveYears
    self.movedAwayMonths = movedAwayMonths
    self.informing = informing
    self.validUntil = validUntil
  }

  /// The profile of the Dutch youth act, with all that it allows.
  public static let jeugdwet = RetentionProfile(
    name: "jeugdwet", termMonths: 24, ageLimitYears: 23, archiveYears: 5, movedAwayMonths: nil, informing: .report,
    validUntil: nil)

  /// The day from which nothing is kept on somebody born on `birth`.
  ///
  /// Who was born on 29 February comes of age on 1 March in a year without that day.
  public func eraseOn(birth: CalendarDate) -> CalendarDate { birth.adding(years: ageLimitYears) }

  /// Entries of the audit log of days before this one are over their term.
  public func auditEntriesKept(from today: CalendarDate) -> CalendarDate { today.adding(years: -auditYears) }

  /// True where the legal ground for exchange ended by `now`.
  public func isGroundEnded(_ now: Timestamp) -> Bool { validUntil.map { $0 <= now } ?? false }
}

/// The dates of a signal that decide how long it is kept, in days since 1970.
struct SignalDates {
  var startedOn: Int32
  var termEndsOn: Int32
  var leftOn: Int32
  var endedOn: Int32
  var eraseOn: Int32
  var endReason: UInt8
}

/// What a profile says of a signal on a day.
enum RetentionVerdict: Equatable {
  case keep
  /// Its term ran out on that day: it is archived.
  case runsOut(on: Int32)
  case erase(EndReason)
}

extension RetentionProfile {
  /// What becomes of a signal by `today`. The same however late the question comes: a node that was off catches up.
  func verdict(_ dates: SignalDates, today: Int32) -> RetentionVerdict {
    if dates.eraseOn != SignalsState.noDate, dates.eraseOn <= today { return .erase(.ageLimit) }
    let isFindable = dates.endReason == 0 || dates.endReason == EndReason.movedAway.rawValue
    // Most signals are young; the calendar is asked only about those that may be due.
    if isFindable {
      let end = findableUntil(dates, today: today)
      guard end <= today else { return .keep }
      return archiveEnd(end) <= today ? .erase(.archiveEnded) : .runsOut(on: end)
    }
    guard archiveYears == 0 || dates.endedOn + Int32(archiveYears) * 365 <= today || dates.termEndsOn <= today else {
      return .keep
    }
    // An end that was reported after the term had run out does not lengthen the archive.
    return archiveEnd(min(dates.endedOn, dates.termEndsOn)) <= today ? .erase(.archiveEnded) : .keep
  }

  /// The first day on which the signal is no longer findable. A term that was shortened since it was reported counts.
  private func findableUntil(_ dates: SignalDates, today: Int32) -> Int32 {
    var end = dates.termEndsOn
    if dates.startedOn + Int32(termMonths) * 28 <= today {
      end = min(end, CalendarDate(daysSince1970: Int(dates.startedOn)).adding(months: termMonths).daysSince1970)
    }
    if dates.leftOn != SignalsState.noDate, let months = movedAwayMonths {
      end = min(end, CalendarDate(daysSince1970: Int(dates.leftOn)).adding(months: months).daysSince1970)
    }
    return end
  }

  private func archiveEnd(_ day: Int32) -> Int32 {
    CalendarDate(daysSince1970: Int(day)).adding(years: archiveYears).daysSince1970
  }
}

/// What the region's profile lets into the feeds. Part of the state, since matches and views follow from it.
public struct ExchangeRules: Sendable, Equatable {
  /// True where signals wait for the date on which the family was informed.
  public var holdsUninformed: Bool
  /// True once the legal ground for exchange ended: nothing is in any feed.
  public var hasEnded: Bool

  /// Rules of these particulars.
  public init(holdsUninformed: Bool = false, hasEnded: Bool = false) {
    self.holdsUninformed = holdsUninformed
    self.hasEnded = hasEnded
  }
}
