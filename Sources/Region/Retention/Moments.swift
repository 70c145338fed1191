import PeerProtocol

extension RegionEvent {
  /// What this node's clock said when the event happened, where the event tells; milliseconds since 1970.
  var moment: Int? {
    switch self {
    case .signals(let event): event.moment
    case .peering(let event): event.moment
    case .agreements(let event): event.moment
    case .exchange(let event): event.moment
    case .matches(let event): event.moment
    case .limits(.exceptionApproved(_, let approval, _)): approval.at.milliseconds
    case .limits(.exceptionDelivered(_, _, let at)): at.milliseconds
    case .figures(.quarterEnded(_, _, let at)): at
    case .rights(let event): event.moment.milliseconds
    case .organisations(let event): event.moment
    case .webhooks(let event): event.moment.milliseconds
    case .mail(let event): event.moment.milliseconds
    case .frameworks(let event): event.moment?.milliseconds
    case .introductions(let event): event.moment
    case .limits, .credentials, .clock, .audit, .onboarding: nil
    }
  }
}

extension SignalEvent {
  fileprivate var moment: Int? {
    switch self {
    case .recorded(_, let at), .ended(_, _, _, let at), .erased(_, _, let at), .rulesChanged(_, let at),
      .suspended(_, _, let at), .suspensionEnded(_, _, let at), .shieldingRaised(_, _, let at), .rowsRefused(_, let at),
      .refusalsResolved(_, let at), .held(_, let at), .released(_, let at), .wordTaken(_, let at),
      .corrected(_, let at), .lifted(_, let at), .informed(_, _, let at), .marksForgotten(_, let at),
      .marksDated(_, let at),
      .objectionRejected(_, let at):
      at
    case .liftApproved(_, let approval): approval.at.milliseconds
    }
  }
}

extension PeeringEvent {
  fileprivate var moment: Int? {
    switch self {
    case .rejected(_, _, let at), .contactMade(_, let at), .alarmRaised(_, _, _, let at): at.milliseconds
    case .restoreNoticed(_, _, _, _, let at), .importConfirmed(let at), .indexImported(let at),
      .closing(.began(let at)):
      at
    case .suspended(_, let suspension): suspension.at.milliseconds
    case .closing(.approved(let approval)): approval.at.milliseconds
    default: nil
    }
  }
}

extension AgreementEvent {
  fileprivate var moment: Int? {
    switch self {
    case .approved(_, let approval): approval.at.milliseconds
    case .putAgain(_, let at): at.milliseconds
    case .closed(_, _, _, _, _, let at): at
    default: nil
    }
  }
}

extension ExchangeEvent {
  fileprivate var moment: Int? {
    switch self {
    case .batchAnswered(_, _, _, _, let at), .generationStarted(_, _, _, let at),
      .batchReceived(_, _, _, _, _, _, let at):
      at
    default: nil
    }
  }
}

extension MatchEvent {
  fileprivate var moment: Int? {
    switch self {
    case .proven(_, _, let at), .viewReceived(_, _, _, let at), .unknownAtPeer(_, let at), .read(_, let at),
      .worked(_, _, let at), .disclosureSent(_, _, _, let at), .disclosureConfirmed(_, _, let at),
      .disclosureReceived(_, _, _, let at):
      at
    case .assigned(_, let assignment): assignment.remindedAt
    default: nil
    }
  }
}

extension RegionState {
  /// The newest moment that a state tells which was stored before moments were: what feeds, matches, peers and people
  /// left behind. For snapshots of the first format.
  func newestStoredMoment() -> Int {
    let card = peering.ownCard.flatMap { try? $0.payload(as: RegionCard.self) }?.issuedAt.milliseconds
    var moments = [card ?? 0, limits.clock.wall, peering.closing?.beganAt ?? 0]
    moments += peering.heardAt.values.map { Timestamp(seconds: $0).milliseconds }
    moments += peering.alarms.values.flatMap { $0.map(\.lastAt.milliseconds) }
    moments +=
      peering.restoration.evidence.map(\.at) + [peering.restoration.confirmedAt, peering.restoration.importedAt]
    moments += agreements.records.values.flatMap { $0.approvals.map(\.at.milliseconds) + [$0.closedAt] }
    moments += exchange.outgoing.values.map { max(Timestamp(seconds: $0.countersignedAt).milliseconds, $0.repairedAt) }
    moments += exchange.incoming.values.map { Timestamp(seconds: $0.receivedAt).milliseconds }
    moments += matches.shown.values.map { max($0.detectedAt, $0.endedAt, $0.readAt, $0.assignment.remindedAt) }
    return moments.max() ?? 0
  }

  /// The clock is trusted anew, and may stand before what was noted by it earlier: no peer is taken for heard, no receipt
  /// for confirmed and no invitation for valid at a moment that is still to come.
  mutating func clampMoments(at: Int) {
    let seconds = Int64(at / 1000)
    signals.holds.clamp(to: Int32(clamping: at / 86_400_000))
    peering.clampMoments(at: at)
    introductions.clampMoments(at: Timestamp(seconds: seconds))
    for key in exchange.outgoing.keys where exchange.outgoing[key]?.countersignedAt ?? 0 > seconds {
      exchange.outgoing[key]?.countersignedAt = seconds
    }
    for key in exchange.incoming.keys where exchange.incoming[key]?.receivedAt ?? 0 > seconds {
      exchange.incoming[key]?.receivedAt = seconds
    }
  }
}

extension PeeringState {
  fileprivate mutating func clampMoments(at: Int) {
    let seconds = Int64(at / 1000)
    for region in heardAt.keys where heardAt[region] ?? 0 > seconds { heardAt[region] = seconds }
    let latest = Timestamp(seconds: seconds + Self.outcomeSeconds)
    for row in invitations.indices where invitations[row].expiresAt > latest { invitations[row].expiresAt = latest }
    restoration.confirmedAt = min(restoration.confirmedAt, at)
    restoration.importedAt = min(restoration.importedAt, at)
    if let began = closing?.beganAt, began > at { closing?.beganAt = at }
  }
}
