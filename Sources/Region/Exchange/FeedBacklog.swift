/// What one feed still has to tell the peer.
public struct FeedBacklog: Sendable {
  private let region: RegionState
  private let key: FeedKey

  /// Over a feed as it is now. Make one for all its items, and do not keep it while the region changes: tables that both
  /// hold would be copied.
  public init(_ region: RegionState, _ key: FeedKey) {
    self.region = region
    self.key = key
  }

  /// True where a selected addition still is to be added: the identity is the same and still belongs in the feed.
  public func stillAdds(_ identity: UInt32, _ pseudonym: Pseudonym) -> Bool {
    guard let feed = region.exchange.outgoing[key] else { return false }
    return region.signals.identities(key.kind).pseudonym(identity) == pseudonym
      && region.belongsInFeed(identity, key.kind)
      && region.needsWork(identity, key, feed)
  }

  /// True where a selected withdrawal still is to be sent.
  public func stillWithdraws(_ item: PendingBatch.Item) -> Bool {
    guard let feed = region.exchange.outgoing[key] else { return false }
    if item.identity == PendingBatch.noIdentity { return feed.orphans[item.handle] != nil }
    return feed.entry(item.identity)?.handle == item.handle && !region.belongsInFeed(item.identity, key.kind)
  }

  /// How many additions of the feed still have to be sent.
  public func outstandingAdditions() -> Int {
    guard let feed = region.exchange.outgoing[key] else { return 0 }
    return feed.dirty.count { region.needsWork($0, key, feed) && region.belongsInFeed($0, key.kind) }
  }

  /// How much of the feed still has to be sent or is waiting for its answer; without the additions that are not due yet
  /// where `additionsWait`.
  public func outstanding(additionsWait: Bool = false) -> Int {
    guard let feed = region.exchange.outgoing[key] else { return 0 }
    let pending = feed.pending.map { $0.additions.count + $0.withdrawals.count } ?? 0
    let dirty = feed.dirty.count { identity in
      region.needsWork(identity, key, feed) && !(additionsWait && region.belongsInFeed(identity, key.kind))
    }
    return pending + dirty + feed.orphans.count + (feed.complete ? 0 : 1)
  }
}
