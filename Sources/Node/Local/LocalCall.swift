import Engine
import LocalAPI
import PeerProtocol
import Transport

/// One permitted request of the local API.
struct LocalCall {
  var operation: LocalOperation
  var parameters: [String]
  var query: LocalQuery
  var credential: Credential
  var client: ClientIdentity
  var body: RequestBody
  var trust: LocalTrust

  /// Does what is asked. A list is made while it is sent, since it may be long.
  func perform(on engine: Engine) throws -> LocalAnswer {
    switch operation {
    case .signals, .matches, .worklist, .decisions, .marks: .list(try list(of: engine))
    case .signCredential: .document(try trust.office.sign(try document(), by: approver, engine))
    default:
      if let document = try federationDocument(of: engine) {
        .document(document)
      } else {
        .value(try value(of: engine))
      }
    }
  }

  private func list(of engine: Engine) throws -> PagedList {
    switch operation {
    case .signals: try engine.signals()
    case .decisions: try engine.decisions()
    case .marks: try engine.marks()
    case .worklist: try engine.worklist(municipality: credential.municipality)
    default:
      try engine.matches(
        peer: query.text("peer"), kind: query.text("kind"), onlyNew: try query.flag("new"),
        scope: query.text("scope"), municipality: credential.municipality)
    }
  }

  private func value(of engine: Engine) throws -> JSONValue {
    let id = parameters.first ?? ""
    switch operation {
    case .withdrawals: return try engine.withdrawals()
    case .confirmClock:
      return try engine.confirmClock(date: try text("date", in: document()), approver: approver)
    case .confirmEndings:
      let document = try document()
      return try engine.confirmEndings(
        signals: try count("endings", in: document), agreements: try count("agreements", in: document),
        approver: approver)
    case .credentials: return try engine.credentials.registry().document()
    // What they do needs nothing of the body; one that is no object is refused all the same.
    case .approveCredential:
      _ = try document()
      return try engine.credentials.approve(id: id, approver: approver).document()
    case .declineCredential:
      _ = try document()
      return try engine.credentials.decline(id: id, approver: approver).document()
    case .signal: return try engine.signal(id: id)
    case .putSignal: return try engine.putSignal(id: id, document: try document(), by: approver)
    case .withdrawSignal: return try engine.withdrawSignal(id: id, reason: try text("reason", in: document()))
    case .objectToSignal:
      return try engine.objectToSignal(id: id, step: try text("objection", in: document()), by: approver)
    case .confirmDeath:
      return try engine.confirmDeath(id: id, isRefused: try flag("refused", in: document()), by: approver)
    case .liftMarks: return try liftMarks(engine)
    case .importSignals: return try importSignals(into: engine)
    case .match: return try engine.match(id: id, municipality: credential.municipality)
    case .followUp: return try work("follow-up", id, engine)
    case .coordination: return try work("coordination", id, engine)
    case .handover: return try work("handover", id, engine)
    case .consent: return try work("consent", id, engine)
    case .release: return try work("release", id, engine)
    case .changes:
      let limit = try query.integer("limit", 1...Self.changesLimit) ?? Self.changesDefault
      return try engine.changes(after: query.text("after"), limit: limit)
    case .synchronize:
      let document = try document()
      if let region = document["region"], !region.isNull, region.stringValue == nil {
        throw Problem.malformed(["region: must be a text"])
      }
      return try engine.synchronize(
        region: document["region"]?.stringValue, deadlineSeconds: Self.synchronizeSeconds)
    default: throw Problem(.notFound, "There is nothing at this path")
    }
  }

  private static let changesLimit = 1_000
  private static let changesDefault = 100
  private static let synchronizeSeconds = 60
  private static let pieceBytes = 65_536
  private static let lineFeed: UInt8 = 0x0A
  /// More rows than any file has.
  private static let counted = 1_000_000_000

  var approver: Approver {
    Approver(
      role: credential.role.rawValue, credential: client.certificateSHA256, name: client.commonName,
      key: client.spkiSHA256)
  }

  private func work(_ step: String, _ id: String, _ engine: Engine) throws -> JSONValue {
    try engine.work(onMatch: id, step: step, document: try document(), municipality: credential.municipality)
  }

