import LocalAPI
import PeerProtocol

@testable import Pages

extension Samples {
  private func peer(_ region: String, _ status: PeerDocument.Status, suspended: Bool = false) -> PeerDocument {
    PeerDocument(
      region: given(region), name: regionNames[given(region)] ?? given(region),
      endpoint: given("https://node.example:8443"), status: Word(status), environment: Word(.production),
      cardVersion: 1, fingerprint: ["12345", "67890", "00417", "55312", "90021", given("33345")],
      nextStep: given("compare"),
      operator: ContactDocument(name: given("Joost Smit"), phone: given("035 555 01 11")),
      suspended: suspended ? .init(reason: given("Ask first"), at: Self.moment("2026-11-20T10:00:00Z")) : nil)
  }

  private func exchange(
    _ region: String, _ state: StatusPeerDocument.State, alarms: [AlarmDocument] = [], reason: String = ""
  ) -> StatusPeerDocument {
    let room = StatusPeerDocument.Room(remaining: 412, active: 3_188, perDay: 412, perYear: 9_600, excepted: 0)
    return StatusPeerDocument(
      region: given(region), state: Word(state), pending: 12, unconfirmedWithdrawals: 0,
      reason: reason.isEmpty ? "" : given(reason), next: reason.isEmpty ? "" : given("samenloop sync now gooi"),
      received: 3_412, sent: 6_812, openMatches: 21,
      limits: [
        .init(
          agreementId: given("agreement-1"), received: room, sent: room,
          waiting: .init(additions: 40, limit: "perDay", until: Self.moment("2026-12-01T04:00:00Z")), exceptions: [])
      ], alarms: alarms, lastExchange: Self.moment("2026-11-30T08:10:00Z"),
      clockSkewSeconds: reason.isEmpty ? nil : 612)
  }

  func status(peers: [StatusPeerDocument], isBroken: Bool) -> StatusDocument {
    StatusDocument(
      region: given("noord-holland-noord"), name: given("Noord-Holland Noord"), environment: Word(.production),
      version: given("1.0.0"), time: Self.now,
      clock: ClockDocument(
        state: Word(isBroken ? .inDoubt : .trusted), machine: Self.now, differing: [],
        next: isBroken ? given("samenloop clock confirm") : nil),
      endings: isBroken
        ? EndingsDocument(signals: 1_204, of: 9_630, agreements: 2, next: given("samenloop retention confirm")) : nil,
      signals: 9_630, signalsByStatus: .init(active: 9_120, left: 310, archived: 200),
      shielded: .init(desk: 14, withheld: 88),
      youthsInFeed: 6_812, openMatches: 143,
      restoration: RestorationDocument(
        restored: isBroken, evidence: [], next: isBroken ? given("samenloop restore confirm") : nil), closing: false,
      storage: isBroken ? given("The disk is full") : nil, peers: peers, profile: "jeugdwet", informing: Word(.report),
      notInformed: 17, objectedTo: 1,
      uncheckedAuthorities: isBroken ? [.init(name: given("PKIoverheid"), next: given("samenloop tls crl"))] : nil,
      outdatedRevocationLists: isBroken
        ? .init(due: Self.now, usedUntil: Self.now, refuses: true, next: given("renew")) : nil,
      missingRevocationLists: isBroken
        ? [.init(name: given("CA"), isOlder: false, refuses: false, next: given("put it back"))] : nil,
      trustFaults: isBroken ? [given("trust.pem: is no certificate")] : nil, disclosures: [],
      credentials: CredentialsDocument(
        privacyOfficers: [],
        proposals: [
          .init(
            id: given("c"), name: given("Noor Jansen"), validUntil: Self.now, approvals: [], alarms: 0,
            next: given("samenloop credential approve"))
        ]),
      refusedRows: isBroken ? .init(count: 4, byField: [given("sector"): 3, given("startedOn"): 1], ids: []) : nil,
      decisions: .init(
        objections: 1, deathsReported: 1, awaitSecondPerson: 0, marksOfUnknownCause: 0, birthDateConflicts: 2),
      auditLog: StatusAuditLog(
        instance: "i", entries: 21_345,
        checkpoint: .init(size: 21_300, at: Self.now, cosigned: 2, roster: 3, witnessedAt: Self.now),
        faults: isBroken
          ? [
            .init(
              code: "split-view", region: given("zaanstreek"), log: given("log"), size: 12, witness: nil, at: Self.now,
              detail: given("two roots"))
          ] : []),
      alarms: isBroken
        ? [AlarmDocument(code: given("new-alarm"), count: 2, lastAt: Self.now, detail: given("unheard of"))] : [])
  }

  var operators: [Sample] {
    let alarm = AlarmDocument(code: "limit-exceeded", count: 3, lastAt: Self.moment("2026-11-29T09:00:00Z"))
    let certificates: [OperatorScreen.Certificate] = [
      .init(name: given("node.nhn.example"), role: nil, validUntil: Self.moment("2026-12-12T00:00:00Z")),
      .init(name: given("Marieke de Wit"), role: Word(.coordinator), validUntil: Self.moment("2027-09-01T00:00:00Z")),
      .init(name: given("Oud"), role: Word(text: given("robot")), validUntil: Self.moment("2026-09-01T00:00:00Z")),
    ]
    let troubled = OperatorScreen(
      status: status(
        peers: [
          exchange("gooi", .inStep),
          exchange("zaanstreek", .unreachable, alarms: [alarm], reason: "it does not answer"),
        ], isBroken: true),
      peers: [
        peer("gooi", .accepted), peer("zaanstreek", .accepted, suspended: true), peer("drenthe", .pending),
        peer("groningen", .requested),
      ], agreements: [agreement("agreement-1", "gooi", inForce: true, until: "2027-01-01T00:00:00Z")],
      certificates: certificates)
    let well = OperatorScreen(
      status: status(peers: [exchange("gooi", .inStep)], isBroken: false), peers: [peer("gooi", .accepted)],
      agreements: [agreement("agreement-1", "gooi", inForce: true, until: "2027-01-01T00:00:00Z")],
      certificates: [])
    let alone = OperatorScreen(status: status(peers: [], isBroken: false), peers: [], agreements: [], certificates: [])
    return [
      Sample(name: "operator", page: OperatorPage(troubled), role: .operator),
      Sample(name: "operator-well", page: OperatorPage(well), role: .operator),
      Sample(name: "operator-alone", page: OperatorPage(alone), role: .operator),
      Sample(
        name: "confirm-peer",
        page: ConfirmationPage(.rejectPeer(region: given("drenthe"), name: given("Drenthe"))), role: .operator),
    ]
  }
}
