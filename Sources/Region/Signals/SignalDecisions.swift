public import PeerProtocol

import enum Cryptography.SubjectKind

/// What became of a reported signal.
public enum SignalOutcome: String, Sendable {
  /// It was not known.
  case added
  /// It was known with other contents.
  case updated
  /// It was known as it is.
  case unchanged
  /// It was not known, and nothing of it is kept: it ended, or its term and archive are over.
  case notKept
  /// Its dates cannot be judged while the clock is in doubt: nothing was stored.
  case undecided
}

extension RegionState {
  /// Decides on a reported signal: the same report twice changes nothing, also when the signal ended or was erased since.
  ///
  /// `at` is milliseconds since 1970, `today` the date in UTC on which terms are measured.
  ///
  /// What the report says of an objection counts where it is news: people may have decided otherwise since it was last
  /// said. That one was rejected is news only of a signal that was reported before.
  public func decideReport(
    _ reported: SignalContent, today: CalendarDate, profile: RetentionProfile, isClockInDoubt: Bool = false, at: Int
  ) -> (outcome: SignalOutcome, events: [RegionEvent]) {
    let known = signals.mark(of: reported.id)
    if signals.isKnown(reported.id, reported.mark) {
      return (.unchanged, decideResolution(of: [reported.id], at: at))
    }
    let outcome: SignalOutcome = known == nil ? .added : .updated
    let outcomeOfErasure: SignalOutcome = known == nil ? .notKept : .updated
    var content = reported
    if let reason = content.endReason, reason.erases {
      return (outcomeOfErasure, [.signals(.erased(remains(content, reason), reason: reason, at: at))])
    }
    if content.objection == .upheld {
      return (
        outcomeOfErasure, [.signals(.erased(remains(content, .objection, ofYouth: true), reason: .objection, at: at))]
      )
    }
    signals.carryOver(to: &content)
    let verdict = profile.verdict(content.dates, today: today.daysSince1970)
    if isClockInDoubt && verdict != .keep { return (.undecided, []) }
    switch verdict {
    case .keep: break
    case .runsOut(let on):
      content.endReason = .term
      content.endedOn = CalendarDate(daysSince1970: Int(on))
    case .erase(let reason):
      return (outcomeOfErasure, [.signals(.erased(remains(content, reason), reason: reason, at: at))])
    }
    var events: [RegionEvent] = [.signals(.recorded(content, at: at))]
    let told =
      signals.refusedRows[content.id]?.toldObjection == true
      ? ObjectionStep.lodged.code : signals.row(content.id).flatMap { signals.rows[Int($0)]?.toldObjection }
    switch content.objection {
    case .some(let step) where told == step.code: break
    case .lodged: events.append(.signals(.objectionLodged(content.id, on: today.daysSince1970, at: at)))
    case .rejected where told != nil: events.append(.signals(.objectionRejected(content.id, at: at)))
    case .rejected, .upheld, nil: break
    }
    return (outcome, events)
  }

  /// What stays of a reported signal that is erased, and with a death of all signals on the youth.
  private func remains(_ content: SignalContent, _ reason: EndReason, ofYouth: Bool = false) -> [ErasedSignal] {
    var erased = [ErasedSignal(id: content.id, mark: content.mark)]
    if ofYouth || reason == .deceased || reason == .ageLimit {
      let identities = content.youth.compactMap { signals.youths.reference(of: $0) }
      erased += signals.remains(ofYouth: identities).filter { $0.id != content.id }
    }
    return erased
  }

  /// Decides on the withdrawal of a signal by its reporter. Nothing happens twice.
  ///
  /// - Throws: ``Problem`` `not-found` where the region has no such signal, `conflict` where it ended for another reason.
  public func decideWithdrawal(
    _ id: String, reason: EndReason, today: CalendarDate, profile: RetentionProfile, isClockInDoubt: Bool = false, at: Int
  ) throws(Problem) -> [RegionEvent] {
    guard let row = signals.row(id), let signal = signals.rows[Int(row)] else {
      let resolved = decideResolution(of: [id], at: at)
      if signals.erased[id] != nil || !resolved.isEmpty { return resolved }
      throw Problem(.notFound, "There is no signal with this id. List the ids with: samenloop signal list")
    }
    func erased(_ reason: EndReason) -> [RegionEvent] {
      let isAll = reason == .deceased || reason == .ageLimit
      let one = [ErasedSignal(id: id, mark: signal.mark)]
      return [.signals(.erased(isAll ? signals.remains(ofYouth: signal.youth.elements) : one, reason: reason, at: at))]
    }
    if reason.erases { return erased(reason) }
    if signal.endReason == reason.rawValue { return reason == .movedAway ? [] : decideResolution(of: [id], at: at) }
    guard signal.endReason == 0 || signal.endReason == EndReason.movedAway.rawValue else {
      throw Problem(.conflict, "The signal ended already. Show it with: samenloop signal show ID")
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
}

extension SignalsState {
  /// The mark of the last report under an id, also of an erased signal.
  public func mark(of id: String) -> SignalMark? {
    if let row = index[id] { return rows[Int(row)]?.mark }
    return erased[id]
  }

  /// What would stay of all signals on a youth.
  func remains(ofYouth identities: [UInt32]) -> [ErasedSignal] {
    signals(naming: youth(of: identities), kind: .youth).compactMap { rows[Int($0)] }
      .map { ErasedSignal(id: $0.id, mark: $0.mark) }
  }
}

extension SignalsState {
  /// Keeps what an earlier report under the same id said of the same youth, and this one leaves out.
  func carryOver(to content: inout SignalContent) {
    guard let row = index[content.id], let old = rows[Int(row)] else { return }
    let known = old.youth.elements.map { youths.pseudonym($0) }
    let isSame = content.youth.contains { known.contains($0) }
    let isSwapped = !isSame && isSwap(old, content)
    guard isSame || isSwapped else { return }
    if content.eraseOn == nil, old.eraseOn != Self.noDate {
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

  /// True where an aliens number gave way to a citizen service number: the youth had no other before. Another date of
  /// birth means another youth.
  private func isSwap(_ old: Row, _ content: SignalContent) -> Bool {
    let count = old.youth.elements.count
    guard content.aliens.reported == 0, count < 16, old.aliens.reported == (1 << count) - 1 else { return false }
    guard let eraseOn = content.eraseOn, old.eraseOn != Self.noDate else { return true }
    return eraseOn.daysSince1970 == old.eraseOn
  }
}

extension RegionState {
  /// Erases everything on youths who died, or whose objection was upheld, known by any of their pseudonyms.
  public func decideErasure(of youths: Set<Pseudonym>, reason: EndReason, at: Int) -> [RegionEvent] {
    let identities = youths.compactMap { signals.youths.reference(of: $0) }
    let remains = signals.remains(ofYouth: identities)
    return remains.isEmpty ? [] : [.signals(.erased(remains, reason: reason, at: at))]
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
