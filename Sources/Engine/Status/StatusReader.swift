import Cryptography
import PeerProtocol
import Region

/// Reads the figures of `status`, also while nothing can be stored.
final class StatusReader: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let clockWatch: ClockWatch
  private let lanes: DeliveryLanes
  private let limits: Limits
  private let feedSender: FeedSender
  private let webhooks: Webhooks
  private let mail: MailOutbox
  private let configuration: EngineConfiguration

  init(
    store: Store, clock: NodeClock, clockWatch: ClockWatch, lanes: DeliveryLanes, limits: Limits,
    feedSender: FeedSender, webhooks: Webhooks, mail: MailOutbox, configuration: EngineConfiguration
  ) {
    (self.store, self.clock, self.clockWatch) = (store, clock, clockWatch)
    (self.lanes, self.limits, self.feedSender) = (lanes, limits, feedSender)
    (self.webhooks, self.mail, self.configuration) = (webhooks, mail, configuration)
  }

  /// The node's status.
  func read() -> NodeStatus {
    let at = clock.now
    let storage = storageRefusal()
    return store.readLatest { state in
      NodeStatus(
        region: configuration.region, name: configuration.name, environment: configuration.environment,
        profile: configuration.profile, storage: storage, time: clock.machineNow, signalCount: state.signals.count,
        signals: state.signals.figures,
        flaggedSignals: OrganisationDecisions(state).flaggedCount(
          policy: configuration.organisations, today: clock.today),
        isClosing: state.peering.closing?.hasBegun ?? false, openMatches: state.matches.openCount,
        restoration: state.peering.restoration,
        peers: state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }
          .map { exchange(with: $0, state, at) },
        pairs: StandingDecisions(
          state, own: configuration.region, environment: configuration.environment, now: at,
          introducers: configuration.introducers
        ).pairs(),
        decisions: NodeStatus.WaitingDecisions(state.signals), alarms: PeerAlarms(of: configuration.region, state),
        audit: state.audit,
        disclosures: Self.disclosures(state.matches.disclosures, upTo: at),
        upgradeCopyHoursLeft: store.upgradeCopyHoursLeft,
        refusedRows: state.signals.refusedRows.figures(ids: EngineLimits.shownRefusedIds),
        reviews: ReviewStanding(state.audit.reviews, at: at),
        requests: (state.rights.open.count, state.rights.open.count { $0.dueOn < CalendarDate(at) }),
        introductions: IntroductionsOverview(state, now: at, needed: configuration.introducers),
        webhooks: webhooks.troubled(state.webhooks), mail: mail.trouble,
        legalGround: configuration.profile.validUntil.map { LegalGround(validUntil: $0, now: at) })
    }
  }

  /// Why nothing can be stored now; nil where all is well.
  func storageRefusal() -> Refusal? {
    do throws(Refusal) {
      try store.readDurable { _ in }
      return nil
    } catch {
      return error
    }
  }

  /// How many views with contact details went to each region in each of the last thirteen months.
  private static func disclosures(_ disclosures: Disclosures, upTo at: Timestamp) -> [NodeStatus.Disclosure] {
    let first = Int(CalendarDate(at).yearMonth.months) - 12
    return disclosures.sums.filter { $0.key.month.months >= first }.sorted { $0.key < $1.key }
      .map { NodeStatus.Disclosure(key: $0.key, views: $0.value) }
  }

  private func exchange(
    with peer: Peer, _ state: RegionState, _ at: Timestamp
  ) -> PeerExchange {
    let region = peer.facts.region
    let lane = lanes.lane(region) { $0 }
    let agreements = state.agreements.with(region)
    let inForce = agreements.filter { $0.isInForce(now: at) }
    let keys = inForce.flatMap { record in record.terms.kinds.map { FeedKey(agreement: record.id, kind: $0) } }
    func sum(_ figure: (FeedKey) -> Int?) -> Int { keys.reduce(0) { $0 + (figure($1) ?? 0) } }
    let exchangedAt =
      keys.map { key in
        max(state.exchange.outgoing[key]?.countersignedAt ?? 0, state.exchange.incoming[key]?.receivedAt ?? 0)
      }.max() ?? 0
    let pending =
      sum { FeedBacklog(state, $0).outstanding(additionsWait: feedSender.additionsWait($0, state, lane)) }
      + state.matches.unsettledCount(region)
    // A region that was introduced lets this one in once its own operator accepts: until then it is not away.
    let isUnanswered = state.peering.introduced[region] != nil && peer.confirmedCardVersion == 0
    var standing = PeerExchange.Standing(
      ExchangeFacts(
        peer: peer, restoration: state.peering.restoration, agreements: agreements, inForce: inForce, pending: pending,
        failure: lane.lastFailure,
        waiting: inForce.lazy.compactMap { self.limits.waiting($0, state, lane) }.first,
        awaitedException: limits.awaitedException(of: region, state, at: at),
        unansweredBy: isUnanswered ? configuration.region : nil,
        hasTerms: state.onboarding.ofPeers[region] != nil))
    var contact = PeerContact(peer, lane, heardAt: state.peering.heardAt[region], clock)
    if isUnanswered { contact.downSince = nil }
    let skew = clockWatch.skewSeconds(of: lane)
    let isSkewed = abs(skew) > EngineLimits.shownSkewSeconds
    if isSkewed, standing.reason == .none { standing.reason = .clocksDiffer(seconds: abs(skew)) }
    return PeerExchange(
      region: region, standing: standing, lastExchangeAt: exchangedAt > 0 ? Timestamp(seconds: exchangedAt) : nil,
      unconfirmedWithdrawals: sum { state.exchange.outgoing[$0]?.leavingSince.count }, pending: pending,
      received: sum { state.exchange.incoming[$0]?.count }, sent: sum { state.exchange.outgoing[$0]?.count },
      openMatches: state.matches.openCount(region), clockSkewSeconds: isSkewed ? skew : nil,
      limits: inForce.compactMap { limits.limits(of: $0, state, lane) }, alarms: PeerAlarms(of: region, state),
      contact: contact,
      operatorContact: peer.facts.operatorContact,
      introducers: state.peering.introduced[region]?.introducers ?? [],
      agreementEnds: Self.ends(agreements, at),
      waitingGuardians: keys.filter { $0.kind == .guardian }.lazy
        .compactMap { self.feedSender.waitingGuardians($0, state, lane) }.first)
  }

  /// When exchange of each kind ends by the agreements that are concluded: a renewal that begins later counts already.
  private static func ends(_ agreements: [AgreementRecord], _ at: Timestamp) -> [PeerExchange.AgreementEnd] {
    let concluded = agreements.filter { $0.status == .concluded && at < ($0.endsAt ?? $0.terms.validUntil) }
    return FeedKind.allCases.compactMap { kind in
      concluded.filter { $0.terms.kinds.contains(kind) }.map {
        min($0.endsAt ?? $0.terms.validUntil, $0.terms.validUntil)
      }
      .max().map { PeerExchange.AgreementEnd(kind: kind, at: $0) }
    }
  }
}
