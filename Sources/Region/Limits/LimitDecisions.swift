public import PeerProtocol

/// What time alone does to limits, and which feeds look like guessing.
public struct LimitDecisions: Sendable {
  let limits: LimitsState
  let agreements: AgreementsState
  let exchange: ExchangeState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    limits = region.limits
    agreements = region.agreements
    exchange = region.exchange
  }
}

extension LimitDecisions {
  /// What time alone does to limits: exceptions that nobody concluded lapse, and alarms are cleared.
  ///
  /// `at` is milliseconds since 1970.
  public func decideLimits(at: Int) -> [RegionEvent] {
    let now = Timestamp(seconds: Int64(at / 1000))
    let lapsed = limits.exceptions.values.filter(\.standing.isOpen).sorted { $0.id < $1.id }
      .compactMap { record -> RegionEvent? in
        let isUnderAgreement = agreements.records[record.terms.agreement]?.status == .concluded
        guard record.terms.until < now || !isUnderAgreement else { return nil }
        let reason = isUnderAgreement ? "not concluded in time" : "its agreement ended"
        return .limits(.exceptionClosed(record.id, .lapsed, reason: reason))
      }
    let cleared = limits.suspicions.keys.sorted().flatMap { peer in
      decideSuspicions(peer, at: at).filter { if case .limits(.suspicionCleared) = $0 { true } else { false } }
    }
    return lapsed + cleared
  }

  /// Signs of guessing that a peer's feeds began or ceased to show. Each is raised once, until things are as usual again.
  public func decideSuspicions(_ peer: RegionName, at: Int) -> [RegionEvent] {
    guard let watch = limits.watches[peer] else { return [] }
    let now = Timestamp(seconds: Int64(at / 1000))
    let today = LimitsState.day(limits.clock.time(at: at))
    let period = watch.sum(after: today - GuessingLimits.periodDays, through: today)
    let held = exchange.heldEntries(of: peer)
    let announced = announcedAdditions(of: peer, now: now)
    return GuessingSign.allCases.compactMap { sign in
      let seen: Int
      let compared: Int
      let most: Int
      switch sign {
      case .size:
        (seen, compared) = (period.added + period.loaded, held)
        most = GuessingLimits.sizeTimes * held + GuessingLimits.sizeMore
      case .haste:
        (seen, compared) = (period.hasty, period.added)
        most = max(GuessingLimits.hastyLeast - 1, period.added / GuessingLimits.hastyShare)
      case .rate:
        (seen, compared) = (period.added, watch.usual(on: today) ?? 0)
        let isKnown = watch.usual(on: today) != nil
        most = isKnown ? GuessingLimits.usualTimes * compared + GuessingLimits.usualMore : .max
      }
      let bound = clampedSum(most, announced)
      let isRaised = limits.suspicions[peer]?.contains { $0.sign == sign } ?? false
      if !isRaised && seen > bound {
        let suspicion = Suspicion(sign: sign, seen: seen, compared: compared, at: now)
        return .limits(.suspicionRaised(peer, suspicion))
      }
      // Well below, so that a feed at the very bound is not told of again and again.
      return isRaised && seen <= bound - bound / 5 ? .limits(.suspicionCleared(peer, sign)) : nil
    }
  }

  /// Additions of a peer that exceptions announce for any part of the last 30 days.
  private func announcedAdditions(of peer: RegionName, now: Timestamp) -> Int {
    let first = now.adding(days: -GuessingLimits.periodDays)
    return limits.exceptions(with: peer)
      .filter {
        $0.standing == .concluded && $0.terms.region == peer && $0.terms.from <= now && $0.terms.until >= first
      }
      .reduce(0) { clampedSum($0, $1.terms.additions) }
  }
}
