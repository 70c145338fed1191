public import Evidence
import PeerProtocol
public import Region

import enum Cryptography.SubjectKind

extension SubjectRights {
  /// What proves the erasure that a request led to, for a certificate: its entries, the receipts by which peers confirmed,
  /// and what no receipt confirms yet.
  ///
  /// - Throws: ``Refusal`` where there is no such request, or nothing was erased by it.
  public func certificateScope(of id: String) throws(Refusal) -> EvidenceScope {
    let today = clock.notedDay
    return try store.readDurable { (state) throws(Refusal) in
      guard let request = state.rights.request(id) else { throw .rights(.noSuchRequest) }
      guard request.outcome == .erased else { throw .rights(.nothingErased) }
      var unconfirmed: [ErasureScope.Unconfirmed] = []
      for row in request.withdrawals {
        let standing: ErasureScope.Unconfirmed.Standing
        switch RequestWithdrawals(state).standing(of: row) {
        case .pending: standing = .pending
        case .agreementEnded: standing = .agreementEnded
        case .confirmed, .nothingThere: continue
        }
        let shown = ErasureScope.Unconfirmed(
          peer: row.peer, agreement: row.feed.agreement.base64URL, feed: row.feed.kind.name, standing: standing)
        if !unconfirmed.contains(shown) { unconfirmed.append(shown) }
      }
      let receipts = Set(request.withdrawals.compactMap { $0.receipt?.base64URL }).sorted()
      // A batch may have been sent on the day before it was confirmed.
      let days = request.withdrawals.compactMap { $0.confirmedAt.map { CalendarDate($0).adding(days: -1) } }
      let from = min(request.receivedOn, days.min() ?? request.receivedOn)
      return EvidenceScope(
        from: from, until: max(today, from).adding(days: 2),
        erasure: ErasureScope(request: request.id, receipts: receipts, unconfirmed: unconfirmed))
    }
  }
}
