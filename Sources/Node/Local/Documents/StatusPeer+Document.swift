import Cryptography
import Engine
import LocalAPI
import PeerProtocol
import Region

extension PeerExchange {
  /// The exchange with a peer as `status` shows it.
  func document() -> StatusPeerDocument {
    var document = StatusPeerDocument(
      region: region.text, state: Word(standing.state.word), pending: pending,
      unconfirmedWithdrawals: unconfirmedWithdrawals, reason: standing.reason.text, next: standing.nextStep.text,
      received: received, sent: sent, openMatches: openMatches, limits: limits.map { $0.document() },
      alarms: alarms.documents(), lastExchange: lastExchangeAt, clockSkewSeconds: clockSkewSeconds)
    (document.lastContact, document.downSince) = (contact.lastAt, contact.downSince)
    document.contact = contact.downSince == nil ? nil : operatorContact.map { ContactDocument($0) }
    document.introducers = introducers.isEmpty ? nil : introducers.map(\.text)
    document.agreementEnds = agreementEnds.map { StatusPeerDocument.AgreementEnd(kind: $0.kind.name, at: $0.at) }
    document.guardiansWaiting = waitingGuardians.map {
      StatusPeerDocument.WaitingGuardians(additions: $0.additions, from: $0.from)
    }
    return document
  }
}

extension PeerExchange.State {
  var word: StatusPeerDocument.State {
    switch self {
    case .joining: .joining
    case .pending: .pending
    case .rejected: .rejected
    case .noAgreement: .noAgreement
    case .unreachable: .unreachable
    case .waiting: .waiting
    case .exchanging: .exchanging
    case .inStep: .inStep
    case .suspended: .suspended
    case .heldBack: .heldBack
    }
  }
}

extension PeerExchange.Reason {
  /// The reason as people read it; empty where nothing is wrong.
  package var text: String {
    switch self {
    case .none: ""
    case .suspended(let reason):
      pick("deze regio legde de uitwisseling stil: \(reason)", "this region suspended it: \(reason)")
    case .restored:
      pick(
        "dit knooppunt is teruggezet uit een reservekopie; het trekt alleen in",
        "this node was restored from a backup; it only withdraws")
    case .deliveryFailed(let failure): failure.text
    case .awaitsPeersOperator(let region):
      pick("de beheerder van \(region) moet toelaten", "the operator of \(region) has to accept")
    case .awaitsOwnOperator: pick("de beheerder van deze regio moet toelaten", "this region's operator has to accept")
    case .rejected(let reason): reason
    case .openAgreement(let standing, let approvals):
      pick("een afspraak heeft de stand \(standing.name)", "an agreement is \(standing.name)")
        + (approvals.isEmpty
          ? ""
          : pick(", goedgekeurd door ", ", approved by ")
            + approvals.map { pick("\($0.name) als \($0.role)", "\($0.name) as \($0.role)") }.joined(separator: ", "))
    case .agreementBeginsLater: pick("de afspraak is nog niet van kracht", "the agreement is not in force yet")
    case .noAgreement: pick("er wordt niets uitgewisseld", "nothing is exchanged")
    case .limitReached(let waiting):
      pick(
        "\(waiting.additions) nieuwe vermeldingen\(waiting.guardians > 0 ? " (\(waiting.guardians) van ouders of voogden)" : "") "
          + "wachten op de grens \(waiting.limit), tot \(waiting.until)",
        "\(waiting.additions) additions\(waiting.guardians > 0 ? " (\(waiting.guardians) guardians)" : "") "
          + "wait for the limit \(waiting.limit), until \(waiting.until)")
    case .exceptionAwaitsOfficer:
      pick(
        "een uitzondering wacht op de functionaris gegevensbescherming van deze regio",
        "a limit exception waits for this region's privacy officer")
    case .toSend(let count): pick("\(count) te sturen", "\(count) to send")
    case .clocksDiffer(let seconds):
      pick(
        "de klokken schelen \(seconds) s: zet beide gelijk met NTP",
        "the clocks differ by \(seconds) s: set both by NTP")
    }
  }
}

extension AgreementLimits {
  fileprivate func document() -> StatusPeerDocument.Limits {
    StatusPeerDocument.Limits(
      agreementId: agreement.base64URL, received: StatusPeerDocument.Room(received),
      sent: StatusPeerDocument.Room(sent),
      waiting: waiting.map {
        var document = StatusPeerDocument.Waiting(additions: $0.additions, limit: $0.limit, until: $0.until)
        document.guardians = $0.guardians
        return document
      }, exceptions: exceptions.map { $0.document() })
  }
}

extension StatusPeerDocument.Room {
  fileprivate init(_ room: LimitRoom) {
    self.init(
      remaining: room.now, active: room.active, perDay: room.perDay, perYear: room.perYear,
      excepted: min(room.excepted, ProtocolLimits.largestInteger))
  }
}

extension PeerAlarms {
  /// The alarms, those about guessing last.
  func documents() -> [AlarmDocument] {
    alarms.map { AlarmDocument(code: $0.code, count: $0.count, lastAt: $0.lastAt) }
      + suspicions.map { suspicion in
        AlarmDocument(
          code: suspicion.sign.code, count: 1, lastAt: suspicion.at,
          detail: suspicion.text(of: peer, things: feedContents) + " " + NextStep.askAboutGuessing(peer).text)
      }
  }
}
