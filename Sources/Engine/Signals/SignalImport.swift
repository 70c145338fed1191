import Cryptography
import PeerProtocol
import PrivateMatching
public import Region
import Synchronization

/// Takes the rows of one import in, a few hundred at a time; good rows go in when others are refused.
///
/// Identities live in it until it ends, so that the siblings and signals of one household are computed once.
public final class SignalImport: Sendable {
  struct State: Sendable {
    var waiting: [(row: Int, signal: ReportedSignal)] = []
    /// Rows that were refused, and of which what protects counts all the same.
    var protecting: [RefusedSignalRow] = []
    var counts: [SignalOutcome: Int] = [:]
    /// Rows of organisations that are flagged, by organisation.
    var flagged: [String: Int] = [:]
    var refusals = RefusedRows()
    /// Every id that the file names, in refused rows too, with the first row that does.
    var named: [String: Int] = [:]
    /// How many rows there were, and how many of them name no signal.
    var rows = 0
    var namelessRows = 0
    /// Whether it names a signal twice.
    var namesTwice = false
    /// Why nothing may be removed, where something is wrong with the file.
    var doubt: ImportDoubt?
    /// True once a row could not be judged because the clock is in doubt.
    var isClockInDoubt = false
    var pseudonyms: [FeedKind: [Identity: Pseudonym]] = [.youth: [:], .guardian: [:]]
    /// Rows whose signals were erased on the word of another signal, which a later row may correct.
    var deferred: [(row: Int, signal: ReportedSignal)] = []
  }

  let signals: Signals
  /// What was said of the file where it is the whole index.
  let whole: WholeIndexTerms?
  /// Who imports it.
  let reporter: Approval?
  let state = Mutex(State())

  init(into signals: Signals, whole: WholeIndexTerms?, reporter: Approval?) {
    self.signals = signals
    self.whole = whole
    self.reporter = reporter
  }

  deinit {
    if whole != nil { signals.wholeIndex.end() }
  }

  /// Adds the report in one row: its number in the file (the header is row 1).
  ///
  /// - Throws: ``Refusal`` `try-again` where nothing can be stored; rows before are stored, and the import may be repeated.
  public func add(_ report: SignalReport, row: Int) throws(Refusal) {
    let read = SignalRow(report.fields, rules: rules)
    let first = try note(read.id, row: row)
    var faults = judgedByClock(report.faults + read.faults)
    if let first { faults.insert(.repeatsSignal(row: first), at: 0) }
    guard let signal = read.signal, faults.isEmpty else { return try refuse(row, faults, read) }
    let isFull = state.withLock { state in
      state.waiting.append((row, signal))
      return state.isFull
    }
    if isFull { try flush() }
  }

  /// What a clock in doubt cannot say of dates is no fault of the row: it is not lost silently, and nothing is removed for
  /// the sake of the file.
  private func judgedByClock(_ faults: [FieldFault]) -> [RowFault] {
    guard faults.contains(where: \.isByClock), signals.clock.isInDoubt else { return faults.map(RowFault.field) }
    noteClockInDoubt()
    return faults.map { fault in
      guard fault.isByClock, let column = SignalColumn(rawValue: fault.field) else { return .field(fault) }
      return .undecided(column)
    }
  }

  private func noteClockInDoubt() {
    state.withLock { state in
      state.isClockInDoubt = true
      state.doubt = state.doubt ?? .clockInDoubt
    }
  }

  /// Notes a row that is no row: its number, why, and what of it can be read all the same.
  ///
  /// Nobody knows for sure which signal it is about; what it says that protects counts.
  public func refuse(row: Int, _ fault: FieldFault, readable: SignalFields = SignalFields()) throws(Refusal) {
    state.withLock { state in
      state.rows += 1
      state.namelessRows += 1
    }
    var fields = readable
    if fault.field == SignalColumn.signalId.rawValue { fields[.signalId] = nil }
    try refuse(row, [.field(fault)], SignalRow(fields, rules: rules))
  }