  /// The body as JSON; an empty one counts as an empty object.
  func document() throws(Problem) -> JSONValue {
    guard case .json(_, let limit) = operation.route.body else { return [:] }
    let bytes = try body.collectOrProblem(limit: limit)
    if bytes.isEmpty { return [:] }
    do {
      let value = try JSONText.value(of: bytes)
      guard value.objectValue != nil else { throw JSONFaults(["body: must be a JSON object"]) }
      return value
    } catch let faults as JSONFaults {
      throw Problem.malformed(faults.faults)
    } catch {
      throw Problem.malformed(["body: must be JSON"])
    }
  }

  func text(_ member: String, in document: JSONValue) throws(Problem) -> String {
    guard let text = document[member]?.stringValue, !text.isEmpty else {
      throw Problem.malformed(["\(member): must be a text"])
    }
    return text
  }

  /// A number of 0 to 2^53-1.
  func version(_ member: String, in document: JSONValue) throws(Problem) -> Int {
    guard let number = document[member]?.integerValue, (0...ProtocolLimits.largestInteger).contains(number) else {
      throw Problem.malformed(["\(member): must be a number from 0 to \(ProtocolLimits.largestInteger)"])
    }
    return number
  }

  /// A number of things; nil where it is left out or null.
  private func count(_ member: String, in document: JSONValue) throws(Problem) -> Int? {
    guard let value = document[member], !value.isNull else { return nil }
    guard let count = value.integerValue, (0...Self.counted).contains(count) else {
      throw Problem.malformed(["\(member): must be a number from 0 to \(Self.counted)"])
    }
    return count
  }

  /// False where it is left out or null.
  func flag(_ member: String, in document: JSONValue) throws(Problem) -> Bool {
    switch document[member] {
    case nil, .null: return false
    case .bool(let flag): return flag
    default: throw Problem.malformed(["\(member): must be true or false"])
    }
  }

  /// Of one signal, or of all whose cause is not known.
  private func liftMarks(_ engine: Engine) throws -> JSONValue {
    let document = try document()
    let isAll = try flag("allUnknown", in: document)
    guard isAll == (document["id"] == nil) else {
      throw Problem.malformed(["id: goes without allUnknown, or it is missing"])
    }
    return try engine.lift(id: isAll ? nil : try text("id", in: document), by: approver)
  }

  /// An import, or one of a file that is the whole index.
  private func beginImport(into engine: Engine) throws -> SignalImport {
    let confirmed = try query.integer("confirmRemovals", 0...Self.counted)
    let rows = try query.integer("rows", 0...Self.counted)
    guard try query.flag("snapshot") else {
      guard confirmed == nil, rows == nil else {
        throw Problem.malformed(["query: confirmRemovals and rows go with snapshot=true"])
      }
      return engine.beginImport(by: approver)
    }
    return try engine.beginSnapshotImport(
      SnapshotTerms(confirmedRemovals: confirmed ?? 0, rows: rows), by: approver)
  }

  private func importSignals(into engine: Engine) throws -> JSONValue {
    guard case .stream(let limit) = operation.route.body else {
      throw Problem(.notFound, "There is nothing at this path")
    }
    let signals = try beginImport(into: engine)
    var table = SignalTable()
    var total = 0
    let take = { (row: SignalTable.Row) in
      switch row {
      case .fields(let number, let fields): try signals.add(row: number, fields: fields)
      case .refused(let number, let field, let reason, let readable):
        try signals.refuse(row: number, field: field ?? "", reason: reason, readable: readable)
      }
    }
    do {
      while true {
        let piece = try body.readOrProblem(upTo: Self.pieceBytes)
        if piece.isEmpty { break }
        total += piece.count
        guard total <= limit else {
          throw Problem(.tooLarge, "A file of signals has at most \(limit) bytes: divide it; the rows so far are in")
        }
        try table.read(piece, row: take)
      }
      try table.finish(row: take)
      if table.lastByte != Self.lineFeed {
        signals.doubt("the file does not end with a line end, as one that was cut off: import the whole file")
      }
    } catch let error as SignalTableError {
      throw Problem.malformed(error.faults)
    }
    return try signals.finish()
  }
}
