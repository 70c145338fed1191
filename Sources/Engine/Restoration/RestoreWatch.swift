import PeerProtocol
public import Region

/// Notices that this node was restored from a backup (Schemas/peer-protocol.md, section 5), and holds the exchange back
/// until an operator confirms that the index was imported anew.
public final class RestoreWatch: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes
  private let alarms: Alarms
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, alarms: Alarms, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.alarms, self.log) = (store, clock, lanes, alarms, log)
  }

  /// Notes a sign of a restored backup: an alarm, and the exchange is held back.
  func notice(
    _ sign: Restoration.Sign, _ peer: RegionName, document: DocumentId? = nil, seen: Int = 0
  ) throws(Refusal) {
    let at = clock.milliseconds
    let isNew = try store.commit { (transaction) throws(Refusal) -> Bool in
      let isNew = !transaction.state.peering.restoration.knows(sign, peer)
      let isKnown = document.map { transaction.state.exchange.onceUnknown.contains($0) } ?? true
      let isHigher = seen > transaction.state.peering.restoration.claimed[peer] ?? 0
      guard isNew || !isKnown || isHigher else { return false }
      try transaction.append(.peering(.restoreNoticed(sign, peer, document, seen: seen, at: at)))
      return isNew
    }
    guard isNew else { return }
    alarms.raise(.restored(sign), about: peer)
  }

  /// True where our countersignature on a batch of the peer's feed is news to us.
  func isUnknown(received receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState)
    -> Bool
  {
    state.exchange.incoming[key]?.isCatchingUp != true
      && state.exchange.isUnknown(receipt.documentId, facts, key, isSent: false)
  }

  /// True where our own signature on a batch of ours is news to us.
  ///
  /// What was signed before an operator confirmed an import is none, in whatever order a peer shows it: the confirmation
  /// was for all that was lost. What was signed after it tells of another restore.
  func isUnknown(sent receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    guard let feed = state.exchange.outgoing[key],
      state.exchange.isUnknown(receipt.documentId, facts, key, isSent: true)
    else { return false }
    let confirmedAt = state.peering.restoration.confirmedAt
    if confirmedAt > 0 && Int(facts.at.seconds) * 1000 > confirmedAt { return true }
    // A clock that was set back since would hide it: a receipt beyond our newest is news as well.
    return !feed.isCatchingUp
      && (confirmedAt == 0 || (facts.generation, facts.sequence) > (feed.highestGeneration, feed.sequence))
  }

  /// An operator says that this node's store was restored from a backup.
  public func announce() throws(Refusal) -> Restoration {
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard !transaction.state.peering.restoration.knows(.announced, nil) else { return }
      try transaction.append(.peering(.restoreNoticed(.announced, nil, nil, seen: 0, at: at)))
    }
    log(LogEvent(.warning, "restore-announced", [:]))
    return try restoration()
  }

  /// An operator confirms that the whole index was imported anew since the restore: exchange goes on, with all views again.
  ///
  /// `importedOtherwise`: not with a file of the whole index, which the node sees for itself.
  ///
  /// - Throws: ``Refusal`` `conflict` where nothing waits for it, or no such file was read since.
  public func confirmImport(importedOtherwise: Bool = false) throws(Refusal) -> Restoration {
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard !transaction.state.peering.restoration.evidence.isEmpty else {
        throw .restoration(.nothingToConfirm)
      }
      guard importedOtherwise || transaction.state.peering.restoration.importedAt > 0 else {
        throw .restoration(.indexNotImported)
      }
      try transaction.append(.peering(.importConfirmed(at: at)))
    }
    // Peers compare, too, when they are asked: what the backup lacks of theirs comes now.
    for peer in store.readLatest({ $0.peering.peersToServe }) { lanes.lane(peer) { $0.compareAnew() } }
    lanes.wakeAll()
    log(LogEvent(.info, "import-confirmed", [:]))
    return try restoration()
  }

  /// What shows that the node was restored, once it is durable.
  private func restoration() throws(Refusal) -> Restoration { try store.readDurable { $0.peering.restoration } }
}
