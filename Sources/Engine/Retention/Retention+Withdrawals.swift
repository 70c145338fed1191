import Cryptography
import PeerProtocol
public import Region

extension Retention {
  /// What peers still have to confirm that they erased, with its age.
  ///
  /// A withdrawal is confirmed by the receipt that the peer countersigns, an ended agreement by its answer to the document
  /// that ended it; what is confirmed is not listed.
  public func unconfirmedErasures() throws(Refusal) -> UnconfirmedErasures {
    let at = clock.milliseconds
    return try store.readDurable { state in
      let feeds = state.exchange.outgoing.filter { !$0.value.leavingSince.isEmpty }
        .sorted {
          ($0.value.peer, $0.key.agreement, $0.key.kind.name) < ($1.value.peer, $1.key.agreement, $1.key.kind.name)
        }
      let endings = state.agreements.records.values.filter { $0.ending != nil && !$0.endingDelivered }
        .sorted { ($0.peer, $0.closedAt, $0.id) < ($1.peer, $1.closedAt, $1.id) }
      return UnconfirmedErasures(
        withdrawals: feeds.map { key, feed in
          let oldest = feed.leavingSince.values.min() ?? at
          return UnconfirmedErasures.Withdrawal(
            peer: feed.peer, feed: key, count: feed.leavingSince.count,
            oldestSince: Timestamp(seconds: Int64(oldest / 1000)), ageSeconds: max(0, (at - oldest) / 1000),
            suspension: state.peering.peers[feed.peer]?.suspension?.reason, failure: lastFailure(of: feed.peer))
        },
        endings: endings.map { record in
          UnconfirmedErasures.Ending(
            peer: record.peer, agreement: record.id, status: record.status,
            since: Timestamp(seconds: Int64(record.closedAt / 1000)),
            ageSeconds: max(0, (at - record.closedAt) / 1000), failure: lastFailure(of: record.peer))
        })
    }
  }

  private func lastFailure(of peer: RegionName) -> DeliveryFailure? { lanes.lane(peer) { $0.lastFailure } }
}
