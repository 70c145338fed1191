import Engine
import LocalAPI
import PeerProtocol
import Region
import Transport

/// One permitted request of the local API.
struct LocalRequest {
  var operation: LocalOperation
  var parameters: [String]
  var query: LocalQuery
  var credential: Credential
  var client: ClientIdentity
  var body: RequestBody
  var trust: LocalTrust

  /// Does what is asked. A list is made while it is sent, since it may be long.
  func perform(on engine: Engine) throws -> LocalAnswer {
    // What needs nothing of its body refuses one that says something.
    if case .json(let type, _) = operation.route.body, type is EmptyRequest.Type { _ = try document() }
    switch operation {
    case .signals, .matches, .worklist, .decisions, .marks: return .list(try list(of: engine))
    case .interface: return .text(InterfaceDocument.bytes)
    case .exportEvidence: return .archive(try evidence(of: engine))
    case .subjectCertificate: return .archive(try SubjectCall(call: self).certificate(of: engine))
    default:
      guard
        let document = try federationDocument(of: engine) ?? signalDocument(of: engine)
          ?? credentialsDocument(of: engine) ?? matchDocument(of: engine) ?? auditDocument(of: engine)
          ?? reviewDocument(of: engine) ?? SubjectCall(call: self).answer(of: engine)
          ?? ReportCall(call: self).answer(of: engine) ?? OrganisationCall(call: self).answer(of: engine)
          ?? NoticeCall(call: self).answer(of: engine)
      else { throw Problem(.notFound, pick("Op dit pad is er niets", "There is nothing at this path")) }
      return .document(document)
    }
  }

  private func list(of engine: Engine) throws -> DocumentList {
    switch operation {
    case .signals:
      DocumentList(try engine.signals.list(), record(.signals, engine)) { StoredSignalDocument($0) }
    case .decisions:
      DocumentList(try engine.retention.decisions(), record(.decisions, engine)) { DecisionsDocument.Decision($0) }
    case .marks: DocumentList(try engine.retention.marks(), record(.marks, engine)) { SignalMarksDocument.Mark($0) }
    case .worklist:
      DocumentList(
        try engine.matches.worklist(
          WorklistQuery(
            reading: query, credential: credential, holder: client.commonName, organisations: engine.organisations)),
        record(.worklist, engine)
      ) { try WorklistDocument.Item($0, engine.organisations) }
    default:
      DocumentList(engine.matches.list(try matchFilter()), record(.matches, engine)) { MatchDocument($0) }
    }
  }

  /// The same, once the audit log has an entry of what it shows to whoever asks.
  func shown<Answer: ShownLine>(_ answer: Answer, as view: ShownRecord.View, _ engine: Engine) throws -> Answer {
    try record(view, engine).write(answer.auditThings)
    return answer
  }

  private func record(_ view: ShownRecord.View, _ engine: Engine) -> ShownRecord {
    ShownRecord(view: view, holder: holder, log: engine.audit)
  }

  private func credentialsDocument(of engine: Engine) throws -> (any LocalDocument)? {
    let id = parameters.first ?? ""
    switch operation {
    case .credentials: return CredentialsDocument(try engine.credentials.registry())
    case .signCredential: return try trust.office.sign(try document(), by: approver, engine)
    case .approveCredential:
      return CredentialsDocument(try engine.credentials.approve(id: id, approver: approver))
    case .declineCredential:
      return CredentialsDocument(try engine.credentials.decline(id: id, approver: approver))
    default: return nil
    }
  }

  /// More rows than any file has.
  static let counted = 1_000_000_000

  /// The holder of the certificate, as the audit log knows them.
  var holder: AuditHolder { AuditHolder(role: credential.role.rawValue, credential: client.certificateSHA256) }

  var approver: Approver {
    Approver(
      role: credential.role.rawValue, credential: client.certificateSHA256, name: client.commonName,
      key: client.spkiSHA256)
  }

  /// Operations whose readers judge the names of members themselves: a signal's may be those of the columns, a signed
  /// document is read as the peers' protocol has it, and terms may repeat what the node fills in.
  private static let judgesNames: Set<LocalOperation> = [
    .putSignal, .importCard, .proposeAgreement, .proposeLimitException, .createFramework,
  ]

  /// The body as JSON; an empty one counts as an empty object. A member that nobody reads is a fault: it is misspelt, or
  /// somebody believes in what it says.
  func document() throws(Problem) -> JSONValue {
    guard case .json(_, let limit) = operation.route.body else { return [:] }
    let bytes = try body.collectOrProblem(limit: limit)
    if bytes.isEmpty { return [:] }
    do {
      let value = try JSONText.value(of: bytes)
      guard value.objectValue != nil else { throw JSONFaults(["body: must be a JSON object"]) }
      let faults = Self.judgesNames.contains(operation) ? [] : operation.faultsOfNames(in: value)
      guard faults.isEmpty else { throw JSONFaults(faults) }
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
