import Cryptography
import PeerProtocol
import Region

/// The disclosures of views with contact details (Schemas/peer-protocol.md, section 6).
extension Matches {
  /// Refuses contact details without a disclosure, unless the peer's cards never had a `log`.
  func requireDisclosure(_ view: MatchView, from peer: Peer) throws(Refusal) {
    guard view.lacksDisclosure, peer.hasHadLog else { return }
    throw .malformed([
      FieldFault(
        field: "disclosure", reason: "must name the contact details in this revision: 16 random bytes in base64url")
    ])
  }

  /// Gives our views that are due the disclosures that they lack, once for each revision; all are durable at once.
  func prepareDisclosures(_ ids: [MatchId]) throws(Refusal) {
    let lacking = store.readLatest { state in
      ids.compactMap { id -> (MatchId, MatchView)? in
        guard let match = state.matches.records[id], match.isUnsettled, !match.proof.isEmpty,
          let terms = state.agreements.records[match.key.agreement]?.terms
        else { return nil }
        return ownView(match, terms, state).flatMap { $0.lacksDisclosure ? $0 : nil }.map { (id, $0) }
      }
    }
    guard !lacking.isEmpty else { return }
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(
        lacking.flatMap { id, view -> [RegionEvent] in
          guard let match = transaction.state.matches.records[id], match.revision == view.revision else { return [] }
          return transaction.state.matches.decideDisclosure(of: view, match, at: at, fresh: freshDisclosure)
        })
    }
  }

  func freshDisclosure() -> DisclosureId? { DisclosureId(random.bytes(16)) }
}
