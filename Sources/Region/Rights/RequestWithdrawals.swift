import PeerProtocol

import enum Cryptography.SubjectKind

/// What peers hold of a person who asked for something, and how far it is withdrawn.
public struct RequestWithdrawals: Sendable {
  let signals: SignalsState
  let exchange: ExchangeState
  let rights: RightsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    exchange = region.exchange
    rights = region.rights
  }

  /// The entries of a youth, and of the parents that signals on the youth name, in the feeds to all peers; with those that
  /// an open request on the youth knows already.
  func entriesAtPeers(of pseudonyms: [Pseudonym]) -> [RightsWithdrawal] {
    let youth = signals.youth(of: pseudonyms.compactMap { signals.youths.reference(of: $0) })
    let parents = signals.guardians(ofYouth: youth)
    var found = rights.requests.values.filter { $0.isOpen && $0.youth == pseudonyms }.flatMap(\.withdrawals)
    for (key, feed) in exchange.outgoing {
      let identities = Set(key.kind == .youth ? youth : parents)
      let sent = identities.compactMap { feed.entry($0)?.handle }
      let underWay = (feed.pending?.additions ?? []).filter { identities.contains($0.identity) }.map(\.handle)
      for handle in Set(sent + underWay) where !found.contains(where: { $0.handle == handle && $0.feed == key }) {
        found.append(RightsWithdrawal(feed: key, peer: feed.peer, handle: handle))
      }
    }
    // The order of the feeds' table is another one each time.
    func rank(_ row: RightsWithdrawal) -> (String, String, String) {
      (row.peer.text, row.feed.agreement.base64URL + row.feed.kind.name, row.handle?.base64URL ?? "")
    }
    return found.sorted { rank($0) < rank($1) }
  }

  /// False for an entry that stays at the peer for the sake of somebody else, or that never came there.
  func isLeavingOrGone(_ row: RightsWithdrawal) -> Bool {
    guard let handle = row.handle, let feed = exchange.outgoing[row.feed] else { return true }
    return feed.leavingSince[handle] != nil || feed.pending?.additions.contains { $0.handle == handle } == true
  }

  /// How far a withdrawal is.
  public func standing(of row: RightsWithdrawal) -> WithdrawalStanding {
    if row.receipt != nil { return .confirmed }
    if exchange.outgoing[row.feed] == nil { return .agreementEnded }
    return isLeavingOrGone(row) ? .pending : .nothingThere
  }
}

/// How far the end of an entry at a peer is.
public enum WithdrawalStanding: String, Sendable {
  /// The peer's receipt says that it is erased.
  case confirmed
  /// The peer did not confirm yet.
  case pending
  /// The agreement ended, and with it everything that the peer held under it.
  case agreementEnded = "agreement-ended"
  /// The peer never got it, or holds it for the sake of somebody else.
  case nothingThere = "nothing-there"
}
