package import Engine
package import LocalAPI
import PeerProtocol
import Region

import enum Cryptography.SubjectKind

extension StatusDocument {
  /// What `GET /v1/status` answers: the engine's figures, and what the node knows of keys and revocation lists.
  package init(of engine: Engine) {
    let status = engine.status()
    let (signals, decisions, endings) = (status.signals, status.decisions, engine.waitingEndings)
    self.init(
      region: status.region.text, name: status.name, environment: Word(status.environment),
      version: Engine.version, time: status.time, clock: ClockDocument(engine.clockStanding),
      endings: endings.isEmpty ? nil : EndingsDocument(endings), signals: status.signalCount,
      signalsByStatus: SignalCounts(active: signals.active, left: signals.left, archived: signals.archived),
      shielded: ShieldedCounts(desk: signals.desk, withheld: signals.withheld),
      youthsInFeed: status.isClosing ? 0 : signals.youthsInFeed, openMatches: status.openMatches,
      restoration: status.restoration.document(), closing: status.isClosing,
      storage: status.storage.map { Problem($0).detail }, peers: status.peers.map { $0.document() },
      profile: status.profile.name, informing: Word(text: status.profile.informing.rawValue),
      notInformed: signals.notInformed, objectedTo: signals.objectedTo,
      legalGround: status.legalGround.map { LegalGround($0) },
      disclosures: status.disclosures.map { Disclosure($0) },
      upgradeCopy: status.upgradeCopyHoursLeft.map { UpgradeCopy(hoursLeft: $0) },
      credentials: CredentialsDocument(engine.credentials.latestRegistry, withCertificates: false),
      refusedRows: RefusedRows(
        count: status.refusedRows.count, byField: status.refusedRows.byField, ids: status.refusedRows.ids),
      decisions: DecisionCounts(
        objections: decisions.objections, deathsReported: decisions.deathsReported,
        awaitSecondPerson: decisions.awaitSecondPerson, marksOfUnknownCause: decisions.marksOfUnknownCause,
        birthDateConflicts: decisions.birthDateConflicts),
      auditLog: status.audit.statusDocument(), alarms: status.alarms.documents())
    unregistered = signals.unregistered > 0 ? signals.unregistered : nil
    flagged = status.flaggedSignals > 0 ? status.flaggedSignals : nil
    reviews = status.reviews.document()
    webhooks = status.webhooks.isEmpty ? nil : status.webhooks.map { $0.statusDocument() }
    mail = status.mail.map { StatusMail(since: $0.since, detail: $0.reason, next: "samenloop mail test ADDRESS") }
    frameworkPairs = status.pairs.isEmpty ? nil : status.pairs.map { $0.document() }
    requests = StatusRequests(open: status.requests.open, overdue: status.requests.overdue)
  }

  /// The same with what the node knows of authorities, revocation lists and files of trust.
  init(of engine: Engine, _ trust: LocalTrust) {
    self.init(of: engine)
    uncheckedAuthorities = trust.uncheckedAuthorities()
    outdatedRevocationLists = trust.outdatedRevocationLists()
    missingRevocationLists = trust.missingRevocationLists()
    trustFaults = trust.faults()
    certificateEnds = trust.certificateEnds()
  }
}

extension StatusDocument.LegalGround {
  fileprivate init(_ ground: LegalGround) {
    self.init(
      validUntil: ground.validUntil,
      state: Word(ground.hasEnded ? .ended : ground.daysLeft == nil ? .holds : .endsSoon), days: ground.daysLeft)
  }
}

extension StatusDocument.Disclosure {
  fileprivate init(_ disclosure: NodeStatus.Disclosure) {
    let key = disclosure.key
    self.init(
      month: key.month, peer: key.peer.text, kind: Word(key.kind == .youth ? .youth : .family),
      views: disclosure.views)
  }
}

extension AuditState {
  fileprivate func statusDocument() -> StatusAuditLog? {
    guard let instance else { return nil }
    return StatusAuditLog(
      instance: instance.id, entries: size,
      checkpoint: StatusAuditLog.Checkpoint(checkpoints), faults: faults.map { StatusAuditLog.Fault($0) })
  }
}
