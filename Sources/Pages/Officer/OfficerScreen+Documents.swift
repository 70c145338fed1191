package import LocalAPI
package import PeerProtocol

extension OfficerScreen {
  /// The screen as far as the node's documents tell it.
  ///
  /// - Parameters:
  ///   - comparisons: The last comparison with each region.
  ///   - looks: Who looked at data of people; nil where nobody counted.
  ///   - requests: Requests for access that are not answered.
  package init(
    status: StatusDocument, peers: PeersDocument, agreements: AgreementsDocument, decisions: DecisionsDocument,
    withdrawals: WithdrawalsDocument, comparisons: [Comparison], looks: [Looks]?, requests: [OfficerTask],
    today: CalendarDate
  ) {
    var names = Dictionary(peers.peers.map { ($0.region, $0.name) }) { first, _ in first }
    names[status.region] = status.name
    let checkpoint = status.auditLog?.checkpoint
    let open = agreements.agreements.filter {
      $0.inForce || $0.status == .draft || $0.status == .received || $0.status == .proposed
    }
    let compared = Set(comparisons.map(\.peer))
    let missing = Set(open.filter(\.inForce).map(\.peer)).subtracting(compared).sorted()
    self.init(
      regionNames: names, witnessedAt: checkpoint?.witnessedAt, witnesses: checkpoint?.roster ?? 0,
      tasks: OfficerTask.sorted(
        requests
          + OfficerTask.tasks(status: status, decisions: decisions, agreements: open, today: today), today),
      exchanges: status.peers.map { Exchange($0, status.disclosures) },
      comparisons: comparisons + missing.map { Comparison(peer: $0, last: nil) }, agreements: open,
      erasure: Erasure(withdrawals, due: status.endings?.signals ?? 0, done: nil), looks: looks)
  }
}

extension OfficerScreen.Exchange {
  fileprivate init(_ peer: StatusPeerDocument, _ disclosures: [StatusDocument.Disclosure]) {
    self.init(
      peer: peer.region, entriesSent: peer.sent, entriesReceived: peer.received,
      contactsSent: disclosures.filter { $0.peer == peer.region }.reduce(0) { $0 + $1.views },
      contactsReceived: nil, openMatches: peer.openMatches)
  }
}

extension OfficerScreen.Erasure {
  /// What peers still have to confirm, by region.
  ///
  /// - Parameters:
  ///   - due: Signals that have to be erased and wait for a person.
  ///   - done: Signals erased in the last twelve months.
  package init(_ withdrawals: WithdrawalsDocument, due: Int, done: Int?) {
    let byPeer = Dictionary(grouping: withdrawals.withdrawals, by: \.peer)
    self.init(
      due: due, done: done, unconfirmed: withdrawals.withdrawals.reduce(0) { $0 + $1.unconfirmed },
      waiting: byPeer.keys.sorted().compactMap { peer in
        let all = byPeer[peer] ?? []
        return all.map(\.oldestSince).min().map { since in
          Waiting(peer: peer, count: all.reduce(0) { $0 + $1.unconfirmed }, since: since)
        }
      })
  }
}
