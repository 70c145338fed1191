import PeerProtocol

import enum Cryptography.SubjectKind

/// What the next batch of a feed should hold, before any curve arithmetic.
public struct BatchSelection: Sendable {
  /// Identities to add, with what their points are computed from.
  public var additions: [(identity: UInt32, pseudonym: Pseudonym)]
  /// Entries to withdraw; the identity is ``PendingBatch/noIdentity`` where it is gone here.
  public var withdrawals: [PendingBatch.Item]
  /// True where the feed says everything once this batch is answered.
  public var completes: Bool
}

extension RegionState {
  /// Chooses the next batch of a feed, or nil where there is nothing to send.
  ///
  /// - Parameters:
  ///   - additions: the number of additions that fit the peer's limits.
  ///   - items: the largest number of items in a batch.
  ///   - withdrawalsFirst: withdrawals go alone, since a batch was refused (Schemas/peer-protocol.md, section 5).
  ///   - withdrawalsOnly: nothing is added or completed, since this node was restored from a backup.
  ///   - held: what ended by a clock in doubt, and is not added.
  public mutating func selectBatch(
    _ key: FeedKey, additions room: Int, items: Int, withdrawalsFirst: Bool, withdrawalsOnly: Bool = false,
    held: EndingDeferral? = nil
  ) -> BatchSelection? {
    guard let feed = exchange.outgoing[key], feed.pending == nil, !feed.needsRepair else { return nil }
    var selection = BatchSelection(additions: [], withdrawals: [], completes: false)
    for handle in feed.orphans.keys.sorted().prefix(items) {
      selection.withdrawals.append(PendingBatch.Item(identity: PendingBatch.noIdentity, handle: handle))
    }
    var joining: [UInt32] = []
    var isHolding = false
    var stale: [UInt32] = []
    for identity in feed.dirty {
      if !needsWork(identity, key, feed) {
        stale.append(identity)
      } else if belongsInFeed(identity, key.kind) {
        if held?.holdsAddition(identity, key.kind, signals) == true {
          isHolding = true
        } else {
          joining.append(identity)
        }
      } else if let entry = feed.entry(identity), selection.withdrawals.count < items {
        selection.withdrawals.append(PendingBatch.Item(identity: identity, handle: entry.handle))
      }
    }
    for identity in stale { exchange.outgoing[key]?.dirty.remove(identity) }
    let alone = withdrawalsOnly || (withdrawalsFirst && !selection.withdrawals.isEmpty)
    let fitting = alone ? 0 : max(0, min(room, items - selection.withdrawals.count))
    // Where not all fit, the same go first in every run: a set's order is another one each time.
    if fitting < joining.count { joining.sort() }
    for identity in joining.prefix(fitting) {
      guard let pseudonym = signals.identities(key.kind).pseudonym(identity) else { continue }
      selection.additions.append((identity, pseudonym))
    }
    let isAll =
      !withdrawalsOnly && !isHolding && selection.additions.count == joining.count
      && selection.withdrawals.count < items
    selection.completes = feed.complete || isAll
    let isEmpty = selection.additions.isEmpty && selection.withdrawals.isEmpty
    // The first complete batch is sent even where it is empty: the peer then knows that nothing is missing.
    return isEmpty && (feed.complete || !isAll || withdrawalsOnly) ? nil : selection
  }
}

extension ExchangeState {
  /// The size of the feed, in the generation that is being sent, once a batch is answered.
  public func activeAfter(additions: [PendingBatch.Item], withdrawals: [PendingBatch.Item], _ key: FeedKey) -> Int {
    guard let feed = outgoing[key] else { return 0 }
    let generation = feed.generation
    var named = feed.named + feed.orphans.values.count { $0 == generation }
    for item in withdrawals {
      let entry = item.identity == PendingBatch.noIdentity ? nil : feed.entry(item.identity)
      if (entry?.generation ?? feed.orphans[item.handle]) == generation { named -= 1 }
    }
    let leaving = Set(withdrawals.map(\.handle))
    for item in additions {
      let isNamed =
        feed.entry(item.identity)?.generation == generation || feed.orphans[item.handle] == generation
      if !isNamed || leaving.contains(item.handle) { named += 1 }
    }
    return named
  }
}
