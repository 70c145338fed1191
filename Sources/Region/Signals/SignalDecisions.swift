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
}

extension RegionState {
  /// Decides on a reported signal: the same report twice changes nothing, also when the signal ended or was erased since.
  ///
  /// `at` is milliseconds since 1970, `today` the date in the Netherlands on which terms are measured.
  public func decideReport(
    _ reported: SignalContent, today: CalendarDate, at: Int
  ) -> (outcome: SignalOutcome, events: [RegionEvent]) {
    let known = signals.mark(of: reported.id)
    if known == reported.mark { return (.unchanged, []) }
    let outcome: SignalOutcome = known == nil ? .added : .updated
    var content = reported
    if let reason = content.endReason, reason.erases {
      return (outcome, decideErasure(content, reason: reason, at: at))
    }
    if content.endReason == nil || content.endReason == .movedAway, content.termEndsOn <= today {
      content.endReason = .term
      content.endedOn = content.termEndsOn
    }
    return (outcome, [.signals(.recorded(content, at: at))])
  }

  /// Erases the signal, and with a death everything on the youth.
  private func decideErasure(_ content: SignalContent, reason: EndReason, at: Int) -> [RegionEvent] {
    var erased = [ErasedSignal(id: content.id, mark: content.mark)]
    if reason == .deceased {
      let identities = content.youth.compactMap { signals.youths.reference(of: $0) }
      erased += signals.remains(ofYouth: identities).filter { $0.id != content.id }
    }
    return [.signals(.erased(erased, at: at))]
  }

  /// Decides on the withdrawal of a signal by its reporter. Nothing happens twice.
  ///
  /// - Throws: ``Problem`` `not-found` where the region has no such signal, `conflict` where it ended for another reason.
  public func decideWithdrawal(
    _ id: String, reason: EndReason, today: CalendarDate, at: Int
  ) throws(Problem) -> [RegionEvent] {
    guard let row = signals.row(id), let signal = signals.rows[Int(row)] else {
      if signals.erased[id] != nil { return [] }
      throw Problem(.notFound, "There is no signal with this id. List the ids with: samenloop signal list")
    }
    if reason.erases {
      guard reason == .deceased else { return [.signals(.erased([ErasedSignal(id: id, mark: signal.mark)], at: at))] }
      return [.signals(.erased(signals.remains(ofYouth: signal.youth.elements), at: at))]
    }
    if signal.endReason == reason.rawValue { return [] }
    guard signal.endReason == 0 || signal.endReason == EndReason.movedAway.rawValue else {
      throw Problem(.conflict, "The signal ended already. Show it with: samenloop signal show ID")
    }
    return [.signals(.ended(ids: [id], reason: reason, on: today.daysSince1970, at: at))]
  }

  /// The signals whose term ran out by `today`, at most `limit` of them.
  public func decideExpiry(today: CalendarDate, at: Int, limit: Int) -> [RegionEvent] {
    var ids: [String] = []
    for case .some(let signal) in signals.rows where ids.count < limit {
      if SignalsState.isFindable(signal), signal.termEndsOn <= today.daysSince1970 { ids.append(signal.id) }
    }
    return ids.isEmpty ? [] : [.signals(.ended(ids: ids, reason: .term, on: today.daysSince1970, at: at))]
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

extension RegionState {
  /// Erases everything on youths who died, known by any of their pseudonyms.
  public func decideDeaths(of deceased: Set<Pseudonym>, at: Int) -> [RegionEvent] {
    let identities = deceased.compactMap { signals.youths.reference(of: $0) }
    let remains = signals.remains(ofYouth: identities)
    return remains.isEmpty ? [] : [.signals(.erased(remains, at: at))]
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
