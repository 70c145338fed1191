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
    /// True once a row could not be judged because the clock is in doubt.
    var isClockInDoubt = false
    var pseudonyms: [FeedKind: [Identity: Pseudonym]] = [.youth: [:], .guardian: [:]]
    /// Youths on whom nothing is kept any more, whatever the other rows say.
    var leaving: [EndReason: Set<Pseudonym>] = [:]
  }

  let engine: Engine
  /// What was said of the file where it is the whole index.
  let whole: SnapshotTerms?
  let state = Mutex(State())

  init(engine: Engine, whole: SnapshotTerms?) {
    self.engine = engine
    self.whole = whole
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
      let signal = try ReportedSignal(fields, today: engine.clockDay, profile: engine.configuration.profile)
      let isFull = state.withLock { state in
        state.waiting.append((row, signal))
        return state.waiting.count >= EngineLimits.importRows
      }
      if isFull { try flush() }
    } catch let fault as FieldFault where fault.isByClock && engine.isClockInDoubt {
      noteUndecided(row: row, field: fault.field)
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

  /// A row whose dates a clock in doubt cannot judge is not lost silently, and nothing is removed for the sake of the file.
  private func noteUndecided(row: Int, field: String) {
    let reason = "cannot be judged while the node's clock is in doubt: import again once samenloop status says it is trusted"
    noteRefusal(row: row, field: field, reason: reason)
    state.withLock { state in
      state.isClockInDoubt = true
      state.doubt = state.doubt ?? "the node's clock is in doubt: import again once it is trusted"
    }
  }

  /// Stores what is left and reports: `{"rows","added","updated","unchanged","refused":[{"row","field","reason"}]}`.
  ///
  /// Call it only once the whole file was read: with a file that is the whole index, what it does not name is removed now.
  public func finish() throws(Problem) -> JSONValue {
    try flush()
    try eraseLeaving()
    let removals = try removeUnnamed()
    return state.withLock { state in
      var report: [String: JSONValue] = ["refused": .array(state.refused), "rows": JSONValue(state.rows)]
      report.merge(removals) { first, _ in first }
      for outcome in [SignalOutcome.added, .updated, .unchanged] {
        report[outcome.rawValue] = JSONValue(state.counts[outcome] ?? 0)
      }
      if state.refusedCount > state.refused.count {
        report["refusedNotListed"] = JSONValue(state.refusedCount - state.refused.count)
      }
      return .object(report)
    }
  }

  /// The outcome of the one signal that was added, or why it was refused.
  func single() throws(Problem) -> SignalOutcome {
    try flush()
    try eraseLeaving()
    return try state.withLock { (state) throws(Problem) -> SignalOutcome in
      if state.isClockInDoubt { throw .clockInDoubt("The signal's dates cannot be judged") }
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
      return state.waiting
    }
    guard !rows.isEmpty else { return }
    let today = engine.clockDay
    let isInDoubt = engine.isClockInDoubt
    let at = engine.milliseconds
    let profile = engine.configuration.profile
    let marked = try rows.map { (row) throws(Problem) in (row: row.row, signal: row.signal, mark: try engine.mark(of: row.signal)) }
    // A repeat costs no curve arithmetic: most rows of a daily file are known as they are.
    let isKnown = engine.peek { state in marked.map { state.signals.mark(of: $0.signal.id) == $0.mark } }
    let news = zip(marked, isKnown).filter { !$1 || $0.signal.erasesYouth != nil }.map(\.0)
    let youths = try pseudonyms(news.flatMap(\.signal.youth), .youth)
    let guardians = try pseudonyms(news.flatMap(\.signal.guardians), .guardian)
    let contents = news.map { engine.content($0.signal, $0.mark, youths, guardians) }
    // Before they are stored: a file of the whole index that ends meanwhile must not remove them.
    engine.noteReported(rows.map(\.signal.id), by: self)
    let outcomes = try engine.commit { (transaction) throws(Problem) -> [SignalOutcome] in
      var outcomes: [SignalOutcome] = []
      for content in contents {
        let decision = transaction.state.decideReport(
          content, today: today, profile: profile, isClockInDoubt: isInDoubt, at: at)
        try transaction.append(decision.events)
        outcomes.append(decision.outcome)
      }
      return outcomes
    }
    for (reported, outcome) in zip(news, outcomes) where outcome == .undecided {
      noteUndecided(row: reported.row, field: "started_on")
    }
    state.withLock { state in
      for outcome in outcomes where outcome != .undecided { state.counts[outcome, default: 0] += 1 }
      if rows.count > news.count { state.counts[.unchanged, default: 0] += rows.count - news.count }
      for (reported, content) in zip(news, contents) {
        guard let reason = reported.signal.erasesYouth else { continue }
        state.leaving[reason, default: []].formUnion(content.youth)
      }
    }
  }

  /// A death, or an objection that was upheld, ends all signals of the youth, whatever the order of the rows.
  private func eraseLeaving() throws(Problem) {
    let leaving = state.withLock { $0.leaving }
    guard !leaving.isEmpty else { return }
    let at = engine.milliseconds
    try engine.commit { (transaction) throws(Problem) in
      for (reason, youths) in leaving.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        try transaction.append(transaction.state.decideErasure(of: youths, reason: reason, at: at))
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
