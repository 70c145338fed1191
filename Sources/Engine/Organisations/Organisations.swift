import PeerProtocol
public import Region
import Synchronization

/// The organisations that joined the region's index, and the municipalities that merge.
public final class Organisations: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let sectors: SectorList
  /// What becomes of signals of organisations that are not registered.
  public let policy: OrganisationPolicy
  private let log: @Sendable (LogEvent) -> Void
  /// The day for which it was last looked at whose signals wait.
  private let checkedOn = Mutex<CalendarDate?>(nil)

  init(
    store: Store, clock: NodeClock, configuration: EngineConfiguration, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.log) = (store, clock, log)
    (sectors, policy) = (configuration.sectors, configuration.organisations)
  }

  // MARK: - Import

  /// Takes the rows of one file in. Good rows go in when others are refused; the same file twice changes nothing, and what
  /// it does not name stays.
  ///
  /// - Parameter isTrial: true where nothing is to be stored.
  /// - Throws: ``OrganisationRefusal`` where the register would hold too many; ``StorageRefusal``.
  public func take(_ rows: [OrganisationRow], isTrial: Bool) throws(Refusal) -> OrganisationImportReport {
    var report = OrganisationImportReport(isTrial: isTrial)
    var refused = RefusedRows()
    var good: [Organisation] = []
    var seen: [String: Int] = [:]
    for row in rows {
      report.rows += 1
      var reader = OrganisationReader(row, sectors: sectors)
      let organisation = reader.organisation()
      var faults = reader.faults
      if let organisation, let first = seen[organisation.id] {
        let reason = "is the id of row \(first): it stands twice in the file. Give each organisation one row"
        faults.append(FieldFault(field: OrganisationColumn.organisationId.rawValue, reason: reason))
      }
      guard let organisation, faults.isEmpty else {
        refused.note(row.number, faults.map(RowFault.field))
        continue
      }
      seen[organisation.id] = row.number
      good.append(organisation)
    }
    try count(good, into: &report, isTrial: isTrial)
    var told = ImportReport()
    refused.tell(&told)
    (report.refusedCount, report.refused) = (told.refusedCount, told.refused)
    return report
  }

  private func count(
    _ good: [Organisation], into report: inout OrganisationImportReport, isTrial: Bool
  ) throws(Refusal) {
    let at = clock.milliseconds
    func decide(_ state: RegionState) throws(Refusal) -> (events: [RegionEvent], known: Set<String>) {
      let register = state.organisations.register
      let known = Set(good.map(\.id).filter { register[$0] != nil })
      guard register.count + good.count - known.count <= EngineLimits.organisations else {
        throw .organisations(.tooMany(limit: EngineLimits.organisations))
      }
      return (OrganisationDecisions(state).decideImport(good, at: at), known)
    }
    let decided: (events: [RegionEvent], known: Set<String>) =
      if isTrial {
        try store.readDurable { (state) throws(Refusal) in try decide(state) }
      } else {
        try store.commit { (transaction) throws(Refusal) in
          let decided = try decide(transaction.state)
          try transaction.append(decided.events)
          return decided
        }
      }
    for case .organisations(.registered(let organisations, _)) in decided.events {
      report.changed += organisations.count { decided.known.contains($0.id) }
      report.added += organisations.count { !decided.known.contains($0.id) }
    }
    report.unchanged = good.count - report.added - report.changed
    guard !isTrial, report.added + report.changed > 0 else { return }
    // Where the disk takes nothing now, the next tick goes on.
    checkedOn.withLock { $0 = nil }
    try releaseSignals()
  }

  // MARK: - Signals that wait

  /// Once a day, since organisations begin by their days: whose signals wait no longer, and which mergers are due.
  func advance() throws(Refusal) {
    let today = clock.today
    try mergeDue()
    guard checkedOn.withLock({ $0 != today }) else { return }
    try releaseSignals()
    // Only now: where the disk took nothing, the next tick tries again.
    checkedOn.withLock { $0 = today }
  }

  /// Lets signals go whose organisation takes part now, or is not asked for any more; in pieces.
  private func releaseSignals() throws(Refusal) {
    let (today, at, policy) = (clock.today, clock.milliseconds, policy)
    var freed = 0
    var row: Int? = 0
    while let start = row {
      let rows = start..<start + EngineLimits.sweepRows
      let step = store.readLatest {
        OrganisationDecisions($0).decideReleases(in: rows, policy: policy, today: today, at: at)
      }
      row = step.next
      guard !step.events.isEmpty else { continue }
      let events = try store.commit { (transaction) throws(Refusal) -> [RegionEvent] in
        let now = OrganisationDecisions(transaction.state)
          .decideReleases(in: rows, policy: policy, today: today, at: at)
        try transaction.append(now.events)
        return now.events
      }
      for case .signals(.suspensionEnded(let ids, _, _)) in events { freed += ids.count }
    }
    if freed > 0 { log(LogEvent(.info, "organisations-checked", ["freed": JSONValue(freed)])) }
  }

  // MARK: - Mergers

  /// Announces that a municipality merges into another. From the first day on, which may be past, signals that name the old
  /// one name the new one. The same twice changes nothing.
  ///
  /// - Parameter isTrial: true where nothing is to be stored.
  /// - Returns: whether the day came, and how many signals named the old municipality before.
  public func merge(
    _ merge: MunicipalityMerge, isTrial: Bool
  ) throws(Refusal) -> (isMerged: Bool, signals: Int) {
    let at = clock.milliseconds
    let signals = try store.readDurable { (state) throws(Refusal) -> Int in
      let decisions = OrganisationDecisions(state)
      _ = try decisions.decideMerge(merge, at: at)
      return decisions.signalCount(of: merge.old)
    }
    if isTrial { return (merge.from <= clock.today, signals) }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(OrganisationDecisions(transaction.state).decideMerge(merge, at: at))
    }
    if !clock.isInDoubt { try mergeDue() }
    return (store.readLatest { $0.organisations.merges.contains(merge) }, signals)
  }

  private func mergeDue() throws(Refusal) {
    let (today, at) = (clock.today, clock.milliseconds)
    func decide(_ state: RegionState) -> [RegionEvent] {
      OrganisationDecisions(state).decideDueMerges(today: today, at: at)
    }
    guard !store.readLatest({ decide($0).isEmpty }) else { return }
    try store.commit { (transaction) throws(Refusal) in try transaction.append(decide(transaction.state)) }
  }

  /// The code that counts now for a municipality: another one where it merged.
  public func current(_ municipality: String) -> String {
    store.readLatest { $0.organisations.current(municipality) }
  }

  // MARK: - What is registered

  /// Every organisation, sorted by id, with how it takes part today.
  public func list() throws(Refusal) -> [RegisteredOrganisation] {
    let today = clock.today
    return try store.readDurable { $0.organisations.register.values.sorted { $0.id < $1.id } }
      .map { RegisteredOrganisation(organisation: $0, standing: $0.standing(on: today)) }
  }

  /// One organisation.
  ///
  /// - Throws: ``OrganisationRefusal`` where the register does not have it.
  public func organisation(_ id: String) throws(Refusal) -> RegisteredOrganisation {
    let today = clock.today
    guard let organisation = try store.readDurable({ $0.organisations.register[id] }) else {
      throw .organisations(.notFound)
    }
    return RegisteredOrganisation(organisation: organisation, standing: organisation.standing(on: today))
  }

  /// What signals of these organisations are flagged with today, by the organisation's id; none of one that takes part.
  public func flags(of ids: Set<String>) throws(Refusal) -> [String: OrganisationStanding] {
    let (today, policy) = (clock.today, policy)
    return try store.readDurable { state in
      var flags: [String: OrganisationStanding] = [:]
      for id in ids { flags[id] = state.organisations.flag(of: id, on: today, policy: policy) }
      return flags
    }
  }

  /// The organisations that active signals name and that are unknown to the register or do not take part today, sorted by id;
  /// none where the region keeps no register and does not require one.
  public func flagged() throws(Refusal) -> [FlaggedOrganisation] {
    let (today, policy) = (clock.today, policy)
    var found: [String: FlaggedOrganisation] = [:]
    var row: Int? = 0
    while let start = row {
      row = try store.readDurable {
        OrganisationDecisions($0).countFlagged(
          in: start..<start + EngineLimits.sweepRows, policy: policy, today: today, into: &found)
      }
    }
    return found.values.sorted { $0.id < $1.id }
  }
}

/// An organisation of the register, and how it takes part today.
public struct RegisteredOrganisation: Sendable {
  /// The organisation.
  public var organisation: Organisation
  /// How it takes part.
  public var standing: OrganisationStanding
}
