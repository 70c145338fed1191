public import PeerProtocol

import enum Cryptography.SubjectKind

/// One bounded piece of a sweep over all signals.
public struct SweepStep: Sendable {
  /// What ends now.
  public var events: [RegionEvent] = []
  /// Where the next piece begins, or nil where this was the last.
  public var next: Int?
  /// How many signals ran out.
  public var ranOut = 0
  /// How many signals are erased.
  public var erased = 0
}

/// What ends because its time is over, or because a file of the whole index does not name it.
public struct RetentionDecisions: Sendable {
  let signals: SignalsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
  }
}

extension RetentionDecisions {
  /// Decides what ends by `today`, from row `start` on: terms that ran out, youths who reached the age limit, archives
  /// that are over.
  ///
  /// Looks at no more than `rows` rows and ends about `endings` signals at most, so that nothing waits long for it. What
  /// was done is not decided again.
  public func decideSweep(
    from start: Int, rows: Int, endings: Int, today: CalendarDate, profile: RetentionProfile, at: Int
  ) -> SweepStep {
    var step = SweepStep()
    let day = today.daysSince1970
    var ranOut: [Int32: [String]] = [:]
    var erased: [EndReason: [ErasedSignal]] = [:]
    var gone = Set<UInt32>()
    var row = start
    let end = min(signals.rows.count, start + rows)
    while row < end, step.ranOut + step.erased < endings {
      defer { row += 1 }
      guard let signal = signals.rows[row], !gone.contains(UInt32(row)) else { continue }
      switch profile.verdict(signal.dates, today: day) {
      case .keep: break
      case .runsOut(let on):
        ranOut[on, default: []].append(signal.id)
        step.ranOut += 1
      case .erase(let reason):
        // Each ends by its own date; those without one share the date that the others on the youth agree on.
        let mates = reason == .ageLimit ? signals.sameYouth(UInt32(row)) : []
        let isAgreed = signals.agreedEraseOn(mates) != nil
        let sharing = isAgreed ? mates.filter { signals.rows[Int($0)]?.eraseOn == SignalsState.noDate } : []
        for other in [UInt32(row)] + sharing where gone.insert(other).inserted {
          guard let leaving = signals.rows[Int(other)] else { continue }
          var remains = leaving.remains(ErasureCause(reason), sources: leaving.id == signal.id ? [] : [signal.id])
          if reason == .ageLimit { remains.eraseOn = signal.eraseOn }
          erased[reason, default: []].append(remains)
          step.erased += 1
        }
      }
    }
    step.next = row < signals.rows.count ? row : nil
    for (on, ids) in ranOut.sorted(by: { $0.key < $1.key }) {
      step.events.append(.signals(.ended(ids: ids, reason: .term, on: on, at: at)))
    }
    for (reason, signals) in erased.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      step.events.append(.signals(.erased(signals, reason: reason, at: at)))
    }
    return step
  }

  /// Decides what the profile lets into the feeds from now on; nothing where it is so already.
  public func decideRules(_ rules: ExchangeRules, at: Int) -> [RegionEvent] {
    signals.rules == rules ? [] : [.signals(.rulesChanged(rules, at: at))]
  }
}

extension SignalsState.Row {
  var dates: SignalDates {
    SignalDates(
      startedOn: startedOn, termEndsOn: termEndsOn, leftOn: leftOn, endedOn: endedOn, eraseOn: eraseOn,
      endReason: endReason)
  }
}

extension SignalContent {
  var dates: SignalDates {
    SignalDates(
      startedOn: startedOn.daysSince1970, termEndsOn: termEndsOn.daysSince1970,
      leftOn: leftOn?.daysSince1970 ?? SignalsState.noDate, endedOn: endedOn?.daysSince1970 ?? SignalsState.noDate,
      eraseOn: eraseOn?.daysSince1970 ?? SignalsState.noDate, endReason: endReason?.rawValue ?? 0)
  }
}

// MARK: - A file that is the whole index

extension RetentionDecisions {
  /// What a file of the whole index says of some rows by not naming them.
  public struct Unnamed: Sendable {
    /// The signals that it does not name.
    public var signals: [ErasedSignal] = []
    /// How many more it does not name that are under an objection.
    public var objectedTo = 0
    /// How many it could have named.
    public var findable = 0
    /// Where the next piece begins, or nil where this was the last.
    public var next: Int?
  }

  /// The signals in `rows` that a file of the whole index does not name, of those that are active or left. What ended is
  /// kept by its own rules.
  ///
  /// So is what is under an objection: it lives on the signals, and would be forgotten with them before it was decided on.
  public func unnamed(in rows: Range<Int>, named: Set<String>) -> Unnamed {
    var found = Unnamed()
    let end = min(rows.upperBound, signals.rows.count)
    for row in rows.lowerBound..<max(rows.lowerBound, end) {
      guard let signal = signals.rows[row], signal.isFindable else { continue }
      found.findable += 1
      if named.contains(signal.id) { continue }
      if signal.objectedOn == SignalsState.noDate {
        found.signals.append(ErasedSignal(id: signal.id, mark: signal.mark))
      } else {
        found.objectedTo += 1
      }
    }
    found.next = end < signals.rows.count ? end : nil
    return found
  }

  /// Decides that signals were removed from the source; one that was reported anew since then stays.
  public func decideRemovals(_ removed: some Sequence<ErasedSignal>, at: Int) -> (events: [RegionEvent], count: Int) {
    let leaving = removed.compactMap { candidate -> ErasedSignal? in
      guard let row = signals.row(candidate.id), let signal = signals.rows[Int(row)] else { return nil }
      let isLeaving =
        signal.mark == candidate.mark && signal.isFindable && signal.objectedOn == SignalsState.noDate
      return isLeaving ? signal.remains(.sourceRemoved) : nil
    }
    return leaving.isEmpty
      ? ([], 0) : ([.signals(.erased(leaving, reason: .sourceRemoved, at: at))], leaving.count)
  }
}
