import PeerProtocol

public import enum Cryptography.SubjectKind

/// All that a region knows: the fold of its events. A value, without clock, network, disk, randomness or cryptography.
public struct RegionState: Sendable {
  /// This region's own signals.
  public internal(set) var signals = SignalsState()
  /// Who it knows.
  public internal(set) var peering = PeeringState()
  /// What was agreed.
  public internal(set) var agreements = AgreementsState()
  /// What was sent and received.
  public internal(set) var exchange = ExchangeState()
  /// What came of it.
  public internal(set) var matches = MatchesState()
  /// How much may be sent.
  public internal(set) var limits = LimitsState()
  /// Which privacy officers count.
  public internal(set) var credentials = CredentialsState()
  /// How far the machine's clock is trusted.
  public internal(set) var clock = ClockTrust()
  /// The audit log.
  public internal(set) var audit = AuditState()
  /// The figures of the region.
  public internal(set) var figures = FiguresState()
  /// The requests of people about the data on them.
  public internal(set) var rights = RightsState()
  /// The register of organisations.
  public internal(set) var organisations = OrganisationsState()
  /// The systems that are told of changes.
  public internal(set) var webhooks = WebhooksState()
  /// What was told by mail.
  public internal(set) var mail = MailState()
  /// The frameworks under which agreements are made.
  public internal(set) var frameworks = FrameworksState()

  /// A region that knows nothing yet.
  public init() {}

  /// Takes in one event. The same events in the same order give the same state.
  public mutating func apply(_ event: RegionEvent) {
    if let moment = event.moment { clock.note(moment) }
    let watch = FigureWatch(event, before: self)
    frameworks.trouble.note(event, agreements, peering)
    switch event {
    case .signals(let event):
      apply(event)
      if case .erased(let signals, _, _) = event { for signal in signals { audit.forget(.signal(signal.id)) } }
    case .peering(let event):
      apply(event)
      if case .removed(let region, _) = event {
        audit.forgetTexts(about: region)
        frameworks.forget(region)
      }
    case .agreements(let event):
      apply(event)
      // Terms say when contact is due, and whether contact details wait for a release.
      matches.touchAll()
    case .exchange(let event): apply(event)
    case .matches(let event): apply(event)
    case .figures(.quarterEnded(let quarter, let openDays, let at)):
      let silent = FigureReader(self).linesOfSilentMatches(foundBefore: at - openDays * 86_400_000)
      figures.close(quarter, silent: silent, connected: organisations.active(on: quarter.lastDay)) { [matches] in
        matches.shown[$0] != nil
      }
    case .limits(let event): limits.apply(event)
    case .credentials(let event): credentials.apply(event)
    case .audit(let event):
      // The first instance begins with the node, each later one with a restore.
      if case .instanceBegan = event, audit.instance != nil { frameworks.restStandingApprovals() }
      audit.apply(event)
      if case .checkpointSigned(_, _, _, let roster, _) = event { audit.keepCards(of: roster, among: peering.peers) }
    case .rights(let event): apply(event)
    case .organisations(let event): apply(event)
    case .webhooks(let event): webhooks.apply(event)
    case .mail(let event): mail.apply(event)
    case .frameworks(let event): frameworks.apply(event)
    case .clock(let event):
      let doubt = clock.doubt
      clock.apply(event)
      if case .doubtEnded(_, let at, _) = event {
        clampMoments(at: at)
        if let doubt { audit.settleBeginning(after: doubt, at: at) }
      }
    }
    figures.add(watch.counts(after: self))
    forgetGoneMatches()
  }

  /// The keys of commitments to matches that are gone, as they are told of by the protocol and by what people see.
  private mutating func forgetGoneMatches() {
    guard !matches.gone.isEmpty else { return }
    for id in matches.gone where !holds(.match(id)) { audit.forget(.match(id)) }
    matches.gone = []
  }

  /// True where the thing is there, so that the key of a commitment to it may be kept: it is erased with the thing.
  public func holds(_ thing: AuditThing) -> Bool {
    switch thing {
    case .signal(let id): signals.row(id) != nil
    case .match(let id): matches.shown[id] != nil || matches.records[id] != nil
    case .holder, .peerText, .requestText: true
    }
  }

