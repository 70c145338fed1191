package import Engine
package import LocalAPI
package import Region

extension DecisionsDocument.Decision {
  /// What holds back a youth, with the commands that carry the decision on or take it back.
  package init(_ pending: PendingDecision) {
    let name = pending.signals.first ?? pending.id
    guard pending.kind != .erasure else {
      self.init(
        id: pending.id, kind: Word(text: pending.kind.name), standing: Word(text: pending.standing.rawValue),
        since: pending.since, signals: pending.signals, formerSignals: pending.formerSignals,
        firstWord: pending.firstWord.map(ApprovalDocument.init),
        next: "samenloop subject confirm \(pending.id) --confirm \(pending.id)",
        otherwise: "samenloop subject close \(pending.id) --outcome refused")
      return
    }
    let (command, otherwise) =
      switch pending.kind {
      case .objection, .erasure: ("objection \(name) --upheld", "objection \(name) --rejected")
      case .death: ("confirm-death \(name)", "confirm-death \(name) --refuse")
      }
    self.init(
      id: pending.id, kind: Word(text: pending.kind.name), standing: Word(text: pending.standing.rawValue),
      since: pending.since, signals: pending.signals, formerSignals: pending.formerSignals,
      reportedBy: pending.reportedBy.isEmpty ? nil : pending.reportedBy, erasesOn: pending.erasesOn,
      firstWord: pending.firstWord.map(ApprovalDocument.init), next: "samenloop signal " + command,
      otherwise: "samenloop signal " + otherwise)
  }
}

extension SignalObjectionDocument {
  /// What a decision on an objection came to.
  package init(id: String, _ step: Region.ObjectionStep, _ decision: YouthDecision) {
    self.init(
      id: id, objection: Word(text: step.rawValue), signals: decision.signals,
      standing: Word(text: decision.standing.rawValue))
  }
}

extension DeathConfirmationDocument {
  /// What a decision on a death came to.
  package init(id: String, _ decision: YouthDecision) {
    self.init(id: id, signals: decision.signals, standing: Word(text: decision.standing.rawValue))
  }
}
