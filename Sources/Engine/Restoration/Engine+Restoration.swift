import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// Notes a sign that this node was restored from a backup (PROTOCOL section 5): an alarm, and the exchange is held back
  /// until an operator confirms that the index was imported anew.
  func noticeRestore(
    _ sign: Restoration.Sign, _ peer: RegionName, document: DocumentId? = nil, seen: Int = 0
  ) throws(Refusal) {
    let at = milliseconds
    let isNew = try store.commit { (transaction) throws(Refusal) -> Bool in
      let isNew = !transaction.state.peering.restoration.knows(sign, peer)
      let isKnown = document.map { transaction.state.exchange.onceUnknown.contains($0) } ?? true
      let isHigher = seen > transaction.state.peering.restoration.claimed[peer] ?? 0
      guard isNew || !isKnown || isHigher else { return false }
      try transaction.append(.peering(.restoreNoticed(sign, peer, document, seen: seen, at: at)))
      return isNew
    }
    guard isNew else { return }
    alarms.raise(
      sign == .seenAhead ? "seen-ahead" : "own-signature-unknown", peer,
      "The peer holds what this node does not know that it signed or sent: the store was restored from a backup. "
        + "Import the whole index anew, then: samenloop restore confirm")
  }

  /// True where our countersignature on a batch of the peer's feed is news to us.
  func isNews(received receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    state.exchange.incoming[key]?.isCatchingUp != true
      && state.exchange.isNews(receipt.documentId, facts, key, isSent: false)
  }

  /// True where our own signature on a batch of ours is news to us.
  ///
  /// What was signed before an operator confirmed an import is none, in whatever order a peer shows it: the confirmation
  /// was for all that was lost. What was signed after it tells of another restore.
  func isNews(sent receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    guard let feed = state.exchange.outgoing[key],
      state.exchange.isNews(receipt.documentId, facts, key, isSent: true)
    else { return false }
    let confirmedAt = state.peering.restoration.confirmedAt
    if confirmedAt > 0 && Int(facts.at.seconds) * 1000 > confirmedAt { return true }
    // A clock that was set back since would hide it: a receipt beyond our newest is news as well.
    return !feed.isCatchingUp
      && (confirmedAt == 0 || (facts.generation, facts.sequence) > (feed.highestGeneration, feed.sequence))
  }

  /// Writes a snapshot now, so that what was erased leaves the disk at once: `{"written":true}`.
  ///
  /// - Throws: ``Refusal`` `try-again` where the disk takes none, or another one is being written.
  public func snapshot() throws(Refusal) -> JSONValue {
    guard writeSnapshot() else {
      throw .problem(
        Problem(
          .tryAgain, "No snapshot could be written now; the node's log says why. Try again in a moment.", retryAfter: 5)
      )
    }
    return ["written": true]
  }

  /// An operator says that this node's store was restored from a backup.
  public func announceRestore() throws(Refusal) -> JSONValue {
    let at = milliseconds
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
  public func confirmImport(importedOtherwise: Bool = false) throws(Refusal) -> JSONValue {
    let at = milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard !transaction.state.peering.restoration.evidence.isEmpty else {
        throw .problem(
          Problem(.conflict, "Nothing shows that this node was restored from a backup. See: samenloop status"))
      }
      guard importedOtherwise || transaction.state.peering.restoration.importedAt > 0 else {
        throw .problem(
          Problem(
            .conflict,
            "No file of the whole index was read since the restore was noticed, and what was erased before would come "
              + "back. First: samenloop signal import --snapshot FILE. Where the index was brought up to date in another "
              + "way: samenloop restore confirm --imported-otherwise"))
      }
      try transaction.append(.peering(.importConfirmed(at: at)))
    }
    // Peers compare, too, when they are asked: what the backup lacks of theirs comes now.
    for peer in store.readLatest({ $0.peering.peersToServe }) { lanes.lane(peer) { $0.compareAnew() } }
    lanes.wakeAll()
    log(LogEvent(.info, "import-confirmed", [:]))
    return try restoration()
  }

  /// What shows that the node was restored, and what to do: `{"restored","evidence":[…],"importedAt"?,"confirmedAt"?,
  /// "next"}`.
  func restoration() throws(Refusal) -> JSONValue {
    try store.readDurable { Self.describe($0.peering.restoration) }
  }

  static func describe(_ restoration: Restoration) -> JSONValue {
    let isHeld = !restoration.evidence.isEmpty
    return JSONValue(present: [
      "restored": .bool(isHeld),
      "evidence": .array(
        restoration.evidence.map { seen in
          JSONValue(present: [
            "sign": .string(seen.sign.name), "peer": seen.peer.map { .string($0.text) },
            "at": JSONValue(Timestamp(seconds: Int64(seen.at / 1000))),
          ])
        }),
      "importedAt": restoration.importedAt > 0
        ? JSONValue(Timestamp(seconds: Int64(restoration.importedAt / 1000))) : nil,
      "confirmedAt": restoration.confirmedAt > 0
        ? JSONValue(Timestamp(seconds: Int64(restoration.confirmedAt / 1000))) : nil,
      "next": isHeld ? .string(restoration.importedAt > 0 ? "samenloop restore confirm" : restoreAdvice) : nil,
    ])
  }

  static let restoreAdvice = "samenloop signal import --snapshot FILE, then: samenloop restore confirm"
}
