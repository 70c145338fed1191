import Engine
import LocalAPI
import PeerProtocol
import Region
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
    case .signals, .decisions, .marks: .list(try list(of: engine))
    case .matches: .pieces(ListPieces(engine.matches.list(try matchFilter())) { MatchDocument($0).json.append(to: &$1) })
    case .worklist:
      .pieces(
        ListPieces(try engine.matches.worklist(municipality: credential.municipality)) {
          $0.document().append(to: &$1)
        })
    case .match: .document(MatchDocument(try engine.matches.page(of: id, municipality: credential.municipality)))
    case .followUp: .document(try work("follow-up", engine))
    case .coordination: .document(try work("coordination", engine))
    case .handover: .document(try work("handover", engine))
    case .consent: .document(try work("consent", engine))
    case .release: .document(try work("release", engine))
    case .changes: .document(try changes(of: engine))
    case .synchronize: .document(try synchronize(engine))
    case .signCredential: .document(try trust.office.sign(try document(), by: approver, engine))
    default: .value(try value(of: engine))
    }
  }

  private var id: String { parameters.first ?? "" }

  private func list(of engine: Engine) throws -> PagedList<JSONValue> {
    switch operation {
    case .signals: try engine.signals()
    case .decisions: try engine.decisions()
    default: try engine.marks()
    }
  }

  private func value(of engine: Engine) throws -> JSONValue {
    let second = parameters.dropFirst().first ?? ""
    switch operation {
    case .status:
      return engine.status()
        .adding("credentials", engine.credentials.latestRegistry.document(withCertificates: false))
        .adding("uncheckedAuthorities", trust.uncheckedAuthorities())
        .adding("outdatedRevocationLists", trust.outdatedRevocationLists())
        .adding("missingRevocationLists", trust.missingRevocationLists()).adding("trustFaults", trust.faults())
    case .createInvitation: return try engine.createInvitation()
    case .peers: return try engine.peers()
    case .join: return try engine.join(code: try text("code", in: document()))
    case .fingerprint: return try engine.fingerprint(of: id)
    case .acceptPeer: return try engine.accept(region: id)
    case .rejectPeer: return try engine.reject(region: id, reason: try text("reason", in: document()))
    case .suspendPeer: return try engine.suspend(region: id, reason: try text("reason", in: document()))
    case .resumePeer: return try engine.resume(region: id)
    case .removePeer:
      let removed = try engine.removePeer(region: id, confirming: try text("confirm", in: document()))
      trust.pinsChanged()
      return removed
    case .ownCard: return try engine.card()
    case .renewCard: return try engine.card(above: try version("above", in: document()))
    case .importCard:
      let peer = try engine.importCard(try document(), of: id, by: approver)
      trust.pinsChanged()
      return peer
    case .withdrawals: return try engine.withdrawals()
    // What they do needs nothing of the body; one that is no object is refused all the same.
    case .announceRestore:
      _ = try document()
      return try engine.announceRestore()
    case .confirmImport:
      return try engine.confirmImport(importedOtherwise: try flag("importedOtherwise", in: document()))
    case .snapshot:
      _ = try document()
      return try engine.snapshot()
    case .confirmClock:
      return try engine.confirmClock(date: try text("date", in: document()), approver: approver)
    case .confirmEndings:
      let document = try document()
      return try engine.confirmEndings(
        signals: try count("endings", in: document), agreements: try count("agreements", in: document),
        approver: approver)
    case .closing: return try engine.closing()
    case .closeRegion:
      return try engine.closeRegion(confirming: try text("region", in: document()), approver: approver)
    case .credentials: return try engine.credentials.registry().document()
    // What they do needs nothing of the body; one that is no object is refused all the same.
    case .approveCredential:
      _ = try document()
      return try engine.credentials.approve(id: id, approver: approver).document()
    case .declineCredential:
      _ = try document()
      return try engine.credentials.decline(id: id, approver: approver).document()
    case .agreements: return try engine.agreements()
    case .agreement: return try engine.agreement(id: id)
    case .proposeAgreement:
      let document = try document()
      guard let terms = document["terms"], terms.objectValue != nil else {
        throw Problem.malformed(["terms: must be an object"])
      }
      return try engine.proposeAgreement(with: try text("region", in: document), terms: terms, approver: approver)
    case .approveAgreement: return try engine.approve(id: id, approver: approver)
    case .rejectAgreement:
      return try engine.rejectAgreement(id: id, reason: try text("reason", in: document()), approver: approver)
    case .revokeAgreement:
      return try engine.revokeAgreement(id: id, reason: try text("reason", in: document()), approver: approver)
    case .proposeLimitException:
      return try engine.proposeException(agreement: id, terms: try document(), approver: approver)
    case .approveLimitException:
      return try engine.approveException(agreement: id, id: second, approver: approver)
    case .rejectLimitException:
      return try engine.rejectException(
        agreement: id, id: second, reason: try text("reason", in: document()), approver: approver)
    case .signals, .matches, .worklist, .decisions, .marks, .signCredential, .match, .followUp, .coordination,
      .handover, .consent, .release, .changes, .synchronize:
      throw Problem(.notFound, "There is nothing at this path")
    case .signal: return try engine.signal(id: id)
    case .putSignal: return try engine.putSignal(id: id, document: try document(), by: approver)
    case .withdrawSignal: return try engine.withdrawSignal(id: id, reason: try text("reason", in: document()))
    case .objectToSignal:
      return try engine.objectToSignal(id: id, step: try text("objection", in: document()), by: approver)
    case .confirmDeath:
      return try engine.confirmDeath(id: id, isRefused: try flag("refused", in: document()), by: approver)
    case .liftMarks: return try liftMarks(engine)
    case .importSignals: return try importSignals(into: engine)
    }
  }

  private func synchronize(_ engine: Engine) throws -> SynchronizationDocument {
    let document = try document()
    if let region = document["region"], !region.isNull, region.stringValue == nil {
      throw Problem.malformed(["region: must be a text"])
    }
    return SynchronizationDocument(
      try engine.synchronizer.synchronize(
        region: document["region"]?.stringValue, deadlineSeconds: Self.synchronizeSeconds))
  }

  private static let synchronizeSeconds = 60
  private static let pieceBytes = 65_536
  private static let lineFeed: UInt8 = 0x0A
  /// More rows than any file has.
  private static let counted = 1_000_000_000

  private var approver: Approver {
    Approver(
      role: credential.role.rawValue, credential: client.certificateSHA256, name: client.commonName,
      key: client.spkiSHA256)
  }

  private func work(_ step: String, _ engine: Engine) throws -> MatchDocument {
    let action = try MatchAction(step: step, try document())
    return MatchDocument(try engine.matches.work(on: id, action, municipality: credential.municipality))
  }

  /// The body as JSON; an empty one counts as an empty object.
  private func document() throws(Problem) -> JSONValue {
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

  private func text(_ member: String, in document: JSONValue) throws(Problem) -> String {
    guard let text = document[member]?.stringValue, !text.isEmpty else {
      throw Problem.malformed(["\(member): must be a text"])
    }
    return text
  }

  /// A number of 0 to 2^53-1.
  private func version(_ member: String, in document: JSONValue) throws(Problem) -> Int {
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
  private func flag(_ member: String, in document: JSONValue) throws(Problem) -> Bool {
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