  private var rules: ReportRules {
    ReportRules(today: signals.clock.machineDay, profile: signals.profile, sectors: signals.sectors)
  }

  private func refuse(_ row: Int, _ faults: [RowFault], _ read: SignalRow) throws(Refusal) {
    let isFull = state.withLock { state in
      state.refusals.note(row, faults)
      let refused = RefusedSignalRow(row: row, faults: faults, read: read)
      if refused.matters { state.protecting.append(refused) }
      return state.isFull
    }
    if isFull { try flush() }
  }

  /// Nothing is removed for the sake of a file that is not in order.
  public func doubt(_ doubt: ImportDoubt) { state.withLock { $0.doubt = doubt } }

  /// Remembers which signal a row is about, also where it is refused; gives the earlier row of the same signal.
  private func note(_ id: String?, row: Int) throws(Refusal) -> Int? {
    let (first, isTooMany) = state.withLock { state -> (Int?, Bool) in
      state.rows += 1
      guard let id else {
        state.namelessRows += 1
        return (nil, false)
      }
      if let first = state.named[id] {
        state.namesTwice = true
        state.doubt = .repeatedSignal(row: row, earlierRow: first)
        return (first, false)
      }
      state.named[id] = row
      return (nil, state.named.count > EngineLimits.snapshotIds)
    }
    if isTooMany { throw .signals(.tooManySignals(limit: EngineLimits.snapshotIds)) }
    return first
  }

  /// Stores what is left, and reports.
  ///
  /// Call it only once the whole file was read: with a file that is the whole index, what it does not name is removed now.
  public func finish() throws(Refusal) -> ImportReport {
    try flush()
    let removals = try removeUnnamed()
    try takeDeferred()
    return state.withLock { state in
      var report = ImportReport(rows: state.rows, outcomes: state.counts, removals: removals)
      state.refusals.tell(&report)
      report.flagged = state.flagged
      report.holdsFlagged = signals.organisations == .require
      return report
    }
  }

  /// The outcome of the one signal that was added, or why it was refused: `protectedOnly` says that what protects counts.
  func single() throws(Refusal) -> SignalOutcome {
    try flush()
    try takeDeferred()
    return try state.withLock { (state) throws(Refusal) -> SignalOutcome in
      if state.isClockInDoubt { throw .clock(.inDoubt(.signalDates)) }
      guard state.refusals.count == 0 else {
        let faults = state.refusals.firstFaults.compactMap(\.fieldFault)
        throw state.refusals.protectedOnly > 0 ? .signals(.protectedOnly(faults)) : .malformed(faults)
      }
      return state.counts.keys.first ?? .unchanged
    }
  }

  func flush() throws(Refusal) {
    try storeWaiting()
    try protectRefused()
  }

  private func storeWaiting() throws(Refusal) {
    let rows = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    try store(rows, isLast: false)
  }

  /// Stores the rows that waited for a correction, a few at a time.
  private func takeDeferred() throws(Refusal) {
    var rest = state.withLock { state in
      defer { state.deferred = [] }
      return state.deferred
    }[...]
    while !rest.isEmpty {
      let piece = rest.prefix(EngineLimits.importRows)
      rest = rest.dropFirst(piece.count)
      try store(Array(piece), isLast: true)
    }
  }

