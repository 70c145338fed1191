import Engine
import LocalAPI
import PeerProtocol
import Region
import Transport

/// The operations on signals, and on what ends by time.
extension LocalRequest {
  private static let pieceBytes = 65_536
  private static let lineFeed: UInt8 = 0x0A

  /// The answer to a request about signals, retention or the clock; nil for a request about anything else.
  func signalDocument(of engine: Engine) throws -> (any LocalDocument)? {
    let id = parameters.first ?? ""
    switch operation {
    case .signal: return StoredSignalDocument(try shown(engine.signals.signal(id: id), as: .signal, engine))
    case .putSignal:
      let report = try SignalReport(document: try document(), id: id)
      do {
        return SignalResultDocument(id: id, try engine.signals.put(report, by: approver))
      } catch {
        throw error.namingMembers
      }
    case .withdrawSignal:
      let reason = try word("reason", in: document(), EndReason.reportedNames, EndReason.init(reported:))
      return SignalEndingDocument(id: id, try engine.signals.withdraw(id: id, reason: reason))
    case .objectToSignal:
      let step = try word(
        "objection", in: document(), Region.ObjectionStep.allCases.map(\.rawValue),
        Region.ObjectionStep.init(rawValue:))
      return SignalObjectionDocument(
        id: id, step, try engine.retention.decideObjection(id: id, step: step, by: approver))
    case .confirmDeath:
      let isRefused = try flag("refused", in: document())
      return DeathConfirmationDocument(
        id: id, try engine.retention.confirmDeath(id: id, isRefused: isRefused, by: approver))
    case .liftMarks: return LiftedMarksDocument(try liftMarks(engine))
    case .importSignals: return ImportResultDocument(try importSignals(into: engine))
    case .withdrawals: return WithdrawalsDocument(try engine.retention.unconfirmedErasures())
    case .confirmEndings:
      let document = try document()
      return EndingsDocument(
        try engine.confirmEndings(
          signals: try count("endings", in: document), agreements: try count("agreements", in: document),
          approver: approver))
    case .confirmClock:
      guard let date = CalendarDate(iso: try text("date", in: document())) else {
        throw Refusal.malformed([FieldFault(field: "date", reason: "must be a date, YYYY-MM-DD")])
      }
      return ClockDocument(try engine.confirmClock(date: date, approver: approver))
    default: return nil
    }
  }

  /// A member that says one word of a list.
  private func word<Value>(
    _ member: String, in document: JSONValue, _ names: [String], _ value: (String) -> Value?
  ) throws -> Value {
    if let value = value(try text(member, in: document)) { return value }
    throw Refusal.malformed([FieldFault(field: member, reason: "must be one of \(names.joined(separator: ", "))")])
  }

  /// Of one signal, or of all whose cause is not known.
  private func liftMarks(_ engine: Engine) throws -> MarkDecision {
    let document = try document()
    let isAll = try flag("allUnknown", in: document)
    guard isAll == (document["id"] == nil) else {
      throw Problem.malformed(["id: goes without allUnknown, or it is missing"])
    }
    return try engine.retention.liftMarks(id: isAll ? nil : try text("id", in: document), by: approver)
  }

  /// An import, or one of a file that is the whole index.
  private func beginImport(into engine: Engine) throws -> SignalImport {
    let confirmed = try query.integer("confirmRemovals", 0...Self.counted)
    let rows = try query.integer("rows", 0...Self.counted)
    guard try query.flag("snapshot") else {
      guard confirmed == nil, rows == nil else {
        throw Problem.malformed(["query: confirmRemovals and rows go with snapshot=true"])
      }
      return engine.signals.beginImport(by: approver)
    }
    return try engine.signals.beginWholeIndexImport(
      WholeIndexTerms(confirmedRemovals: confirmed ?? 0, rows: rows), by: approver)
  }

  private func importSignals(into engine: Engine) throws -> ImportReport {
    guard case .stream(let limit) = operation.route.body else {
      throw Problem(.notFound, pick("Op dit pad is er niets", "There is nothing at this path"))
    }
    let signals = try beginImport(into: engine)
    var table = SignalTable()
    var total = 0
    let take = { (row: SignalTable.Row) in
      switch row {
      case .fields(let number, let cells): try signals.add(SignalReport(SignalFields(cells: cells)), row: number)
      case .refused(let number, let field, let reason, let readable):
        try signals.refuse(
          row: number, FieldFault(field: field ?? "", reason: reason), readable: SignalFields(cells: readable))
      }
    }
    do {
      while true {
        let piece = try body.readOrProblem(upTo: Self.pieceBytes)
        if piece.isEmpty { break }
        total += piece.count
        guard total <= limit else {
          throw Problem(
            .tooLarge,
            pick(
              "Een bestand met signalen heeft hoogstens \(limit) bytes: splits het; de rijen tot nu toe zijn "
                + "ingelezen", "A file of signals has at most \(limit) bytes: divide it; the rows so far are in"))
        }
        try table.read(piece, row: take)
      }
      try table.finish(row: take)
      if table.lastByte != Self.lineFeed {
        signals.doubt(.cutOff)
      }
    } catch let error as SignalTableError {
      throw Problem.malformed(error.faults)
    }
    return try signals.finish()
  }
}
