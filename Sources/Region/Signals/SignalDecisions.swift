public import PeerProtocol

import enum Cryptography.SubjectKind

/// What became of a reported signal.
public enum SignalOutcome: Sendable, Hashable {
  /// It was not known.
  case added
  /// It was known with other contents.
  case updated
  /// It was known as it is.
  case unchanged
  /// It was not known, and nothing of it is kept: it ended, or its term and archive are over.
  case notKept
  /// It had been erased or archived, and is back: what that stood on was false or taken back.
  case restored
  /// Its dates cannot be judged while the clock is in doubt: nothing but what protects was stored.
  case undecided
  /// It was erased, or is too old to be kept, and stays away for that cause.
  case keptErased(ErasureCause)

  /// The name in documents.
  public var name: String {
    switch self {
    case .added: "added"
    case .updated: "updated"
    case .unchanged: "unchanged"
    case .restored: "restored"
    case .keptErased: "keptErased"
    case .notKept: "notKept"
    case .undecided: "undecided"
    }
  }
}

/// What a reported signal, a refused row or a withdrawal changes.
public struct SignalDecisions: Sendable {
  let signals: SignalsState
  let rights: RightsState
  /// What follows for the youth: objections and deaths.
  var holds: HoldDecisions { HoldDecisions(signals, rights) }

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    rights = region.rights
  }
}

extension SignalDecisions {
  /// Decides on a reported signal: the same report twice changes nothing, unless it was erased or archived for a cause that
  /// turned out to be false.
  ///
  /// `at` is milliseconds since 1970, `today` the date in UTC on which terms are measured, `noted` the one from which days
  /// of grace are counted (`today` unless given). `reporter` is who reports it.
  ///
  /// What the report says of an objection counts where it is news: people may have decided otherwise since it was last
  /// said. That one was rejected is news only of a signal that was reported before.
  public func decideReport(
    _ reported: SignalContent, today: CalendarDate, profile: RetentionProfile, isClockInDoubt: Bool = false,
    noted: CalendarDate? = nil, at: Int, by reporter: Approval? = nil
  ) -> (outcome: SignalOutcome, events: [RegionEvent]) {
    let row = signals.row(reported.id).flatMap { signals.rows[Int($0)] }
    if let row, isKnown(reported.id, reported.mark) {
      let (outcome, events) = decideRepeat(reported, row, today, profile, at)
      return (outcome, outcome == .unchanged ? events + decideResolution(of: [reported.id], at: at) : events)
    }
    let mark = signals.marks[reported.id]
    if let mark, let (outcome, events) = decideGone(reported, mark, today, noted ?? today, profile, at) {
      return (outcome, events + decideResolution(of: [reported.id], at: at))
    }
    var content = mark.map { reviving(reported, $0) } ?? reported
    // The refused row may have named another youth: an objection that the good row repeats is lodged for this one too.
    let isToldByRefusedRow = signals.refusedRows[reported.id]?.toldObjection == true && reported.objection != .lodged
    let told = isToldByRefusedRow ? ObjectionStep.lodged.code : row?.toldObjection ?? mark?.signal.told
    let noted = noted ?? today
    let isNew = row == nil && mark == nil
    // What protects comes first, also where the signal itself is not kept.
    let corrections = holds.decideCorrection(content, at: at)
    var events = corrections + holds.decideReportedObjection(content, told: told, noted, at, by: reporter)
    if let reason = content.endReason, reason.erases {
      var remains = ErasedSignal(id: content.id, mark: content.mark, cause: ErasureCause(reason))
      remains.told = content.objection?.code ?? told ?? 0
      events.append(.signals(.erased([remains], reason: reason, at: at)))
      if reason == .deceased {
        events += holds.decideDeath(
          content.id, content.reporter.organisationId, youth: content.youth, today: noted, isNew: true,
          isCorrected: !corrections.isEmpty, at: at)
      }
      return (isNew ? .notKept : .updated, events)
    }
    carryOver(to: &content)
    let verdict = profile.verdict(content.dates, today: today.daysSince1970)
    if isClockInDoubt && verdict != .keep { return (.undecided, events) }
    switch verdict {
    case .keep: break
    case .runsOut(let on):
      content.endReason = .term
      content.endedOn = CalendarDate(daysSince1970: Int(on))
    case .erase(let reason):
      var remains = ErasedSignal(id: content.id, mark: content.mark, cause: ErasureCause(reason))
      remains.told = content.objection?.code ?? told ?? 0
      if reason == .ageLimit { remains.eraseOn = content.dates.eraseOn }
      events.append(.signals(.erased([remains], reason: reason, at: at)))
      return (isNew ? .notKept : .keptErased(remains.cause), events)
    }
    events.append(.signals(.recorded(content, at: at)))
    return (mark != nil ? .restored : row == nil ? .added : .updated, events)
  }

  /// Whether a report says what is known already. One more protection that a faulty row brought makes a good row news
  /// although it says what it said before; but what ended stays ended.
  private func isKnown(_ id: String, _ mark: SignalMark) -> Bool {
    guard signals.mark(of: id) == mark else { return false }
    guard let signal = signals.row(id).flatMap({ signals.rows[Int($0)] }), signal.isFindable else { return true }
    return signals.refusedRows[id] == nil && !signal.awaitsReport
  }

