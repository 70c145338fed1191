import Engine
import LocalAPI
import PeerProtocol
import Region

/// The figures of peers in `GET /metrics`. The only names in them are those of regions.
enum PeerMetrics {
  static func add(_ peers: [PeerExchange], own: PeerAlarms, to metrics: inout MetricsText) {
    addStanding(peers, to: &metrics)
    metrics.add(
      "samenloop_peer_lag_entries", .gauge,
      "Entries and views that are still to be sent to the peer or to be answered.",
      samples(peers) { Double($0.pending) })
    metrics.add(
      "samenloop_peer_unconfirmed_withdrawals", .gauge,
      "Entries that have to leave the peer and whose receipt is missing.",
      samples(peers) { Double($0.unconfirmedWithdrawals) })
    metrics.add(
      "samenloop_peer_limit_held_entries", .gauge, "Entries that wait for a limit of the peer.",
      samples(peers) { peer in Double(peer.limits.reduce(0) { $0 + ($1.waiting?.additions ?? 0) }) })
    metrics.add(
      "samenloop_peer_clock_skew_seconds", .gauge,
      "How far the peer's clock is ahead, where that is more than clocks should differ; else 0.",
      samples(peers) { Double($0.clockSkewSeconds ?? 0) })
    metrics.add(
      "samenloop_alarms_total", .counter, "Alarms about a peer, or about this region's own reports, by their kind.",
      (peers.map(\.alarms) + [own]).flatMap { about in
        about.alarms.map { ([("peer", about.peer.text), ("kind", $0.code)], Double($0.count)) }
      })
  }

  private static func addStanding(_ peers: [PeerExchange], to metrics: inout MetricsText) {
    metrics.add(
      "samenloop_peer_state", .gauge, "How the exchange with the peer stands, as status says: 1 at the state it has.",
      peers.flatMap { peer in
        StatusPeerDocument.State.allCases.map { state in
          (
            [("peer", peer.region.text), ("state", state.rawValue)],
            peer.standing.state.word == state ? 1 : 0
          )
        }
      })
    metrics.add(
      "samenloop_peer_up", .gauge,
      "Whether the peer answers this node: 1 or 0. Counted from its start, of peers that are let in.",
      samples(peers) { peer in
        [.joining, .pending, .rejected, .suspended].contains(peer.standing.state)
          ? nil : peer.contact.downSince == nil ? 1 : 0
      })
    metrics.add(
      "samenloop_peer_down_since_timestamp_seconds", .gauge, "Since when the peer does not answer.",
      samples(peers) { $0.contact.downSince.map { Double($0.seconds) } })
    metrics.add(
      "samenloop_peer_last_contact_timestamp_seconds", .gauge,
      "When the peer last answered this node or made itself heard.",
      samples(peers) { $0.contact.lastAt.map { Double($0.seconds) } })
    metrics.add(
      "samenloop_peer_last_exchange_timestamp_seconds", .gauge,
      "When a batch was last countersigned by either side.",
      samples(peers) { $0.lastExchangeAt.map { Double($0.seconds) } })
  }

  private static func samples(
    _ peers: [PeerExchange], _ value: (PeerExchange) -> Double?
  ) -> [MetricsText.Sample] {
    peers.compactMap { peer in value(peer).map { ([("peer", peer.region.text)], $0) } }
  }
}
