public import PeerProtocol

import enum Cryptography.SubjectKind

/// What a region keeps of a person and may tell: nothing of what is shielded `withheld`.
///
/// Of a person on whom there is nothing else it says the same as of one whom the region does not know.
public struct SubjectView: Sendable {
  /// A signal that is told of.
  public struct Signal: Sendable {
    /// The signal.
    public var summary: SignalSummary
    /// True where it names the person as a parent.
    public var isAsParent: Bool
    /// The day from which it is kept no longer.
    public var keptUntil: CalendarDate
  }

  /// A match with another region.
  public struct Match: Sendable {
    /// The region.
    public var peer: RegionName
    /// The day on which it was found.
    public var foundOn: CalendarDate
    /// False once it ended.
    public var isOpen: Bool
    /// What the other region told of its organisations.
    public var involvements: [Involvement]
  }

  /// The signals, sorted by their start.
  public var signals: [Signal] = []
  /// The matches, sorted by the day on which they were found; none for a capacity that names no regions.
  public var matches: [Match] = []
  /// The regions to which contact details went, with the first and the last day.
  public var recipients: [(peer: RegionName, days: Disclosures.Days)] = []
  /// What looks at the person are found by in the audit log.
  public var things: Set<AuditThing> = []

  /// True where there is nothing to tell.
  public var isEmpty: Bool { signals.isEmpty }
}

/// Reads what a region keeps of a person.
public struct SubjectReader: Sendable {
  let signals: SignalsState
  let matches: MatchesState
  let agreements: AgreementsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    matches = region.matches
    agreements = region.agreements
  }

  /// What may be told to somebody who asks in a capacity.
  public func view(of subject: Subject, profile: RetentionProfile) -> SubjectView {
    var view = SubjectView()
    let youth = signals.youth(of: subject.youth.compactMap { signals.youths.reference(of: $0) })
    let parents = subject.parent.compactMap { signals.guardians.reference(of: $0) }
    let own = signals.signals(naming: youth, kind: .youth)
    let named = signals.signals(naming: parents, kind: .guardian).filter { !own.contains($0) }
    for (rows, isAsParent) in [(own, false), (named, true)] {
      for row in rows {
        guard let stored = signals.rows[Int(row)], stored.shielding != .withheld,
          let summary = signals.summary(row: row)
        else { continue }
        view.signals.append(
          SubjectView.Signal(summary: summary, isAsParent: isAsParent, keptUntil: profile.keptUntil(stored.dates)))
        view.things.insert(.signal(summary.id))
      }
    }
    view.signals.sort { ($0.summary.startedOn, $0.summary.id) < ($1.summary.startedOn, $1.summary.id) }
    let told = view.signals.filter { !$0.isAsParent }
    // What another region got, or told, is about what is told here: a match from before is about something else.
    guard subject.capacity.namesRegions, let since = told.map(\.summary.startedOn).min() else { return view }
    view.recipients =
      told.first.map { matches.recipients(ofYouthOf: $0.summary.id, signals) }?
      .filter { $0.days.last >= since.daysSince1970 } ?? []
    let people = Set(youth)
    for match in matches.shown.values where match.kind == .youth && !match.people.isDisjoint(with: people) {
      let ended = match.endedAt == 0 ? nil : Self.date(match.endedAt)
      guard ended.map({ $0 >= since }) ?? true else { continue }
      let involvements = match.members.sorted().compactMap { matches.records[$0]?.view?.involvements }.flatMap(\.self)
      view.matches.append(
        SubjectView.Match(
          peer: match.peer, foundOn: Self.date(match.detectedAt), isOpen: match.isOpen, involvements: involvements))
      view.things.insert(.match(match.id))
    }
    view.matches.sort { ($0.foundOn, $0.peer) < ($1.foundOn, $1.peer) }
    return view
  }

  /// The regions with which an agreement is in force: who may get something, whether anybody did or not.
  public func regionsWithAgreement(now: Timestamp) -> [RegionName] {
    Set(agreements.records.values.filter { $0.isInForce(now: now) }.map(\.peer)).sorted()
  }

  private static func date(_ milliseconds: Int) -> CalendarDate {
    CalendarDate(Timestamp(seconds: Int64(milliseconds / 1000)))
  }
}

extension RetentionProfile {
  /// The day from which a signal with these dates is kept no longer, if nothing else happens.
  func keptUntil(_ dates: SignalDates) -> CalendarDate {
    var end = dates.termEndsOn
    if dates.endedOn != SignalsState.noDate, dates.endReason != EndReason.movedAway.rawValue {
      end = min(end, dates.endedOn)
    }
    var last = CalendarDate(daysSince1970: Int(end)).adding(years: archiveYears)
    if dates.eraseOn != SignalsState.noDate { last = min(last, CalendarDate(daysSince1970: Int(dates.eraseOn))) }
    return last
  }
}