  /// A report that is stored as it is: news only where a wrong clock archived it, or a faulty row suspended it.
  private func decideRepeat(
    _ reported: SignalContent, _ row: SignalsState.Row, _ today: CalendarDate, _ profile: RetentionProfile, _ at: Int
  ) -> (outcome: SignalOutcome, events: [RegionEvent]) {
    if row.endReason == EndReason.term.rawValue, reported.endReason?.erases != true {
      var content = reported
      if content.endReason == nil, row.leftOn != SignalsState.noDate {
        content.endReason = .movedAway
        content.endedOn = CalendarDate(daysSince1970: Int(row.leftOn))
        content.leftOn = content.endedOn
      }
      carryOver(to: &content)
      if profile.verdict(content.dates, today: today.daysSince1970) == .keep {
        return (.restored, [.signals(.recorded(content, at: at))])
      }
    }
    guard !row.suspension.isDisjoint(with: .endedByReport) else { return (.unchanged, []) }
    return (.updated, [.signals(.suspensionEnded(ids: [row.id], reason: .endedByReport, at: at))])
  }

  /// What becomes of a report of an erased signal that stays away; nil where it is judged anew.
  private func decideGone(
    _ reported: SignalContent, _ mark: ErasureMark, _ today: CalendarDate, _ noted: CalendarDate,
    _ profile: RetentionProfile, _ at: Int
  ) -> (outcome: SignalOutcome, events: [RegionEvent])? {
    let cause = mark.signal.cause
    let isRepeat = mark.signal.mark == reported.mark
    let isGone = !mark.isLifted && cause != .sourceRemoved
    if isRepeat, let reason = reported.endReason, reason.erases {
      // The report says itself that there is nothing to keep. A death goes on to concern what was reported since.
      let death =
        reason == .deceased && cause == .deceased
        ? holds.decideDeath(
          reported.id, reported.reporter.organisationId, youth: reported.youth, today: noted, isNew: false, at: at) : []
      return (.unchanged, death)
    }
    guard isGone else { return nil }
    switch cause {
    case .objectionUpheld, .deathConfirmed, .erasureRequested: break
    case .deceased where mark.signal.sources.isEmpty: return nil
    case .ageLimit:
      guard isRepeat, mark.signal.eraseOn <= today.daysSince1970 else { return nil }
    case .archiveEnded:
      let dates = reviving(reported, mark).dates
      guard case .erase = profile.verdict(dates, today: today.daysSince1970) else { return nil }
    default: guard isRepeat else { return nil }
    }
    return (.keptErased(cause), [])
  }

  /// A report of an erased signal, ended as people had ended it before, where it says nothing newer.
  private func reviving(_ reported: SignalContent, _ mark: ErasureMark) -> SignalContent {
    guard reported.endReason == nil, mark.signal.mark == reported.mark,
      let reason = EndReason(rawValue: mark.signal.end), mark.signal.endedOn != SignalsState.noDate
    else { return reported }
    var content = reported
    content.endReason = reason
    content.endedOn = CalendarDate(daysSince1970: Int(mark.signal.endedOn))
    content.leftOn = reason == .movedAway ? content.endedOn : nil
    return content
  }

  /// True where a report says something that has to be looked at with the youth's identities: most rows of a daily file
  /// are known as they are, and cost no curve arithmetic.
  ///
  /// `content` needs no identities.
  public func isNewOrChanged(_ content: SignalContent, today: CalendarDate, profile: RetentionProfile) -> Bool {
    guard signals.mark(of: content.id) == content.mark else { return true }
    let probe = decideReport(content, today: today, profile: profile, at: 0)
    guard case .unchanged = probe.outcome else {
      if case .keptErased = probe.outcome { return !probe.events.isEmpty }
      return true
    }
    return !probe.events.isEmpty || content.endReason == .deceased
  }

