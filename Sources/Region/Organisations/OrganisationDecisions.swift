public import PeerProtocol

/// What an import of organisations changes, which signals wait for their organisation, and what a merger moves.
public struct OrganisationDecisions: Sendable {
  private let organisations: OrganisationsState
  private let signals: SignalsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) { (organisations, signals) = (region.organisations, region.signals) }

  // MARK: - Import

  /// The organisations that an import adds or changes: those that the register does not hold as they are. Others stay, also
  /// where the import does not name them.
  public func decideImport(_ rows: [Organisation], at: Int) -> [RegionEvent] {
    let news = rows.filter { organisations.register[$0.id] != $0 }
    return news.isEmpty ? [] : [.organisations(.registered(news, at: at))]
  }

  // MARK: - Signals that wait

  /// What the policy asks for a signal that is about to be recorded.
  public func decideHold(
    of content: SignalContent, policy: OrganisationPolicy, today: CalendarDate, at: Int
  ) -> [RegionEvent] {
    let isHeld =
      signals.row(content.id).flatMap { signals.rows[Int($0)] }?.suspension.contains(.unregistered) ?? false
    return events(
      [(content.id, isHeld, mustWait(content.reporter.organisationId, policy, today))], at: at)
  }

  /// What the policy asks for the signals in these rows, and the first row behind them; nil after the last.
  public func decideHolds(
    in range: Range<Int>, policy: OrganisationPolicy, today: CalendarDate, at: Int
  ) -> (events: [RegionEvent], next: Int?) {
    let end = min(range.upperBound, signals.rows.count)
    var changes: [(id: String, isHeld: Bool, mustWait: Bool)] = []
    for number in range.lowerBound..<max(range.lowerBound, end) {
      guard let row = signals.rows[number] else { continue }
      let id = signals.texts.organisationId(of: row.reporter)
      // What ended is in no feed.
      let mustWait = row.isFindable && mustWait(id, policy, today)
      changes.append((row.id, row.suspension.contains(.unregistered), mustWait))
    }
    return (events(changes, at: at), end < signals.rows.count ? end : nil)
  }

  private func mustWait(_ id: String, _ policy: OrganisationPolicy, _ today: CalendarDate) -> Bool {
    policy == .require && organisations.standing(of: id, on: today) != .active
  }

  private func events(_ rows: [(id: String, isHeld: Bool, mustWait: Bool)], at: Int) -> [RegionEvent] {
    let begin = rows.filter { $0.mustWait && !$0.isHeld }.map(\.id)
    let end = rows.filter { $0.isHeld && !$0.mustWait }.map(\.id)
    return (begin.isEmpty ? [] : [.signals(.suspended(ids: begin, reason: .unregistered, at: at))])
      + (end.isEmpty ? [] : [.signals(.suspensionEnded(ids: end, reason: .unregistered, at: at))])
  }

  // MARK: - Flags

  /// Adds the findable signals in these rows whose organisation is flagged to `found`, by organisation; gives the first row
  /// behind them, nil after the last.
  public func countFlagged(
    in range: Range<Int>, policy: OrganisationPolicy, today: CalendarDate,
    into found: inout [String: FlaggedOrganisation]
  ) -> Int? {
    let end = min(range.upperBound, signals.rows.count)
    for number in range.lowerBound..<max(range.lowerBound, end) {
      guard let row = signals.rows[number], row.isFindable else { continue }
      let id = signals.texts.organisationId(of: row.reporter)
      guard let flag = organisations.flag(of: id, on: today, policy: policy) else { continue }
      let name = found[id]?.name ?? signals.texts.reporter(row.reporter).organisation
      found[id, default: FlaggedOrganisation(id: id, name: name, standing: flag)].signals += 1
    }
    return end < signals.rows.count ? end : nil
  }

  // MARK: - Mergers

  /// Announces a merger. The same twice changes nothing.
  ///
  /// - Throws: ``OrganisationRefusal`` where the old municipality merges into another, or mergers would go in a circle.
  public func decideMerge(_ merge: MunicipalityMerge, at: Int) throws(Refusal) -> [RegionEvent] {
    let all = organisations.planned + organisations.merges
    if let known = all.first(where: { $0.old == merge.old }) {
      guard known == merge else { throw .organisations(.merged(old: known.old, into: known.new)) }
      return []
    }
    var last = merge.new
    for _ in 0...all.count {
      if last == merge.old { throw .organisations(.circle) }
      guard let next = all.first(where: { $0.old == last }) else { break }
      last = next.new
    }
    return [.organisations(.mergePlanned(merge, at: at))]
  }

  /// The mergers whose day came.
  public func decideDueMerges(today: CalendarDate, at: Int) -> [RegionEvent] {
    let due = organisations.planned.filter { $0.from <= today }.sorted { ($0.from, $0.old) < ($1.from, $1.old) }
    return due.isEmpty ? [] : [.organisations(.merged(due, at: at))]
  }

  /// How many signals name a municipality now.
  public func signalCount(of municipality: String) -> Int {
    signals.rows.reduce(0) { count, row in
      guard let row, signals.texts.municipality(of: row) == municipality else { return count }
      return count + 1
    }
  }
}

/// An organisation whose signals are flagged.
public struct FlaggedOrganisation: Hashable, Sendable {
  /// The id that the signals name.
  public var id: String
  /// Its name, as one of the signals has it.
  public var name: String
  /// Why: unknown to the register, ended, or not begun.
  public var standing: OrganisationStanding
  /// How many findable signals name it.
  public var signals = 0
}
