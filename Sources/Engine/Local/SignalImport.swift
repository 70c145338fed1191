import Cryptography
public import PeerProtocol
import PrivateMatching
import Region
import Synchronization

/// What is said of a file that is the whole index.
public struct SnapshotTerms: Sendable {
  /// As many removals as somebody confirmed.
  public var confirmedRemovals: Int
  /// How many rows the file should have, where somebody said so.
  public var rows: Int?

  /// Terms for one file.
  public init(confirmedRemovals: Int = 0, rows: Int? = nil) {
    self.confirmedRemovals = confirmedRemovals
    self.rows = rows
  }
}

/// Takes the rows of one import in, a few hundred at a time; good rows go in when others are refused.
///
/// Identities live in it until it ends, so that the siblings and signals of one household are computed once.
public final class SignalImport: Sendable {
  struct State: Sendable {
    var waiting: [(row: Int, signal: ReportedSignal)] = []
    var counts: [SignalOutcome: Int] = [:]
    var refused: [JSONValue] = []
    var refusedCount = 0
    /// Of a file that is the whole index: every id that it names, in refused rows too.
    var named: Set<String> = []
    /// How many rows there were, and how many of them name no signal.
    var rows = 0
    var namelessRows = 0
    /// Why nothing may be removed, where something is wrong with the file.
    var doubt: String?
    var pseudonyms: [FeedKind: [Identity: Pseudonym]] = [.youth: [:], .guardian: [:]]
    /// Rows whose signals were erased on the word of another signal, which a later row may correct.
    var deferred: [ReportedSignal] = []
  }

  let engine: Engine
  /// What was said of the file where it is the whole index.
  let whole: SnapshotTerms?
  /// Who imports it.
  let reporter: Approval?
  let state = Mutex(State())

  init(engine: Engine, whole: SnapshotTerms?, reporter: Approval?) {
    self.engine = engine
    self.whole = whole
    self.reporter = reporter
  }

  deinit {
    if whole != nil { engine.snapshotWatch.withLock { $0 = nil } }
  }

  /// Adds one row: its number in the file (the header is row 1), and its fields by column name.
  ///
  /// - Throws: ``Problem`` `try-again` where nothing can be stored; rows before are stored, and the import may be repeated.
  public func add(row: Int, fields: [String: String]) throws(Problem) {
    try note(fields)
    do {
      let signal = try ReportedSignal(fields, today: engine.today, profile: engine.configuration.profile)
      let isFull = state.withLock { state in
        state.waiting.append((row, signal))
        return state.waiting.count >= EngineLimits.importRows
      }
      if isFull { try flush() }
    } catch let fault as FieldFault {
      noteRefusal(row: row, field: fault.field, reason: fault.reason)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw .miscomputed
    }
  }

  /// Notes a row that is no row: its number, the field where there is one, and why.
  public func refuse(row: Int, field: String, reason: String) {
    state.withLock { state in
      state.rows += 1
      state.namelessRows += 1
    }
    noteRefusal(row: row, field: field, reason: reason)
  }

  /// Nothing is removed for the sake of a file that is not in order.
  public func doubt(_ reason: String) { state.withLock { $0.doubt = reason } }

  /// Remembers which signal a row is about, also where it is refused.
  private func note(_ fields: [String: String]) throws(Problem) {
    let id = ReportedSignal.id(in: fields)
    let isTooMany = state.withLock { state in
      state.rows += 1
      guard whole != nil else { return false }
      if let id { state.named.insert(id) } else { state.namelessRows += 1 }
      return state.named.count > EngineLimits.snapshotIds
    }
    if isTooMany {
      throw Problem(.tooLarge, "A file of the whole index names at most \(EngineLimits.snapshotIds) signals.")
    }
  }

  private func noteRefusal(row: Int, field: String, reason: String) {
    state.withLock { state in
      state.refusedCount += 1
      if state.refused.count < EngineLimits.reportedRefusals {
        state.refused.append(["row": JSONValue(row), "field": .string(field), "reason": .string(reason)])
      }
    }
  }

