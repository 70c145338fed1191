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
    case .signal, .putSignal, .withdrawSignal, .objectToSignal, .confirmDeath, .liftMarks, .importSignals, .withdrawals,
      .confirmEndings, .confirmClock:
      .document(try signalDocument(by: engine))
    default: .value(try value(of: engine))
    }
  }

  private func list(of engine: Engine) throws -> DocumentList {
    switch operation {
    case .signals: DocumentList(try engine.signals.list()) { StoredSignalDocument($0) }
    case .decisions: DocumentList(try engine.retention.decisions()) { DecisionsDocument.Decision($0) }
    case .marks: DocumentList(try engine.retention.marks()) { SignalMarksDocument.Mark($0) }
    case .worklist: DocumentList(try engine.worklist(municipality: credential.municipality))
    default:
      DocumentList(
        try engine.matches(
          peer: query.text("peer"), kind: query.text("kind"), onlyNew: try query.flag("new"),
          scope: query.text("scope"), municipality: credential.municipality))
    }
  }

  private func value(of engine: Engine) throws -> JSONValue {
    let id = parameters.first ?? ""
    let second = parameters.dropFirst().first ?? ""
    switch operation {
    case .status:
      let endings = engine.waitingEndings
      return engine.status()
        .adding("clock", try JSONText.value(of: ClockDocument(engine.clockStanding).encoded()))
        .adding("endings", endings.isEmpty ? nil : try JSONText.value(of: EndingsDocument(endings).encoded()))
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
    // What they do needs nothing of the body; one that is no object is refused all the same.
    case .announceRestore:
      _ = try document()
      return try engine.announceRestore()
    case .confirmImport:
      return try engine.confirmImport(importedOtherwise: try flag("importedOtherwise", in: document()))
    case .snapshot:
      _ = try document()
      return try engine.snapshot()
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
    case .signals, .matches, .worklist, .decisions, .marks, .signCredential, .signal, .putSignal, .withdrawSignal,
      .objectToSignal, .confirmDeath, .liftMarks, .importSignals, .withdrawals, .confirmEndings, .confirmClock:
      throw Problem(.notFound, "There is nothing at this path")
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
    }
  }

  private static let changesLimit = 1_000
  private static let changesDefault = 100
  private static let synchronizeSeconds = 60
  /// More rows than any file has.
  static let counted = 1_000_000_000

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
  private func version(_ member: String, in document: JSONValue) throws(Problem) -> Int {
    guard let number = document[member]?.integerValue, (0...ProtocolLimits.largestInteger).contains(number) else {
      throw Problem.malformed(["\(member): must be a number from 0 to \(ProtocolLimits.largestInteger)"])
    }
    return number
  }

  /// A number of things; nil where it is left out or null.
  func count(_ member: String, in document: JSONValue) throws(Problem) -> Int? {
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
}
