import PeerProtocol
import Region

/// What the standing of an exchange is decided by.
struct ExchangeFacts {
  var peer: Peer
  var restoration: Restoration
  /// Every agreement with the peer, oldest first.
  var agreements: [AgreementRecord]
  /// Those in force.
  var inForce: [AgreementRecord]
  /// Entries and views that are to be sent or answered.
  var pending: Int
  /// Why the last delivery failed.
  var failure: DeliveryFailure?
  /// Additions that wait for a limit.
  var waiting: WaitingAdditions?
  /// A limit exception that waits for an approval here.
  var awaitedException: LimitExceptionDetails?
  /// This region, where the peer was accepted here on introductions and has not made itself heard since.
  var unansweredBy: RegionName?
  /// Whether terms of an invitation wait to be proposed.
  var hasTerms = false

  /// Whether the peer answered that it takes nothing now, and not so often in a row that it counts as down.
  var isPeerBusy: Bool {
    guard case .unavailable = failure else { return false }
    return peer.failures <= EngineLimits.busyAnswers
  }
}

extension PeerExchange.Standing {
  /// How the exchange with a peer stands: first what keeps it from beginning, then what holds it up.
  init(_ facts: ExchangeFacts) {
    let region = facts.peer.facts.region
    if let held = Self(heldBack: facts.peer, facts.restoration) {
      self = held
      return
    }
    switch facts.peer.status {
    case .requested:
      self.init(
        state: .joining, reason: facts.failure.map { .deliveryFailed($0) } ?? .awaitsPeersOperator(region),
        nextStep: .showFingerprint(region))
    case .pending: self.init(state: .pending, reason: .awaitsOwnOperator, nextStep: .showFingerprint(region))
    case .rejected(let reason, _): self.init(state: .rejected, reason: .rejected(reason), nextStep: .invite)
    case .accepted:
      if let own = facts.unansweredBy {
        self.init(
          state: .joining, reason: .awaitsPeersOperator(region),
          nextStep: .letIntroducedAccept(peer: region, own: own))
      } else if let agreement = facts.inForce.first {
        self.init(under: agreement, facts)
      } else {
        self.init(withoutAgreement: facts)
      }
    }
  }

  /// The standing where people of this region, or a restored backup, hold the exchange back; nil where nothing does.
  init?(heldBack peer: Peer, _ restoration: Restoration) {
    let region = peer.facts.region
    if let suspension = peer.suspension {
      self.init(state: .suspended, reason: .suspended(suspension.reason), nextStep: .resumePeer(region))
    } else if peer.status == .accepted, restoration.holdsBack(region) {
      self.init(state: .heldBack, reason: .restored, nextStep: .importIndex)
    } else {
      return nil
    }
  }

  private init(withoutAgreement facts: ExchangeFacts) {
    let region = facts.peer.facts.region
    if let open = facts.agreements.last(where: \.status.isOpen) {
      let missing = ["operator", "privacy-officer"].first { open.lacksApproval($0) }
      self.init(
        state: .noAgreement, reason: .openAgreement(open.status, approvals: open.approvals),
        nextStep: missing.map { .approveAgreement(open.id, role: $0) } ?? .awaitPeer(region))
    } else if let concluded = facts.agreements.last(where: { $0.status == .concluded }) {
      self.init(state: .noAgreement, reason: .agreementBeginsLater, nextStep: .showAgreement(concluded.id))
    } else {
      self.init(
        state: .noAgreement, reason: .noAgreement,
        nextStep: .firstAgreement(with: facts.peer, hasTerms: facts.hasTerms && facts.agreements.isEmpty))
    }
  }

  private init(under agreement: AgreementRecord, _ facts: ExchangeFacts) {
    let peer = facts.peer
    let region = peer.facts.region
    if let waiting = facts.waiting, peer.failures == 0 {
      self.init(state: .waiting, reason: .limitReached(waiting), nextStep: .proposeException(agreement.id))
    } else if let failure = facts.failure, peer.failures > 0 || facts.pending > 0 {
      let state: PeerExchange.State =
        peer.failures == 0 ? .waiting : facts.isPeerBusy ? .exchanging : .unreachable
      self.init(
        state: state, reason: .deliveryFailed(failure),
        nextStep: state == .unreachable ? .examine(region) : .synchronize(region))
    } else if let exception = facts.awaitedException {
      self.init(state: .waiting, reason: .exceptionAwaitsOfficer, nextStep: exception.nextStep)
    } else if facts.pending > 0 {
      self.init(state: .exchanging, reason: .toSend(facts.pending), nextStep: .synchronize(region))
    } else {
      self.init(state: .inStep, reason: .none, nextStep: .listMatches(region))
    }
  }
}