  /// Stores what is left and reports:
  /// `{"rows","added","updated","unchanged","restored","keptErased":{CAUSE:N},"refused":[{"row","field","reason"}]}`.
  ///
  /// Call it only once the whole file was read: with a file that is the whole index, what it does not name is removed now.
  public func finish() throws(Problem) -> JSONValue {
    try flush()
    try correctUnnamed()
    try takeDeferred()
    let removals = try removeUnnamed()
    return state.withLock { state in
      var report: [String: JSONValue] = ["refused": .array(state.refused), "rows": JSONValue(state.rows)]
      report.merge(removals) { first, _ in first }
      for outcome in [SignalOutcome.added, .updated, .unchanged, .restored] {
        report[outcome.name] = JSONValue(state.counts[outcome] ?? 0)
      }
      let kept = state.counts.compactMap { outcome, count -> (String, JSONValue)? in
        guard case .keptErased(let cause) = outcome else { return nil }
        return (cause.name, JSONValue(count))
      }
      if !kept.isEmpty { report["keptErased"] = .object(Dictionary(uniqueKeysWithValues: kept)) }
      if state.refusedCount > state.refused.count {
        report["refusedNotListed"] = JSONValue(state.refusedCount - state.refused.count)
      }
      return .object(report)
    }
  }

  /// The outcome of the one signal that was added, or why it was refused.
  func single() throws(Problem) -> SignalOutcome {
    try flush()
    try takeDeferred()
    return try state.withLock { (state) throws(Problem) -> SignalOutcome in
      if let refused = state.refused.first {
        let field = refused["field"]?.stringValue ?? ""
        throw Problem(JSONFaults([field + ": " + (refused["reason"]?.stringValue ?? "")]))
      }
      return state.counts.keys.first ?? .unchanged
    }
  }

  private func flush() throws(Problem) {
    let rows = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting.map(\.signal)
    }
    try store(rows, isLast: false)
  }

  /// Stores the rows that waited for a correction, a few at a time.
  private func takeDeferred() throws(Problem) {
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

  private func store(_ rows: [ReportedSignal], isLast: Bool) throws(Problem) {
    guard !rows.isEmpty else { return }
    let today = engine.today
    let at = engine.clock.milliseconds
    let profile = engine.configuration.profile
    let marks = try rows.map { (row) throws(Problem) in try engine.mark(of: row) }
    let bare = zip(rows, marks).map { engine.content($0, $1, [:], [:]) }
    // A repeat costs no curve arithmetic: most rows of a daily file are known as they are.
    let isNews = engine.peek { state in bare.map { state.isNews($0, today: today, profile: profile) } }
    let news = zip(rows, isNews).filter(\.1).map(\.0)
    let youths = try pseudonyms(news.flatMap(\.youth), .youth)
    let guardians = try pseudonyms(news.flatMap(\.guardians), .guardian)
    let contents = zip(zip(rows, marks), isNews).map { row, isNews in
      isNews ? engine.content(row.0, row.1, youths, guardians) : nil
    }
    // Before they are stored: a file of the whole index that ends meanwhile must not remove them.
    engine.noteReported(rows.map(\.id), by: self)
    var alarms: [YouthHold] = []
    let outcomes = try engine.commit { (transaction) throws(Problem) -> [SignalOutcome?] in
      var outcomes: [SignalOutcome?] = []
      for (bare, content) in zip(bare, contents) {
        // What became news since the look above is taken up with the rows that wait.
        guard let content = content ?? (transaction.state.isNews(bare, today: today, profile: profile) ? nil : bare)
        else {
          outcomes.append(nil)
          continue
        }
        let decision = transaction.state.decideReport(content, today: today, profile: profile, at: at, by: reporter)
        try transaction.append(decision.events)
        alarms += transaction.state.holdsOnOthers(decision.events)
        let isWaiting = !isLast && transaction.state.signals.awaitsCorrection(content.id, decision.outcome)
        outcomes.append(isWaiting ? nil : decision.outcome)
      }
      return outcomes
    }
    for hold in alarms { engine.warn(of: hold) }
    state.withLock { state in
      for (row, outcome) in zip(rows, outcomes) {
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
  private func pseudonyms(_ identities: [Identity], _ kind: FeedKind) throws(Problem) -> [Identity: Pseudonym] {
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
      points = try engine.curve.take(.ownRegion) { try engine.arithmetic.pseudonyms(of: missing, kind: kind) }
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
