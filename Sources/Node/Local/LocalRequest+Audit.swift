import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests about the audit log. Each is an entry itself, before it is answered.
extension LocalRequest {
  private static let entryLimit = 1_000
  private static let entryDefault = 100

  /// The answer to a request about the audit log; nil for a request about anything else.
  func auditDocument(of engine: Engine) throws -> (any LocalDocument)? {
    switch operation {
    case .auditEntries: try auditEntries(of: engine)
    case .auditEntry: try auditEntry(of: engine)
    case .reconcile: try reconciliation(of: engine)
    case .signCheckpoint: try checkpoint(of: engine)
    case .logFaults: try logFaults(of: engine)
    default: nil
    }
  }

  private func auditEntries(of engine: Engine) throws -> AuditEntriesDocument {
    let asked = try auditQuery()
    let found = try engine.audit.entries(asked)
    let opened = try engine.audit.opened(found, .holder)
    try engine.audit.record([asked.fact(holder, count: found.count)])
    let names = HolderNames(engine, trust.office.home)
    return AuditEntriesDocument(
      entries: zip(found, opened).map { AuditEntryDocument($0, $1, names) },
      next: found.count == asked.limit ? found.last?.id.text : nil, keptFrom: try engine.audit.keptFrom())
  }

  private func auditEntry(of engine: Engine) throws -> AuditEntryDocument {
    guard let id = AuditEntryId(parameters.first ?? "") else {
      throw Problem.malformed(["entry: must be INSTANCE-NUMBER, as samenloop audit list shows it"])
    }
    guard let entry = try engine.audit.entry(id) else {
      throw Problem(
        .notFound,
        pick(
          "Het logboek heeft deze regel niet, of bewaart die niet meer; alle regels: samenloop audit list",
          "The audit log has no such entry, or keeps it no longer; list them: samenloop audit list"))
    }
    let opened = try engine.audit.opened([entry], .everything)
    try engine.audit.record([AuditFact(.auditRead, holder: holder, ["count": .number(1), "entry": .word(id.text)])])
    return AuditEntryDocument(
      entry, opened.first ?? [], HolderNames(engine, trust.office.home),
      answered: try engine.reconciliation.answered(entry)
    )
  }

  private func checkpoint(of engine: Engine) throws -> CheckpointDocument {
    _ = try document()
    let signed = try engine.checkpoints.signNow()
    let (present, checkpoints) = try engine.checkpoints.newest()
    guard let instance = present, let checkpoint = StatusAuditLog.Checkpoint(checkpoints) else {
      throw Refusal.audit(.ownLogUnchecked)
    }
    return CheckpointDocument(
      instance: instance.id, signed: signed, checkpoint: checkpoint,
      note: String(decoding: checkpoints.note, as: UTF8.self))
  }

  private func logFaults(of engine: Engine) throws -> LogFaultsDocument {
    let faults = try engine.checkpoints.faults()
    try engine.audit.record([
      AuditFact(
        .auditRead, holder: holder,
        ["count": .number(faults.count), "asked": .word(AuditKind.logAlarm.rawValue)])
    ])
    return LogFaultsDocument(faults)
  }

  private func reconciliation(of engine: Engine) throws -> ReconciliationDocument {
    let body = try document()
    let named = body["agreement"]?.stringValue ?? ""
    var asked: ReconciliationRequest
    do { asked = try ReconciliationRequest(parsing: body.bytes) } catch {
      throw Problem.malformed((named.isEmpty ? ["agreement: must be a text"] : []) + error.faults)
    }
    guard let id = AgreementId(base64URL: try text("agreement", in: body)) else { throw Refusal.agreements(.invalidId) }
    asked.after = nil
    return ReconciliationDocument(try engine.reconciliation.compare(id, asked))
  }

  private func auditQuery() throws -> AuditQuery {
    func value<Value>(_ name: String, _ form: String, _ read: (String) -> Value?) throws -> Value? {
      guard let text = query.text(name) else { return nil }
      if let value = read(text) { return value }
      throw Problem.malformed(["query.\(name): must be \(form)"])
    }
    var asked = AuditQuery(limit: try query.integer("limit", 1...Self.entryLimit) ?? Self.entryDefault)
    asked.from = try value("from", "a date, YYYY-MM-DD") { CalendarDate(iso: $0) }
    asked.until = try value("to", "a date, YYYY-MM-DD") { CalendarDate(iso: $0) }
    asked.peer = try value("peer", "a region's name") { RegionName($0) }
    asked.kind = try value("kind", "a kind of entry, such as shown or batch-sent") { AuditKind(rawValue: $0) }
    asked.agreement = try value("agreement", "the id of an agreement") { AgreementId(base64URL: $0) }
    asked.holder = try value("credential", "SHA-256 of a certificate in 64 hexadecimal digits") {
      OfficerCertificate.fingerprint(ofId: $0)
    }
    let signal = try value("signal", "the id of a signal") { $0.isEmpty ? nil : AuditThing.signal($0) }
    let match = try value("match", "the id of a match") { MatchId(base64URL: $0).map { AuditThing.match($0) } }
    guard signal == nil || match == nil else { throw Problem.malformed(["query: signal goes without match"]) }
    asked.thing = signal ?? match
    asked.after = try value("after", "INSTANCE-NUMBER, as this node gave it") { AuditEntryId($0) }
    return asked
  }
}

extension AuditQuery {
  /// The entry about this question. What it asks of a person or a youth stands there as a commitment.
  fileprivate func fact(_ holder: AuditHolder, count: Int) -> AuditFact {
    var members: [String: AuditFact.Value] = ["count": .number(count)]
    members["from"] = from.map { .word($0.iso) }
    members["to"] = until.map { .word($0.iso) }
    members["asked"] = kind.map { .word($0.rawValue) }
    members["after"] = after.map { .word($0.text) }
    return AuditFact(
      .auditRead, peer: peer, agreement: agreement, holder: holder,
      things: [self.holder.map { .holder($0) }, thing].compactMap { $0 }, members)
  }
}
