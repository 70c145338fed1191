import Cryptography
public import PeerProtocol
import PrivateMatching
import Region
import Synchronization

/// Takes the rows of one import in, a few hundred at a time; good rows go in when others are refused.
///
/// Identities live in it until it ends, so that the siblings and signals of one household are computed once.
public final class SignalImport: Sendable {
  struct State: Sendable {
    var waiting: [(row: Int, signal: ReportedSignal)] = []
    var counts: [SignalOutcome: Int] = [:]
    var refused: [JSONValue] = []
    var refusedCount = 0
    var pseudonyms: [FeedKind: [Identity: Pseudonym]] = [.youth: [:], .guardian: [:]]
    var deceased: Set<Pseudonym> = []
  }

  private let engine: Engine
  private let state = Mutex(State())

  init(engine: Engine) { self.engine = engine }

  /// Adds one row: its number in the file (the header is row 1), and its fields by column name.
  ///
  /// - Throws: ``Problem`` `try-again` where nothing can be stored; rows before are stored, and the import may be repeated.
  public func add(row: Int, fields: [String: String]) throws(Problem) {
    do {
      let signal = try ReportedSignal(fields, today: engine.today)
      let isFull = state.withLock { state in
        state.waiting.append((row, signal))
        return state.waiting.count >= EngineLimits.importRows
      }
      if isFull { try flush() }
    } catch let fault as FieldFault {
      refuse(row: row, field: fault.field, reason: fault.reason)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw .miscomputed
    }
  }

  /// Notes a row that is no row: its number, the field where there is one, and why.
  public func refuse(row: Int, field: String, reason: String) {
    state.withLock { state in
      state.refusedCount += 1
      if state.refused.count < EngineLimits.reportedRefusals {
        state.refused.append(["row": JSONValue(row), "field": .string(field), "reason": .string(reason)])
      }
    }
  }

  /// Stores what is left and reports: `{"added","updated","unchanged","refused":[{"row","field","reason"}]}`.
  public func finish() throws(Problem) -> JSONValue {
    try flush()
    try eraseDeceased()
    return state.withLock { state in
      var report: [String: JSONValue] = ["refused": .array(state.refused)]
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
    try eraseDeceased()
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
      return state.waiting
    }
    guard !rows.isEmpty else { return }
    let youths = try pseudonyms(rows.flatMap(\.signal.youth), .youth)
    let guardians = try pseudonyms(rows.flatMap(\.signal.guardians), .guardian)
    let contents = try rows.map { (row) throws(Problem) in try engine.content(row.signal, youths, guardians) }
    let today = engine.today
    let at = engine.clock.milliseconds
    let outcomes = try engine.commit { (transaction) throws(Problem) -> [SignalOutcome] in
      var outcomes: [SignalOutcome] = []
      for content in contents {
        let decision = transaction.state.decideReport(content, today: today, at: at)
        try transaction.append(decision.events)
        outcomes.append(decision.outcome)
      }
      return outcomes
    }
    state.withLock { state in
      for outcome in outcomes { state.counts[outcome, default: 0] += 1 }
      for content in contents where content.endReason == .deceased { state.deceased.formUnion(content.youth) }
    }
  }

  /// A death ends all signals of the youth, whatever the order of the rows.
  private func eraseDeceased() throws(Problem) {
    let deceased = state.withLock { $0.deceased }
    guard !deceased.isEmpty else { return }
    let at = engine.clock.milliseconds
    try engine.commit { (transaction) throws(Problem) in
      try transaction.append(transaction.state.decideDeaths(of: deceased, at: at))
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
    do { points = try engine.arithmetic.pseudonyms(of: missing, kind: kind) } catch { throw .miscomputed }
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
