import PeerProtocol
import PrivateMatching
public import Region

/// The region's own signals: takes reports in, one by one or as a file, shows what is stored, and ends it on behalf of its
/// reporter.
public final class Signals: Sendable {
  let store: Store
  let clock: NodeClock
  /// Turns at the curve.
  let curve: FairScheduler
  let arithmetic: any MatchingArithmetic
  let alarms: Alarms
  let region: RegionName
  let profile: RetentionProfile
  let sectors: SectorList
  let organisations: OrganisationPolicy
  /// Of a file that is the whole index: the share of signals, in percent, whose removal nobody has to confirm.
  let removalPercent: Int
  /// The secret of the marks by which a repeated report is recognised.
  let markKey: [UInt8]
  let log: @Sendable (LogEvent) -> Void
  let wholeIndex = WholeIndexWatch()

  init(
    store: Store, clock: NodeClock, curve: FairScheduler, arithmetic: any MatchingArithmetic, alarms: Alarms,
    configuration: EngineConfiguration, markKey: [UInt8], log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.curve, self.arithmetic, self.alarms) = (store, clock, curve, arithmetic, alarms)
    (region, profile, sectors) = (configuration.region, configuration.profile, configuration.sectors)
    removalPercent = configuration.snapshotRemovalPercent
    organisations = configuration.organisations
    (self.markKey, self.log) = (markKey, log)
  }

  // MARK: - Reports

  /// Begins an import of signals by a person; nil where nobody is named.
  public func beginImport(by reporter: Approver? = nil) -> SignalImport {
    SignalImport(into: self, whole: nil, reporter: reporter.map { $0.approval(at: clock.now) })
  }

  /// Begins an import of a file that is the whole index: what it does not name is removed once it was read.
  ///
  /// - Throws: ``Refusal`` `try-again` while another such file is read.
  public func beginWholeIndexImport(
    _ terms: WholeIndexTerms, by reporter: Approver? = nil
  ) throws(Refusal) -> SignalImport {
    guard wholeIndex.begin() else { throw .signals(.wholeIndexIsBeingRead) }
    return SignalImport(into: self, whole: terms, reporter: reporter.map { $0.approval(at: clock.now) })
  }

  /// Takes in a report of one signal.
  ///
  /// - Throws: ``Refusal`` `malformed` with every fault.
  public func put(_ report: SignalReport, by reporter: Approver? = nil) throws(Refusal) -> SignalOutcome {
    let single = beginImport(by: reporter)
    try single.add(report, row: 1)
    return try single.single()
  }

  /// Ends a signal on behalf of its reporter; twice is once. Gives how far the signal is then, nil where it is erased.
  public func withdraw(id: String, reason: EndReason) throws(Refusal) -> SignalStatus? {
    let at = clock.milliseconds
    let day = clock.notedDay
    let isInDoubt = clock.isInDoubt
    var alarms: [YouthHold] = []
    let status = try store.commit { (transaction) throws(Refusal) -> SignalStatus? in
      let events = try SignalDecisions(transaction.state).decideWithdrawal(
        id, reason: reason, today: day, profile: profile, isClockInDoubt: isInDoubt, at: at)
      try transaction.append(events)
      alarms = HoldDecisions(transaction.state).holdsOnOthers(events)
      return transaction.state.signals.summary(id)?.status
    }
    for hold in alarms { warn(of: hold) }
    return status
  }

  // MARK: - What is stored

  /// Every signal, sorted by id.
  public func list() throws(Refusal) -> PagedList<SignalSummary> {
    let ids = try store.readDurable { $0.signals.unsortedIds }.sorted()
    return PagedList(member: "signals", count: ids.count, pageItems: 32) { [store] (range) throws(Refusal) in
      try store.readDurable { state in ids[range].compactMap { state.signals.summary($0) } }
    }
  }

  /// One signal, and the regions to which contact details of its youth's professionals went.
  public func signal(id: String) throws(Refusal) -> SignalDetails {
    let (today, policy) = (clock.today, organisations)
    return try store.readDurable { (state) throws(Refusal) -> SignalDetails in
      if let summary = state.signals.summary(id) {
        var signal = SignalDetails(summary, state)
        signal.flag = state.organisations.flag(of: summary.reporter.organisationId, on: today, policy: policy)
        return signal
      }
      throw .signals(state.signals.marks[id].map { .erased($0.signal.cause) } ?? .notFound)
    }
  }

  // MARK: - Alarms

  /// One report suspends the signals of others, and would erase them.
  func warn(of hold: YouthHold) {
    let id = hold.reports.last?.signal ?? hold.signals.first ?? ""
    switch hold.kind {
    case .death: alarms.raise(.deathReported(signal: id, graceDays: profile.deathGraceDays), about: region)
    case .objection: alarms.raise(.objectionUpheld(signal: id), about: region)
    // No report asks for it.
    case .erasure: break
    }
  }
}
