import LocalAPI
import PeerProtocol

@testable import Pages

/// Made-up organisations.
extension Samples {
  func organisation(_ number: Int, ends: String? = nil, missing: [String] = []) -> OrganisationDocument {
    OrganisationDocument(
      id: given("org-\(1_000 + number)"), name: given("Jeugdteam \(number)"), sector: given("wijkteam"),
      municipalities: missing.isEmpty ? [given("GM0361"), given("GM0400")] : [], domains: [given("team.example")],
      contact: missing.isEmpty ? given("post@team.example") : nil, since: Self.day("2026-01-01"),
      ends: ends.map(Self.day), standing: Word(ends == nil ? .active : .ended), missing: missing)
  }

  func organisations(_ count: Int, counts: Bool, policy: OrganisationsDocument.Policy = .report)
    -> OrganisationsDocument
  {
    var all = (1...count).map { organisation($0) }
    all[0].missing = ["municipalities", "contact", given("later")]
    all[0].ends = Self.day("2026-06-01")
    all[0].standing = Word(.ended)
    return OrganisationsDocument(
      policy: Word(policy), organisations: all,
      flagged: [
        .init(id: given("org-1001"), name: given("Jeugdteam 1"), standing: Word(.ended), signals: counts ? 1_204 : nil),
        .init(id: given("org-x"), name: given("Onbekend"), standing: Word(.unknown), signals: counts ? 2 : nil),
      ])
  }

  func organisationsPage(_ document: OrganisationsDocument, after: String? = nil) -> OrganisationsPage {
    OrganisationsPage(
      policy: document.policy,
      lines: OrganisationLine.lines(of: document, silentSince: [given("org-1002"): Self.day("2026-07-01")]),
      after: after)
  }

  var organisationPages: [Sample] {
    [
      Sample(
        name: "organisations", page: organisationsPage(organisations(3, counts: true, policy: .require)),
        role: .privacyOfficer),
      Sample(
        name: "organisations-keeper", page: organisationsPage(organisations(3, counts: false)), role: .agreementKeeper),
      Sample(
        name: "organisations-second",
        page: organisationsPage(organisations(250, counts: true), after: given("org-1205")), role: .operator),
      Sample(
        name: "organisations-empty",
        page: organisationsPage(OrganisationsDocument(policy: Word(.report), organisations: [])),
        role: .agreementKeeper),
    ]
  }
}

/// Made-up comparisons, evidence and erasures.
extension Samples {
  var reconciliation: ReconciliationDocument {
    func difference(_ outcome: ReconciliationDocument.Outcome) -> ReconciliationDocument.Difference {
      .init(
        record: Word(.disclosure), direction: Word(.sent), id: given("record-1"), at: Self.now, outcome: Word(outcome))
    }
    var differences = ReconciliationDocument.Outcome.allCases.map(difference)
    differences[0].record = Word(.batch)
    differences[1].direction = Word(.received)
    return ReconciliationDocument(
      agreement: given("agreement-1"), peer: given("gooi"), from: Self.now, until: Self.now,
      reason: Word(.randomCheck), at: Self.now, agreed: false, settled: false, here: .init(batches: 12, disclosures: 3),
      there: .init(batches: 13, disclosures: 2), agreeing: 11, different: differences.count, differences: differences,
      statement: SignedDocument(payload: [], signatures: []))
  }

  var evidencePages: [Sample] {
    let held = agreement("agreement-1", "gooi", inForce: true, until: "2027-01-01T00:00:00Z")
    var same = reconciliation
    (same.agreed, same.settled, same.differences) = (true, true, [])
    let pages: [(String, any Page)] = [
      ("comparison", ComparisonPage(agreements: [held], regionNames: regionNames)),
      ("comparison-none", ComparisonPage(agreements: [], regionNames: [:])),
      ("comparison-differs", ComparisonPage(agreements: [held], regionNames: regionNames, found: reconciliation)),
      ("comparison-same", ComparisonPage(agreements: [held], regionNames: regionNames, found: same)),
      (
        "confirm-comparison",
        ConfirmationPage(
          .compareLogs(
            .init(
              agreement: given("agreement-1"), peer: given("Gooi"), firstDay: Self.today, lastDay: Self.today,
              reason: .incident)))
      ),
      ("evidence", EvidencePage(peers: regionNames)),
      (
        "confirm-evidence",
        ConfirmationPage(
          .exportEvidence(
            .init(firstDay: Self.today, lastDay: Self.today, peer: given("gooi"), peerName: given("Gooi"), isOpen: true)
          ))
      ),
      (
        "confirm-evidence-all",
        ConfirmationPage(
          .exportEvidence(.init(firstDay: Self.today, lastDay: Self.today, peer: nil, peerName: nil, isOpen: false)))
      ),
      ("erasure", ErasurePage()),
      ("confirm-request", ErasurePage(.init(capacity: "youth", reason: given("case 12"), receivedOn: nil))),
      ("confirm-erasure", ConfirmationPage(.erase(decision: given("erasure-3"), kind: .erasure))),
      ("confirm-withdrawal", ConfirmationPage(.goOn(decision: given("erasure-3"), kind: .erasure))),
    ]
    return pages.map { Sample(name: $0.0, page: $0.1, role: .privacyOfficer) }
  }
}
