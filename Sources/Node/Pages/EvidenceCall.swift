import Engine
import LocalAPI
import Pages
import PeerProtocol

/// The privacy officer's comparisons of audit logs, and exports of evidence.
struct EvidenceCall {
  let call: PageCall

  func comparisonPage(_ found: ReconciliationDocument? = nil) throws -> ComparisonPage {
    ComparisonPage(agreements: try call.agreements(), regionNames: try call.regionNames(), found: found)
  }

  func evidencePage() throws -> EvidencePage {
    EvidencePage(peers: try call.regionNames().filter { $0.key != call.engine.region.text })
  }

  func compare(_ fields: FormFields) throws -> any Page {
    let (first, last) = try period(fields)
    guard let reason = fields.text(.reason).flatMap(ReconciliationRequest.Reason.init(rawValue:)) else {
      throw Problem.malformed(["reason: choose why you compare"])
    }
    let id = fields.text(.agreement) ?? ""
    guard let agreement = try comparisonPage().agreements.first(where: { $0.agreementId == id }) else {
      throw Problem.malformed(["agreement: choose one of the list"])
    }
    guard fields.isYes(.confirmed) else {
      let peer = try call.regionNames()[agreement.peer] ?? agreement.peer
      return ConfirmationPage(
        .compareLogs(.init(agreement: id, peer: peer, firstDay: first, lastDay: last, reason: reason)))
    }
    let question = ReconciliationQuestion(
      agreement: id, from: first.start, until: last.adding(days: 1).start, reason: Word(reason))
    return try comparisonPage(try call.document(.reconcile, body: try question.jsonValue()))
  }

  func export(_ fields: FormFields) throws -> PageAnswer {
    let (first, last) = try period(fields)
    let names = try call.regionNames()
    let peer = fields.text(.peer)
    if let peer, names[peer] == nil { throw Problem.malformed(["peer: choose one of the list"]) }
    let isOpen = fields.isYes(.open)
    guard fields.isYes(.confirmed) else {
      return .page(
        ConfirmationPage(
          .exportEvidence(
            .init(firstDay: first, lastDay: last, peer: peer, peerName: peer.flatMap { names[$0] }, isOpen: isOpen))))
    }
    let request = EvidenceRequest(from: first, to: last.adding(days: 1), peer: peer, open: isOpen)
    guard case .archive(let pieces) = try call.answer(.exportEvidence, [], nil, try request.jsonValue()) else {
      throw Problem(
        .internalError,
        pick(
          "Het knooppunt kon niet antwoorden; het logboek ervan zegt waarom",
          "The node could not answer; its log says why"))
    }
    return .archive(pieces, name: "evidence-\(call.engine.region.text)-\(first.iso)-\(last.iso)")
  }

  /// The days of a form, both in the period.
  private func period(_ fields: FormFields) throws -> (CalendarDate, CalendarDate) {
    let (first, last) = (day(.firstDay, fields), day(.lastDay, fields))
    var faults: [String] = []
    if first == nil { faults.append("firstDay: must be a date, YYYY-MM-DD") }
    if last == nil { faults.append("lastDay: must be a date, YYYY-MM-DD") }
    if let first, let last, last < first { faults.append("lastDay: must not be before the first day") }
    guard let first, let last, faults.isEmpty else { throw Problem.malformed(faults) }
    return (first, last)
  }

  private func day(_ name: FieldName, _ fields: FormFields) -> CalendarDate? {
    fields.text(name).flatMap { CalendarDate(iso: $0) }
  }
}