  /// True where the identity belongs in the feed of this kind.
  public func belongsInFeed(_ identity: UInt32, _ kind: FeedKind) -> Bool {
    peering.closing?.hasBegun != true && signals.isInFeed(identity: identity, kind: kind)
  }

  /// Fills in what is not stored but follows from the rest. Called once, after a snapshot was read.
  public mutating func deriveAll() {
    signals.recountAll()
    for key in exchange.outgoing.keys { deriveDirty(key) }
  }

  mutating func deriveDirty(_ key: FeedKey) {
    guard let feed = exchange.outgoing[key] else { return }
    let waiting = Set((feed.pending.map { $0.additions + $0.withdrawals } ?? []).map(\.identity))
    let rows = UInt32(max(signals.identities(key.kind).rows.count, feed.entries.count))
    var dirty = Set<UInt32>()
    for identity in 0..<rows where !waiting.contains(identity) && needsWork(identity, key, feed) {
      dirty.insert(identity)
    }
    exchange.outgoing[key]?.dirty = dirty
  }

  /// True where the feed does not say of the identity what it should.
  func needsWork(_ identity: UInt32, _ key: FeedKey, _ feed: OutgoingFeed) -> Bool {
    let entry = feed.entry(identity)
    return belongsInFeed(identity, key.kind)
      ? entry.map { $0.generation != feed.generation } ?? true : entry != nil
  }

  // MARK: - Peering

  private mutating func apply(_ event: PeeringEvent) {
    switch event {
    case .suspended(let region, _), .resumed(let region), .removed(let region, _):
      audit.forgetFaultPeriods(of: region)
    case .cardReplaced(_, let facts) where peering.peers[facts.region]?.facts.log != facts.log:
      audit.forgetFaultPeriods(of: facts.region)
    default: break
    }
    peering.apply(event)
    switch event {
    case .restoreNoticed(let sign, _, let document, _, _):
      // A number that a peer claims proves nothing.
      if sign != .seenAhead { frameworks.restStandingApprovals() }
      // Seen once, it is no news a second time.
      if let document { exchange.noteUnknown(document) }
    case .importConfirmed:
      // Peers may hold later views than this node remembers, and this node lacks what they sent since.
      for id in matches.records.keys.sorted() { matches.update(id) { $0.seenByPeer = 0 } }
      for key in exchange.outgoing.keys { exchange.outgoing[key]?.isCatchingUp = true }
      for key in exchange.incoming.keys { exchange.incoming[key]?.isCatchingUp = true }
    case .closing(.began(let at)): reviewAll(at: at)
    default: break
    }
  }

  // MARK: - Agreements

  private mutating func apply(_ event: AgreementEvent) {
    var wasSigned = false
    if case .signed(let id, _, _) = event {
      wasSigned =
        exchange.onceUnknown.contains(id) || agreements.records[id]?.document.signatures.count ?? 0 > 1
    }
    agreements.apply(event)
    switch event {
    case .signed(let id, _, .concluded):
      guard let record = agreements.records[id] else { return }
      open(record)
      // Both had signed it before this node was restored: the peer holds receipts that are not known here.
      for kind in record.terms.kinds where wasSigned {
        exchange.outgoing[FeedKey(agreement: id, kind: kind)]?.isCatchingUp = true
        exchange.incoming[FeedKey(agreement: id, kind: kind)]?.isCatchingUp = true
      }
    case .received(let record) where record.status == .concluded: open(record)
    case .closed(let id, _, _, _, _, let at):
      for match in matches.matches(id) { matches.remove(match, at: at) }
      exchange.close(id)
      rights.forgetEntries(under: id)
    default: break
    }
  }

  private mutating func open(_ record: AgreementRecord) {
    exchange.open(record.id, kinds: record.terms.kinds, peer: record.peer)
    for kind in record.terms.kinds { deriveDirty(FeedKey(agreement: record.id, kind: kind)) }
  }
}