  /// Decides on the withdrawal of a signal by its reporter. Nothing happens twice.
  ///
  /// - Throws: ``Refusal`` `not-found` where the region has no such signal, `conflict` where it ended for another reason.
  public func decideWithdrawal(
    _ id: String, reason: EndReason, today: CalendarDate, profile: RetentionProfile, isClockInDoubt: Bool = false,
    at: Int
  ) throws(Refusal) -> [RegionEvent] {
    guard let row = signals.row(id), let signal = signals.rows[Int(row)] else {
      let resolved = decideResolution(of: [id], at: at)
      if let mark = signals.marks[id] { return decideMistake(mark, reason, at: at) + resolved }
      if !resolved.isEmpty { return resolved }
      throw .signals(.notFound)
    }
    func erased(_ reason: EndReason) -> [RegionEvent] {
      let gone = RegionEvent.signals(.erased([signal.remains(ErasureCause(reason))], reason: reason, at: at))
      guard reason == .deceased else { return [gone] }
      let youth = signals.pseudonyms(ofYouthOf: row)
      let organisation = signals.texts.reporter(signal.reporter).organisationId
      return [gone] + holds.decideDeath(id, organisation, youth: youth, today: today, isNew: true, at: at)
    }
    if reason.erases { return erased(reason) }
    if signal.endReason == reason.rawValue { return reason == .movedAway ? [] : decideResolution(of: [id], at: at) }
    guard signal.endReason == 0 || signal.endReason == EndReason.movedAway.rawValue else {
      throw .signals(.alreadyEnded)
    }
    var ended = signal.dates
    ended.endReason = reason.rawValue
    ended.endedOn = today.daysSince1970
    if reason == .movedAway { ended.leftOn = today.daysSince1970 }
    var events: [RegionEvent] = [
      .signals(.ended(ids: [id], reason: reason, on: today.daysSince1970, at: at))
    ]
    // What time does to it is decided once the clock is trusted.
    if isClockInDoubt { return events }
    // Where the profile has no archive, or lets nobody be found who left, it ends at once.
    switch profile.verdict(ended, today: today.daysSince1970) {
    case .keep: break
    case .runsOut(let on): events.append(.signals(.ended(ids: [id], reason: .term, on: on, at: at)))
    case .erase(let reason): return erased(reason)
    }
    return events
  }

  /// A death that was reported with a signal was a mistake, says who withdraws that signal now.
  private func decideMistake(_ mark: ErasureMark, _ reason: EndReason, at: Int) -> [RegionEvent] {
    guard reason == .mistaken, mark.signal.cause == .deceased, mark.signal.sources.isEmpty else { return [] }
    var remains = mark.signal
    remains.cause = .mistaken
    return [
      .signals(.erased([remains], reason: .mistaken, at: at)), .signals(.corrected(sources: [remains.id], at: at)),
    ]
  }
}

extension SignalsState {
  /// The mark of the last report under an id, also of an erased signal.
  public func mark(of id: String) -> SignalMark? {
    if let row = index[id] { return rows[Int(row)]?.mark }
    return marks[id]?.signal.mark
  }

}

extension SignalsState.Row {
  /// What stays of a signal that is erased for a cause.
  func remains(_ cause: ErasureCause, sources: [String] = []) -> ErasedSignal {
    var remains = ErasedSignal(id: id, mark: mark, cause: cause, sources: sources)
    remains.told = toldObjection
    if cause == .ageLimit { remains.eraseOn = eraseOn }
    switch EndReason(rawValue: endReason) {
    case .riskGone:
      remains.end = endReason
      remains.endedOn = endedOn
    case .movedAway, .term:
      guard leftOn != SignalsState.noDate else { break }
      remains.end = EndReason.movedAway.rawValue
      remains.endedOn = leftOn
    default: break
    }
    return remains
  }
}

extension SignalDecisions {
  /// Keeps what an earlier report under the same id said of the same youth, and this one leaves out.
  private func carryOver(to content: inout SignalContent) {
    guard let row = signals.row(content.id), let old = signals.rows[Int(row)] else { return }
    // A file without the column lowers nothing. What a refused row raised ends with the next good one.
    if content.leavesShielding, !old.awaitsReport, old.shielding.rawValue > content.shielding.rawValue {
      content.shielding = old.shielding
    }
    let known = old.youth.elements.map { signals.youths.pseudonym($0) }
    let isSame = content.youth.contains { known.contains($0) }
    let isSwapped = !isSame && old.isSwapped(for: content)
    guard isSame || isSwapped else { return }
    if content.eraseOn == nil, old.eraseOn != SignalsState.noDate {
      content.eraseOn = CalendarDate(daysSince1970: Int(old.eraseOn))
    }
    // A report that names an aliens number says itself which one is right.
    guard content.aliens.reported == 0 else { return }
    let numbers = isSwapped ? old.aliens.reported : old.aliens.kept
    for (place, pseudonym) in known.enumerated() where place < 16 && numbers & (1 << place) != 0 {
      guard let pseudonym, !content.youth.contains(pseudonym), content.youth.count < 16 else { continue }
      content.aliens.reported |= 1 << content.youth.count
      content.aliens.kept |= 1 << content.youth.count
      content.youth.append(pseudonym)
    }
  }
}

extension SignalsState.Row {
  /// True where an aliens number gave way to a citizen service number: the youth had no other before. Another date of
  /// birth means another youth.
  fileprivate func isSwapped(for content: SignalContent) -> Bool {
    let count = youth.elements.count
    guard content.aliens.reported == 0, count < 16, aliens.reported == (1 << count) - 1 else { return false }
    guard let eraseOn = content.eraseOn, self.eraseOn != SignalsState.noDate else { return true }
    return eraseOn.daysSince1970 == self.eraseOn
  }
}

extension CalendarDate {
  /// The same day `months` later; the last day of the month where it has no such day.
  public func adding(months: Int) -> CalendarDate {
    let total = year * 12 + (month - 1) + months
    let (newYear, newMonth) = (total / 12, total % 12 + 1)
    for last in stride(from: day, through: max(1, day - 3), by: -1) {
      if let date = CalendarDate(year: newYear, month: newMonth, day: last) { return date }
    }
    return adding(days: months * 30)
  }
}
