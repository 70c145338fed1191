import Engine
import Evidence
import LocalAPI
import PeerProtocol
import Region

/// Requests about the rights of people. An identity comes in the body only; no answer, log line or entry holds it.
struct SubjectCall {
  let call: LocalRequest

  /// The answer to a request about the rights of people; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    let id = call.parameters.first ?? ""
    switch call.operation {
    case .subjectReport: return try report(of: engine)
    case .subjectObjection: return try object(engine)
    case .subjectErasure: return try erase(engine)
    case .subjectCorrection:
      let body = try call.document()
      let request = try engine.rights.correct(
        try question(body), reason: try reason(in: body, else: .rectification),
        receivedOn: try day("receivedOn", in: body))
      return SubjectRequestDocument(request, today: try engine.rights.standing().today)
    case .subjectInforming:
      let body = try call.document()
      guard let day = try day("on", in: body) else { throw Problem.malformed(["on: must be a date, YYYY-MM-DD"]) }
      try engine.rights.inform(try question(body), on: day)
      return SubjectInformedDocument(on: day)
    case .subjectRequests:
      _ = try call.document()
      return SubjectRequestsDocument(try engine.rights.standing())
    case .extendSubjectRequest:
      let ground = try word("ground", in: call.document(), ExtensionGround.allCases, \.name)
      return SubjectRequestDocument(
        try engine.rights.extend(id, for: ground), today: try engine.rights.standing().today)
    case .closeSubjectRequest:
      let body = try call.document()
      let outcome = try word(
        "outcome", in: body, [.answered, .corrected, .refused, .withdrawn], \RightsOutcome.name)
      let reason = try body["reason"].flatMap { $0.isNull ? nil : $0 }.map { _ in try call.text("reason", in: body) }
      return SubjectRequestDocument(
        try engine.rights.close(id, outcome, reason: reason), today: try engine.rights.standing().today)
    case .confirmSubjectErasure:
      guard try call.document()["confirm"] == .string(id) else {
        throw Problem.malformed(["confirm: must be the id of the request once more; what is erased does not come back"])
      }
      var decided = SubjectDecisionDocument(
        try engine.rights.confirmErasure(id, by: call.approver), today: try engine.rights.standing().today)
      // What a privacy officer wrote down is for privacy officers.
      if call.credential.role != .privacyOfficer { decided.request?.reason = nil }
      return decided
    default: return nil
    }
  }

  /// A certificate of erasure: evidence of one request. Where the newest checkpoint does not reach its end, another one is
  /// made, if one may be made now.
  func certificate(of engine: Engine) throws -> EvidencePieces {
    _ = try call.document()
    let scope = try engine.rights.certificateScope(of: call.parameters.first ?? "")
    // It is refused while peers are asked after a start; then the newest one may still do.
    let refusal = refusal { () throws(Refusal) in try engine.checkpoints.signNow() }
    do {
      let contents = try engine.audit.evidence(scope, for: call.holder)
      guard contents.later == 0 else { throw refusal ?? Refusal.rights(.notProvableYet) }
      return EvidencePieces(
        try EvidenceExport(contents), heldBytes: contents.records.reduce(0) { $0 + $1.leaf.count } * 3)
    } catch EvidenceExportError.noCheckpoint {
      throw refusal ?? Refusal.rights(.notProvableYet)
    } catch let error as EvidenceExportError {
      throw Problem(error)
    }
  }

  private func refusal(_ body: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  // MARK: - Steps

  private func report(of engine: Engine) throws -> SubjectReportDocument {
    let body = try call.document()
    let report = try engine.rights.report(
      try question(body), reason: try call.text("reason", in: body), receivedOn: try day("receivedOn", in: body),
      by: call.holder)
    return SubjectReportDocument(report, of: engine)
  }

  private func object(_ engine: Engine) throws -> SubjectDecisionDocument {
    let body = try call.document()
    let step = try word("objection", in: body, Region.ObjectionStep.allCases, \.rawValue)
    let decision = try engine.rights.object(
      step, try question(body), reason: try reason(in: body, else: .objection),
      receivedOn: try day("receivedOn", in: body), by: call.approver)
    return SubjectDecisionDocument(decision, today: try engine.rights.standing().today)
  }

  private func erase(_ engine: Engine) throws -> SubjectDecisionDocument {
    let body = try call.document()
    guard body["confirm"] == .string(RightsKind.erasure.name) else {
      throw Problem.malformed(["confirm: must be the word erasure; what is erased does not come back"])
    }
    let decision = try engine.rights.erase(
      try question(body), reason: try reason(in: body, else: .erasure), receivedOn: try day("receivedOn", in: body),
      by: call.approver)
    return SubjectDecisionDocument(decision, today: try engine.rights.standing().today)
  }

  // MARK: - Reading

  /// Whom a request is about. What is wrong is told without what stands there.
  private func question(_ body: JSONValue) throws -> SubjectQuestion {
    let capacity = try word("capacity", in: body, Region.SubjectCapacity.allCases, \.name)
    return try SubjectQuestion(identity: try call.text("identity", in: body), capacity: capacity)
  }

  private func reason(in body: JSONValue, else kind: RightsKind) throws -> String {
    guard let reason = body["reason"], !reason.isNull else { return kind.name }
    return try call.text("reason", in: body)
  }

  private func day(_ member: String, in body: JSONValue) throws(Problem) -> CalendarDate? {
    guard let value = body[member], !value.isNull else { return nil }
    guard let day = value.stringValue.flatMap({ CalendarDate(iso: $0) }) else {
      throw Problem.malformed(["\(member): must be a date, YYYY-MM-DD"])
    }
    return day
  }

  private func word<Value>(
    _ member: String, in body: JSONValue, _ values: [Value], _ name: (Value) -> String
  ) throws(Problem) -> Value {
    if let value = values.first(where: { .string(name($0)) == body[member] }) { return value }
    throw Problem.malformed(["\(member): must be one of \(values.map(name).joined(separator: ", "))"])
  }
}
