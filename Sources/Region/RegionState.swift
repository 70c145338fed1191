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

  /// A region that knows nothing yet.
  public init() {}

  /// Takes in one event. The same events in the same order give the same state.
  public mutating func apply(_ event: RegionEvent) {
    if let moment = event.moment { clock.note(moment) }
    switch event {
    case .signals(let event): apply(event)
    case .peering(let event): apply(event)
    case .agreements(let event): apply(event)
    case .exchange(let event): apply(event)
    case .matches(let event): apply(event)
    case .limits(let event): limits.apply(event)
    case .credentials(let event): credentials.apply(event)
    case .clock(let event):
      clock.apply(event)
      if case .doubtEnded(_, let at, _) = event { clampMoments(at: at) }
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

  // MARK: - Signals

  private mutating func apply(_ event: SignalEvent) {
    switch event {
    case .recorded(let content, let at):
      let left = signals.identities(leftBy: content.id, for: content)
      forgetRelease(of: content.id, youth: left.youth, guardians: left.guardians)
      follow(signals.put(content, at: Self.day(at)), at: at)
    case .ended(let ids, let reason, let day, let at): follow(signals.end(ids, reason: reason, on: day), at: at)
    case .erased(let erased, let reason, let at):
      for signal in erased {
        let left = signals.identities(leftBy: signal.id, for: nil)
        forgetRelease(of: signal.id, youth: left.youth, guardians: left.guardians)
      }
      follow(
        signals.erase(erased, reason: reason, at: Self.day(at)), at: at,
        leavesNothing: erased.contains { $0.cause == .objectionUpheld })
    case .held(let hold, let at): follow(signals.begin(hold), at: at)
    case .objectionRejected(let id, let at): follow(signals.endObjections(onYouthOf: id), at: at)
    case .released(let holds, let at): for hold in holds { follow(signals.endHold(hold), at: at) }
    case .wordTaken(let hold, let at): follow(signals.takeWord(from: hold), at: at)
    case .corrected(let sources, let at): follow(signals.correct(sources), at: at)
    case .liftApproved(let id, let approval): signals.lifts[id ?? ""] = approval
    case .lifted(let ids, _): signals.lift(ids)
    case .marksForgotten(let ids, _): for id in ids { signals.forgetMark(id) }
    case .marksDated(let day, _): signals.dateMarks(day)
    case .suspended(let ids, let reason, let at):
      follow(signals.suspend(ids, for: reason, isEnded: false), at: at)
    case .suspensionEnded(let ids, let reason, let at):
      follow(signals.suspend(ids, for: reason, isEnded: true), at: at)
    case .shieldingRaised(let ids, let shielding, let at): follow(signals.raiseShielding(ids, to: shielding), at: at)
    case .rowsRefused(let rows, _): signals.note(rows)
    case .refusalsResolved(let ids, _): signals.resolve(ids)
    case .rulesChanged(let rules, let at):
      signals.rules = rules
      reviewAll(at: at)
    }
  }

  private static func day(_ at: Int) -> Int32 {
    CalendarDate(Timestamp(seconds: Int64(at / 1000))).daysSince1970
  }

  /// What belongs in the feeds changed throughout: every entry may have to leave or come, every match end or begin.
  private mutating func reviewAll(at: Int) {
    signals.changedAt = at
    signals.recountAll()
    for key in exchange.outgoing.keys {
      deriveDirty(key)
      for (row, entry) in (exchange.outgoing[key]?.entries ?? []).enumerated() {
        guard let handle = entry?.handle else { continue }
        let isLeaving = !belongsInFeed(UInt32(row), key.kind)
        exchange.outgoing[key]?.noteLeaving(handle, isLeaving, at: at)
      }
    }
    for kind in FeedKind.allCases {
      for identity in signals.identities(kind).references { touch(identity, kind, at: at) }
    }
  }

  /// Carries a change of signals on to feeds and matches. `leavesNothing`: not even ended matches stay of who is erased.
  private mutating func follow(_ change: SignalChange, at: Int, leavesNothing: Bool = false) {
    signals.changedAt = at
    signals.recount(change)
    for identity in change.freedYouths.sorted() {
      matches.erase(identity, kind: .youth, leavesNothing: leavesNothing, at: at)
      exchange.forget(identity, kind: .youth, at: at)
    }
    for identity in change.freedGuardians.sorted() {
      matches.erase(identity, kind: .guardian, leavesNothing: leavesNothing, at: at)
      exchange.forget(identity, kind: .guardian, at: at)
    }
    let youths = change.youths.subtracting(change.freedYouths).sorted()
    for identity in youths {
      exchange.markDirty(identity, kind: .youth, belongs: belongsInFeed(identity, .youth), at: at)
      touch(identity, .youth, at: at)
    }
    for identity in change.guardians.subtracting(change.freedGuardians).sorted() {
      exchange.markDirty(identity, kind: .guardian, belongs: belongsInFeed(identity, .guardian), at: at)
      touch(identity, .guardian, at: at)
    }
    regroup(youths, at: at)
  }

  /// Users see one match per youth and peer: signals that come and go may show that two youths are one, or are not.
  private mutating func regroup(_ identities: [UInt32], at: Int) {
    guard identities.count > 1 else { return }
    var groups: [[UInt32]] = []
    var rest = Set(identities)
    for identity in identities where rest.contains(identity) {
      let youth = signals.youth(of: [identity])
      rest.subtract(youth)
      groups.append(youth)
    }
    if groups.count > 1 { matches.split(youths: groups, kind: .youth) }
    for youth in groups { matches.merge(youth: youth, kind: .youth, at: at) }
  }

  /// The number of our next view. A peer's number never drives one of ours past what JSON can carry.
  static func revision(after last: Int, at: Int) -> Int {
    min(max(last < .max ? last + 1 : last, at), ProtocolLimits.largestInteger)
  }

  /// The views of all matches of the protocol in a shown match say something else now.
  private mutating func sendAnew(_ shown: MatchId, at: Int) {
    for member in (matches.shown[shown]?.members ?? []).sorted() {
      matches.update(member) { $0.revision = Self.revision(after: $0.revision, at: at) }
    }
  }

  /// Whether our own side says something else since the peer's view is another: that who leads is agreed, or that a
  /// handover is wanted because the family left there.
  private func isOwnSideChanged(_ match: ShownMatch, _ before: MatchView?, _ after: MatchView?) -> Bool {
    func hasLeft(_ view: MatchView?) -> Bool { (view?.involvements ?? []).contains { $0.left != nil } }
    if match.work.handover == nil, hasLeft(before) != hasLeft(after) { return true }
    guard let holder = match.work.coordination?.holder else { return false }
    return (before?.coordination?.holder == holder) != (after?.coordination?.holder == holder)
  }

  /// Notes that what a match shows of an own youth or guardian may have changed.
  private mutating func touch(_ identity: UInt32, _ kind: FeedKind, at: Int) {
    let isActive = belongsInFeed(identity, kind)
    for id in matches.matches(of: identity, kind: kind) {
      guard let before = matches.records[id] else { continue }
      matches.update(id) { record in
        record.revision = Self.revision(after: record.revision, at: at)
        record.isActive = isActive
        if !isActive {
          record.shown = nil
          record.view = nil
        } else if !before.isActive {
          record.seenByPeer = 0
        }
      }
      if before.isActive && !isActive, let shown = before.shown {
        matches.leave(shown, id, at: at)
      } else if kind == .guardian {
        if let shown = before.shown { matches.note(shown, .changed) }
        refreshFamily(id, at: at)
      } else if !before.isActive && isActive {
        matches.show(id, group: signals.youth(of: [identity]), at: at)
      } else if let shown = before.shown {
        matches.note(shown, .changed)
      }
    }
  }

  // MARK: - Peering

  private mutating func apply(_ event: PeeringEvent) {
    peering.apply(event)
    switch event {
    case .restoreNoticed(_, _, let document, _, _):
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
    default: break
    }
  }

  private mutating func open(_ record: AgreementRecord) {
    exchange.open(record.id, kinds: record.terms.kinds, peer: record.peer)
    for kind in record.terms.kinds { deriveDirty(FeedKey(agreement: record.id, kind: kind)) }
  }

  // MARK: - Exchange

  private mutating func apply(_ event: ExchangeEvent) {
    switch event {
    case .batchPrepared(let key, let batch):
      exchange.signedAsSender[key, default: SignedReceipts()].note(
        batch.receiptId, generation: batch.generation, sequence: batch.sequence)
      exchange.outgoing[key]?.pending = batch
      for item in batch.additions + batch.withdrawals { exchange.outgoing[key]?.dirty.remove(item.identity) }
    case .batchAnswered(let key, let receipt, let tokens, let detected, let at):
      answered(key, receipt: receipt, tokens: tokens, detected: detected, at: at)
    case .batchRefused(let key): returnPending(key)
    case .batchGivenUp(let key):
      returnPending(key)
      exchange.outgoing[key]?.needsRepair = true
    case .disagreementFound(let key, let highest):
      exchange.outgoing[key]?.needsRepair = true
      let known = exchange.outgoing[key]?.highestGeneration ?? 1
      exchange.outgoing[key]?.highestGeneration = max(known, highest)
    case .generationStarted(let key, let generation, let previous, let at):
      exchange.outgoing[key]?.startGeneration(generation, previous: previous)
      exchange.outgoing[key]?.repairedAt = at
      deriveDirty(key)
    case .batchReceived(let key, let receipt, let facts, let additions, let withdrawals, let detected, let at):
      received(key, receipt, facts, additions, withdrawals, at: at)
      // Only our answer tells the peer of these: it may not know them yet, and begins as soon as it does.
      for match in detected { detect(match, key, at: at, waitsUntil: at + MatchRecord.turnMilliseconds) }
    }
  }

  /// Puts the items of the pending batch back among those that have to be sent.
  private mutating func returnPending(_ key: FeedKey) {
    guard let batch = exchange.outgoing[key]?.pending else { return }
    exchange.outgoing[key]?.pending = nil
    for item in batch.additions + batch.withdrawals where item.identity != PendingBatch.noIdentity {
      exchange.outgoing[key]?.dirty.insert(item.identity)
    }
    // The peer may hold what was erased here meanwhile.
    for item in batch.additions where item.identity == PendingBatch.noIdentity {
      exchange.outgoing[key]?.orphans[item.handle] = batch.generation
    }
  }

  private mutating func answered(
    _ key: FeedKey, receipt: SignedDocument, tokens: [MatchToken], detected: [DetectedMatch], at: Int
  ) {
    guard var feed = exchange.outgoing[key], let batch = feed.pending else { return }
    exchange.outgoing[key] = nil  // so that the feed's tables are changed in place, not copied
    let wasComplete = feed.complete
    let added = newAdditions(batch, feed)
    let result = feed.answer(receipt: receipt, tokens: tokens, at: at)
    let touched = (batch.additions + batch.withdrawals).map(\.identity) + result.lost
    for identity in touched where identity != PendingBatch.noIdentity && needsWork(identity, key, feed) {
      feed.dirty.insert(identity)
      // What ended while it was on its way has to leave the peer again.
      if let entry = feed.entry(identity) {
        feed.noteLeaving(entry.handle, !belongsInFeed(identity, key.kind), at: at)
      }
    }
    exchange.outgoing[key] = feed
    let share = room(key.agreement, .sent, at: at)?.share(added) ?? LimitShare(ordinary: added, excepted: [])
    limits.noteSent(share, to: feed.peer, at: at)
    for identity in result.lost { endMatch(of: identity, key, at: at) }
    for match in detected { detect(match, key, at: at) }
    if feed.complete && !wasComplete && feed.generation > 1 { resendViews(key.agreement) }
  }

  private mutating func received(
    _ key: FeedKey, _ receipt: SignedDocument, _ facts: BatchFacts, _ additions: [ReceivedAddition],
    _ withdrawals: [Handle], at: Int
  ) {
    guard var feed = exchange.incoming[key] else { return }
    exchange.incoming[key] = nil  // as above: changed in place
    if facts.generation > feed.generation {
      feed.generation = facts.generation
      feed.complete = false
      feed.named = 0
    }
    let today = LimitsState.day(limits.clock.time(at: at))
    let isLoad = feed.isLoading(facts, today: today)
    let addedOn: AdditionDay = isLoad ? .load : AdditionDay(today)
    let leaving = withdrawals + (facts.complete && !feed.complete ? feed.unnamed(but: additions) : [])
    let hasty = leaving.count { feed.entries[$0]?.addedOn.isSoon(before: today) ?? false }
    var dropped = withdrawals.compactMap { handle in feed.drop(handle).map { (handle: handle, token: $0) } }
    for addition in additions {
      let old = feed.entries[addition.handle]
      if let old, old.token != addition.token { dropped.append((addition.handle, old.token)) }
      feed.put(
        addition.handle,
        IncomingFeed.Entry(
          point: addition.point, token: addition.token, generation: facts.generation, addedOn: old?.addedOn ?? addedOn))
    }
    let completes = facts.complete && !feed.complete
    if completes { dropped += feed.unnamed.compactMap { handle in feed.drop(handle).map { (handle, $0) } } }
    feed.complete = feed.complete || facts.complete
    feed.sequence = facts.sequence
    feed.isCatchingUp = false
    feed.receipt = receipt
    feed.lastTokens = additions.flatMap(\.token.bytes)
    feed.receivedAt = Int64(at / 1000)
    exchange.incoming[key] = feed
    exchange.signedAsReceiver[key, default: SignedReceipts()].note(
      receipt.documentId, generation: facts.generation, sequence: facts.sequence)
    limits.noteReceived(facts, from: feed.peer, isLoad: isLoad, hasty: hasty, at: at)
    // Also where the same batch adds the entry again: what came under the old one is erased before it is countersigned.
    for (handle, token) in dropped {
      guard let identity = exchange.outgoing[key]?.tokens[token], let id = matches.match(of: identity, key),
        matches.records[id]?.peerHandle == handle
      else { continue }
      endMatch(of: identity, key, at: at)
    }
    if completes && facts.generation > 1 { resendViews(key.agreement) }
  }

  /// Erases the match of an identity under a feed; with a youth's match the family's views change.
  private mutating func endMatch(of identity: UInt32, _ key: FeedKey, at: Int) {
    guard let id = matches.match(of: identity, key) else { return }
    let gone = matches.records[id]
    matches.remove(id, at: at)
    // With its view may go what this side said in the others of the same shown match: that a handover is wanted, say.
    if let shown = gone?.shown, let match = matches.shown[shown], match.isOpen, isOwnSideChanged(match, gone?.view, nil)
    {
      sendAnew(shown, at: at)
    }
    if key.kind == .youth { youthMatchChanged(of: identity, key.agreement, at: at) }
  }

  private mutating func detect(_ match: DetectedMatch, _ key: FeedKey, at: Int, waitsUntil: Int = 0) {
    guard matches.records[match.matchId] == nil, let peer = exchange.outgoing[key]?.peer else { return }
    var record = MatchRecord(
      id: match.matchId, key: key, peer: peer, identity: match.identity, ownHandle: match.ownHandle,
      peerHandle: match.peerHandle, revision: Self.revision(after: matches.highestRevision[peer] ?? 0, at: at))
    record.isActive = belongsInFeed(match.identity, key.kind)
    record.waitsUntil = waitsUntil
    matches.store(record)
  }

  private mutating func resendViews(_ agreement: AgreementId) {
    for id in matches.matches(agreement) { matches.update(id) { $0.seenByPeer = 0 } }
  }

  // MARK: - Matches

  private mutating func apply(_ event: MatchEvent) {
    switch event {
    case .proofMade(let id, let proof): matches.update(id) { $0.proof = proof }
    case .proven(let id, let proof, let at):
      matches.update(id) { $0.peerProof = proof }
      guard let record = matches.records[id] else { return }
      if record.key.kind == .guardian {
        refreshFamily(id, at: at)
      } else {
        matches.show(id, group: signals.youth(of: [record.identity]), at: at)
        youthMatchChanged(of: record.identity, record.key.agreement, at: at)
      }
    case .viewReceived(let id, let view, let seen, let at):
      let before = matches.records[id]
      matches.update(id) { record in
        if let view, (view.revision ?? 0) > record.peerRevision, record.isActive { record.view = view }
        // A view that the peer holds under a higher number than ours is older: ours goes on above it.
        if seen > record.revision { record.revision = Self.revision(after: seen, at: 0) }
        record.seenByPeer = min(seen, record.revision)
        record.unknownSince = 0
      }
      if let after = matches.records[id], after.seenByPeer > before?.seenByPeer ?? 0 { noteDisclosure(after, at: at) }
      guard let after = matches.records[id], after.peerRevision != before?.peerRevision else { return }
      if let shown = after.shown, let match = matches.shown[shown], isOwnSideChanged(match, before?.view, after.view) {
        sendAnew(shown, at: at)
      }
      if let shown = after.shown {
        if after.view?.involvements?.contains(where: { $0.contact != Contact(name: "", phone: "", email: "") }) == true
        {
          matches.shown[shown]?.contactsAt = at
        }
        matches.note(shown, .changed)
      }
      refreshFamily(id, at: at)
    case .resendAsked(let id): matches.update(id) { $0.seenByPeer = 0 }
    case .unknownAtPeer(let id, let at): matches.update(id) { $0.unknownSince = at }
    case .read(let id, let at): matches.shown[id]?.readAt = at
    case .worked(let id, let work, let at):
      matches.shown[id]?.work = work
      sendAnew(id, at: at)
      matches.note(id, .changed)
    case .forgotten(let ids, let month):
      for id in ids where matches.shown[id]?.isOpen == false { matches.drop(id) }
      matches.disclosures.forgetSums(before: month)
    case .releasesNamed(let id, let signals):
      matches.shown[id]?.work.isReleasedThroughout = false
      matches.shown[id]?.work.released.formUnion(signals)
    }
  }
}