  private func store(_ rows: [(row: Int, signal: ReportedSignal)], isLast: Bool) throws(Refusal) {
    guard !rows.isEmpty else { return }
    let (today, noted) = (signals.clock.machineDay, signals.clock.notedDay)
    let isInDoubt = signals.clock.isInDoubt
    let at = signals.clock.milliseconds
    let profile = signals.profile
    let marks = try rows.map { (row) throws(Refusal) in try signals.mark(of: row.signal) }
    let bare = zip(rows, marks).map { signals.content($0.signal, $1, [:], [:]) }
    // A repeat costs no curve arithmetic: most rows of a daily file are known as they are.
    let isNew = signals.store.readLatest { state in
      let decisions = SignalDecisions(state)
      return bare.map { decisions.isNewOrChanged($0, today: today, profile: profile) }
    }
    let news = zip(rows, isNew).filter(\.1).map(\.0.signal)
    let youths = try pseudonyms(news.flatMap(\.youth), .youth)
    let guardians = try pseudonyms(news.flatMap(\.guardians), .guardian)
    let contents = zip(zip(rows, marks), isNew).map { row, isNew in
      isNew ? signals.content(row.0.signal, row.1, youths, guardians) : nil
    }
    // Before they are stored: a file of the whole index that ends meanwhile must not remove them.
    noteReported(rows.map(\.signal.id))
    var alarms: [YouthHold] = []
    let outcomes = try signals.store.commit { (transaction) throws(Refusal) -> [SignalOutcome?] in
      var outcomes: [SignalOutcome?] = []
      for (bare, content) in zip(bare, contents) {
        // What became news since the look above is taken up with the rows that wait.
        let isNew =
          content == nil
          && SignalDecisions(transaction.state).isNewOrChanged(bare, today: today, profile: profile)
        guard let content = content ?? (isNew ? nil : bare) else {
          outcomes.append(nil)
          continue
        }
        let decision = SignalDecisions(transaction.state).decideReport(
          content, today: today, profile: profile, isClockInDoubt: isInDoubt, noted: noted, at: at, by: reporter)
        try transaction.append(decision.events + holds(decision.events, in: transaction.state, signals.clock.today, at))
        alarms += HoldDecisions(transaction.state).holdsOnOthers(decision.events)
        let isWaiting = !isLast && transaction.state.signals.marks.awaitsCorrection(content.id, decision.outcome)
        outcomes.append(isWaiting ? nil : decision.outcome)
      }
      return outcomes
    }
    for hold in alarms { signals.warn(of: hold) }
    if !isLast { noteFlagged(rows.map(\.signal), on: signals.clock.today) }
    for (reported, outcome) in zip(rows, outcomes) where outcome == .undecided {
      noteClockInDoubt()
      state.withLock {
        $0.refusals.note(reported.row, [.undecided(.startedOn)])
      }
    }
    state.withLock { state in
      for (row, outcome) in zip(rows, outcomes) where outcome != .undecided {
        if let outcome {
          state.counts[outcome, default: 0] += 1
        } else if !isLast, state.deferred.count < EngineLimits.deferredRows {
          state.deferred.append(row)
        } else {
          state.counts[.unchanged, default: 0] += 1
        }
      }
    }
  }

  /// The pseudonyms of identities, each computed once an import.
  func pseudonyms(_ identities: [Identity], _ kind: FeedKind) throws(Refusal) -> [Identity: Pseudonym] {
    var wanted: [Identity: Pseudonym] = [:]
    var missing: [Identity] = []
    state.withLock { state in
      var seen = Set<Identity>()
      for identity in identities where seen.insert(identity).inserted {
        if let known = state.pseudonyms[kind]?[identity] { wanted[identity] = known } else { missing.append(identity) }
      }
    }
    guard !missing.isEmpty else { return wanted }
    let points: [[UInt8]]
    do {
      points = try signals.curve.take(.ownRegion) { try signals.arithmetic.pseudonyms(of: missing, kind: kind) }
    } catch {
      throw .miscomputed
    }
    for (identity, point) in zip(missing, points) { wanted[identity] = Pseudonym(point: point) }
    let computed = wanted
    // Changed in place: a copy of the table for every few hundred rows would cost more than the curve.
    state.withLock { state in
      if state.pseudonyms[kind]?.count ?? 0 > EngineLimits.importIdentities { state.pseudonyms[kind] = [:] }
      state.pseudonyms[kind]?.merge(computed) { known, _ in known }
    }
    return wanted
  }
}

extension SignalImport.State {
  /// Whether enough rows wait to be stored.
  var isFull: Bool { waiting.count + protecting.count >= EngineLimits.importRows }
}
