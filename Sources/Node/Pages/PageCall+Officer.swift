import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region

/// The privacy officer's pages.
extension PageCall {
  func officerScreen() throws -> OfficerScreen {
    let status: StatusDocument = try document(.status)
    let peers: PeersDocument = try document(.peers)
    let withdrawals: WithdrawalsDocument = try document(.withdrawals)
    return OfficerScreen(
      status: status, peers: peers, agreements: AgreementsDocument(agreements: try agreementsWithTerms),
      // Their ids and days only; their signals are shown, and recorded, on the page of decisions.
      decisions: DecisionsDocument(
        decisions: try engine.retention.decisions().items().map { DecisionsDocument.Decision($0) }),
      withdrawals: withdrawals, comparisons: try comparisons.last(for: self), looks: nil,
      requests: try requests().compactMap { OfficerTask($0) }, today: LocalTime(status.time).day)
  }

  func tasksPage() throws -> TasksPage {
    let screen = try officerScreen()
    return TasksPage(tasks: screen.tasks, regionNames: screen.regionNames)
  }

  // MARK: - Requests of people

  func requests() throws -> [SubjectRequestDocument] {
    let all: SubjectRequestsDocument = try document(.subjectRequests)
    return all.requests
  }

  func closeRequest(_ id: String, _ fields: FormFields) throws -> PageAnswer {
    let _: SubjectRequestDocument = try document(
      .closeSubjectRequest, [id],
      body: JSONValue(present: [
        "outcome": fields.text(.outcome).map { .string($0) }, "reason": fields.text(.reason).map { .string($0) },
      ]))
    return .seeOther(.requests, .requestClosed)
  }

  /// The person with this number: the page stands at no address, so that the number does not.
  func find(_ fields: FormFields) throws -> any Page {
    let report: SubjectReportDocument = try document(
      .subjectReport,
      body: JSONValue(present: [
        "identity": fields.text(.identity).map { .string(Self.identity($0)) },
        "capacity": fields.text(.capacity).map { .string($0) }, "reason": fields.text(.reason).map { .string($0) },
        "receivedOn": fields.text(.receivedOn).map { .string($0) },
      ]))
    return SearchPage(found: report, regionNames: try regionNames())
  }

  /// Nine digits are a citizen service number and ten an aliens number; people put blanks and points between them.
  static func identity(_ typed: String) -> String {
    let digits = typed.filter { ("0"..."9").contains($0) }
    guard typed.allSatisfy({ ("0"..."9").contains($0) || $0 == " " || $0 == "." || $0 == "-" }) else { return typed }
    return (digits.count == 9 ? "bsn:" : "vnr:") + digits
  }

  // MARK: - Decisions

  func decisionsPage() throws -> any Page {
    let pages = RecordedPages(
      try engine.retention.decisions(), ShownRecord(view: .decisions, holder: holder, log: engine.audit))
    var decisions: [DecisionsDocument.Decision] = []
    while let page = try pages.next() { decisions += page.map { DecisionsDocument.Decision($0) } }
    let credentials: CredentialsDocument = try document(.credentials)
    return DecisionsPage(decisions: decisions, proposals: credentials.proposals)
  }

  func decide(onHold id: String, _ action: String, _ fields: FormFields) throws -> PageAnswer {
    guard let step = Link.HoldDecision(rawValue: action) else {
      throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
    guard let pending = try engine.retention.decisions().items().first(where: { $0.id == id }) else {
      throw Problem(.conflict, pick("Hierover is al beslist", "This was decided on already"))
    }
    guard let kind = DecisionKind(DecisionsDocument.Decision(pending)),
      step == kind.carryOn || step == kind.takeBack
    else { throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form")) }
    guard fields.isYes(.confirmed) else {
      return .page(
        ConfirmationPage(step == kind.carryOn ? .erase(decision: id, kind: kind) : .goOn(decision: id, kind: kind)))
    }
    // A signal on the youth stands for the youth; where none is left the decision's own name does.
    let name = pending.signals.first ?? pending.id
    switch kind {
    case .objection:
      let _: SignalObjectionDocument = try document(
        .objectToSignal, [name], body: ["objection": .string(step == .uphold ? "upheld" : "rejected")])
    case .death:
      let _: DeathConfirmationDocument = try document(
        .confirmDeath, [name], body: ["refused": .bool(step == .refuseDeath)])
    case .erasure:
      guard let request = try requests().first(where: { $0.decision == id && $0.outcome == nil })?.id else {
        throw Problem(.conflict, pick("Hierover is al beslist", "This was decided on already"))
      }
      if step == .confirmErasure {
        let _: SubjectDecisionDocument = try document(
          .confirmSubjectErasure, [request], body: ["confirm": .string(request)])
      } else {
        let _: SubjectRequestDocument = try document(
          .closeSubjectRequest, [request], body: ["outcome": "withdrawn"])
      }
    }
    return .seeOther(.decisions, .decided)
  }

  func decide(onCredential id: String, _ action: String, _ fields: FormFields) throws -> PageAnswer {
    switch Link.Decision(rawValue: action) {
    case .approve:
      try require(.read, in: fields, "tick it once you compared the fingerprint")
      let _: CredentialsDocument = try document(.approveCredential, [id], body: [:])
    case .reject:
      guard fields.isYes(.confirmed) else {
        let registry: CredentialsDocument = try document(.credentials)
        guard let proposal = registry.proposals.first(where: { $0.id == id }) else {
          throw Problem(.conflict, pick("Hierover is al beslist", "This was decided on already"))
        }
        return .page(ConfirmationPage(.declineCredential(id: id, name: proposal.name)))
      }
      let _: CredentialsDocument = try document(.declineCredential, [id], body: [:])
    case .revoke, nil: throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
    return .seeOther(.decisions, .decided)
  }
}
