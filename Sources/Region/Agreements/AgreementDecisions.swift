public import PeerProtocol

import enum Cryptography.SubjectKind

/// What time alone does to agreements.
public struct AgreementDecisions: Sendable {
  let agreements: AgreementsState
  let peering: PeeringState
  let exchange: ExchangeState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    agreements = region.agreements
    peering = region.peering
    exchange = region.exchange
  }
}

extension AgreementDecisions {
  /// What time alone does to agreements: proposals lapse, terms end, renewals take over, silent peers lose their tokens.
  ///
  /// `at` is milliseconds since 1970. `revoke` signs the document by which a peer that went silent is told, once it can be,
  /// that what it sent was erased. `knowsSilence` is false while the node has not listened for long enough to tell a peer
  /// that is silent from a time in which it did not listen itself.
  public func decideAgreements(
    at: Int, knowsSilence: Bool = true, revoke: (AgreementId, String) -> SignedDocument?
  ) -> [RegionEvent] {
    let now = Timestamp(seconds: Int64(at / 1000))
    return agreements.records.values.sorted { $0.id < $1.id }.compactMap { record in
      if knowsSilence, let reason = silenceReason(record, now) {
        let ending = revoke(record.id, reason)
        return .agreements(
          .closed(record.id, .ended, ending: ending, reason: reason, delivered: ending == nil, at: at))
      }
      if let reason = closingReason(record, now) {
        return .agreements(
          .closed(
            record.id, record.status.isOpen ? .lapsed : .ended, ending: nil, reason: reason, delivered: true, at: at))
      }
      if let end = renewalEnd(record, now) { return .agreements(.endScheduled(record.id, at: end)) }
      return nil
    }
  }

  private func closingReason(_ record: AgreementRecord, _ now: Timestamp) -> String? {
    if record.status.isOpen {
      // One that both signed is no proposal: this node was restored, and its people approve it anew.
      if record.document.signatures.count > 1 { return record.terms.validUntil <= now ? "its term is over" : nil }
      let lapses = record.terms.createdAt.seconds + AgreementRecord.proposalSeconds
      return now.seconds >= lapses || record.terms.validUntil <= now ? "not concluded in time" : nil
    }
    guard record.status == .concluded else { return nil }
    if record.terms.validUntil <= now { return "its term is over" }
    if let end = record.endsAt, end <= now { return "a renewal took its place" }
    return nil
  }

  private func silenceReason(_ record: AgreementRecord, _ now: Timestamp) -> String? {
    guard record.status == .concluded, record.terms.validUntil > now, let heard = lastHeard(record),
      now.seconds - heard > Int64(record.terms.silenceDays) * 86_400
    else { return nil }
    let days = record.terms.silenceDays
    return peering.peers[record.peer]?.suspension == nil
      ? "The peer was silent for \(days) days." : "The peer is suspended, and nothing was exchanged for \(days) days."
  }

  /// When the peer last sent or countersigned a batch under the agreement; seconds since 1970.
  private func lastHeard(_ record: AgreementRecord) -> Int64? {
    guard peering.peers[record.peer] != nil else { return nil }
    let feeds = record.terms.kinds.map { FeedKey(agreement: record.id, kind: $0) }
    let heard = feeds.flatMap { key -> [Int64] in
      [exchange.outgoing[key]?.countersignedAt ?? 0, exchange.incoming[key]?.receivedAt ?? 0]
    }
    let contact = max(peering.heardAt[record.peer] ?? 0, record.terms.validFrom.seconds)
    return max(contact, heard.max() ?? 0)
  }

  /// The end of an agreement whose renewal is complete on both sides: 24 hours later (Schemas/peer-protocol.md,
  /// section 3).
  private func renewalEnd(_ record: AgreementRecord, _ now: Timestamp) -> Timestamp? {
    guard record.status == .concluded, record.endsAt == nil else { return nil }
    let renewal = agreements.records.values.first { other in
      other.terms.replaces == record.id && other.peer == record.peer && other.isInForce(now: now)
    }
    guard let renewal else { return nil }
    let isComplete = renewal.terms.kinds.allSatisfy { kind in
      let key = FeedKey(agreement: renewal.id, kind: kind)
      return exchange.outgoing[key]?.complete == true && exchange.incoming[key]?.complete == true
    }
    return isComplete ? now.adding(seconds: 86_400) : nil
  }
}
