import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// The page of a match, and the work on it.
extension PageCall {
  func matchPage(_ id: String) throws -> any Page {
    let municipality = credential.municipality
    let found = try engine.matches.page(of: id, municipality: municipality)
    let own = shownSignals(found.match.signals, try engine.signals.summaries(of: found.match.signals))
    try record(found.auditThings + own.map { .signal($0.id) }, as: .match)
    let flags = try engine.organisations.flags(of: Set(own.map(\.reporter.organisationId)))
    let match = MatchDocument(found)
    let reasons = try engine.matches.reasons(for: found.match.id, municipality: municipality)
    let reader = Colleague(id: client.commonName, name: client.commonName)
    let assignee = match.assignee.map { Colleague(id: $0, name: $0) }
    let screen = MatchScreen(
      match: match, ownRegion: engine.region.text, regionNames: try regionNames(),
      own: own.compactMap { Professional(StoredSignalDocument($0, flags)) },
      reasons: reasons.map { Word(text: $0.rawValue) },
      due: reasons.isEmpty ? nil : try engine.matches.due(found.match.id).map { LocalTime($0).day },
      assignee: assignee, colleagues: [reader] + (assignee.map { $0 == reader ? [] : [$0] } ?? []))
    return Pages.MatchPage(screen)
  }

  func work(on id: String, _ action: String, _ fields: FormFields) throws -> PageAnswer {
    guard let step = Link.MatchFormAction(rawValue: action) else {
      throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
    let done: Notice
    switch step {
    case .followUp:
      try send(.followUp, id, followUp(fields))
      done = .followUp
    case .coordination:
      try send(
        .coordination, id,
        JSONValue(present: [
          "agree": fields.isYes(.agree) ? .bool(true) : nil,
          "propose": fields.isYes(.agree) ? nil : fields.text(.propose).map { .string($0) },
        ]))
      done = .coordination
    case .handover:
      try send(.handover, id, JSONValue(present: ["state": fields.text(.state).map { .string($0) }]))
      done = .handover
    case .consent:
      try send(.consent, id, JSONValue(present: ["consent": fields.text(.consent).map { .string($0) }]))
      done = .consent
    case .release:
      let question = try releaseQuestion(id)
      // What came to wait meanwhile was not on the page that asked.
      guard fields.isYes(.confirmed), fields.text(.shown) == question.shown else { return .page(question) }
      try send(.release, id, [:])
      done = .release
    case .assign:
      guard fields.has(.assignee) else { throw Problem.malformed(["assignee: choose a colleague, or nobody"]) }
      let name = fields.text(.colleague) ?? fields.text(.assignee)
      try send(
        .assign, id, JSONValue(present: ["assignee": name.map { .string($0) }, "toNobody": name == nil ? true : nil]))
      done = .assigned
    case .remind:
      try send(.remind, id, [:])
      done = .reminded
    }
    return .seeOther(fields.text(.from) == "worklist" ? .worklist : .match(id), done)
  }

  private func followUp(_ fields: FormFields) -> JSONValue {
    let outcome = fields.all(.outcome)
    return JSONValue(present: [
      "state": fields.text(.state).map { .string($0) }, "reason": fields.text(.reason).map { .string($0) },
      "outcome": outcome.isEmpty ? nil : .array(outcome.map { .string($0) }),
    ])
  }

  private func send(_ operation: LocalOperation, _ id: String, _ body: JSONValue) throws {
    let _: MatchDocument = try document(operation, [id], body: body)
  }

  /// What is released stands before the question whether it shall be.
  private func releaseQuestion(_ id: String) throws -> ConfirmationPage {
    let match: MatchDocument = try document(.match, [id])
    guard match.release == .awaiting, let signals = match.awaitingRelease, !signals.isEmpty else {
      throw Problem(
        .conflict, pick("Van deze match wacht niets op vrijgave", "Nothing of this match waits for a release"))
    }
    let names = try regionNames()
    return ConfirmationPage(
      .releaseContacts(match: match.matchId, signals: signals, peer: names[match.peer] ?? match.peer))
  }
}
