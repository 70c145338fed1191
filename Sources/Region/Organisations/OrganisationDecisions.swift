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

  /// What the policy asks for a signal that is about to be recorded. One that stands already, and that peers may know, is not
  /// held back: its matches would end.
  public func decideHold(
    of content: SignalContent, policy: OrganisationPolicy, today: CalendarDate, at: Int
  ) -> [RegionEvent] {
    let row = signals.row(content.id).flatMap { signals.rows[Int($0)] }
    let isHeld = row?.suspension.contains(.unregistered) ?? false
    let mustWait = mustWait(content.reporter.organisationId, policy, today)
    if isHeld, !mustWait { return [freed([content.id], at: at)] }
    guard mustWait, !isHeld, row?.isFindable != true else { return [] }
    return [.signals(.suspended(ids: [content.id], reason: .unregistered, at: at))]
  }

  /// The signals in these rows that wait no longer, and the first row behind them; nil after the last. One that ended while it
  /// waited waits on: it is told to peers with another signal on the youth under an agreement with history.
  public func decideReleases(
    in range: Range<Int>, policy: OrganisationPolicy, today: CalendarDate, at: Int
  ) -> (events: [RegionEvent], next: Int?) {
    let end = min(range.upperBound, signals.rows.count)
    var ids: [String] = []
    for number in range.lowerBound..<max(range.lowerBound, end) {
      guard let row = signals.rows[number], row.suspension.contains(.unregistered),
        !mustWait(signals.texts.organisationId(of: row.reporter), policy, today)
      else { continue }
      ids.append(row.id)
    }
    return (ids.isEmpty ? [] : [freed(ids, at: at)], end < signals.rows.count ? end : nil)
  }

  private func mustWait(_ id: String, _ policy: OrganisationPolicy, _ today: CalendarDate) -> Bool {
    policy == .require && organisations.standing(of: id, on: today) != .active
  }

  private func freed(_ ids: [String], at: Int) -> RegionEvent {
    .signals(.suspensionEnded(ids: ids, reason: .unregistered, at: at))
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

  /// How many findable signals name an organisation that is flagged: the sum of what ``countFlagged(in:policy:today:into:)``
  /// finds, without a look at each signal.
  public func flaggedCount(policy: OrganisationPolicy, today: CalendarDate) -> Int {
    signals.counts.byOrganisation.reduce(0) { sum, counted in
      let id = signals.texts[counted.key] ?? ""
      return organisations.flag(of: id, on: today, policy: policy) == nil ? sum : sum + counted.value
    }
  }

  // MARK: - Mergers

  /// Announces a merger. The same twice changes nothing; another one of the same municipality takes the place of one whose
  /// day did not come yet.
  ///
  /// - Throws: ``OrganisationRefusal`` where the old municipality merges into another, or mergers would go in a circle.
  public func decideMerge(_ merge: MunicipalityMerge, at: Int) throws(Refusal) -> [RegionEvent] {
    if let known = organisations.merges.first(where: { $0.old == merge.old }) {
      guard known == merge else { throw .organisations(.merged(old: known.old, into: known.new)) }
      return []
    }
    if organisations.planned.contains(merge) { return [] }
    let all = organisations.planned.filter { $0.old != merge.old } + organisations.merges
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
