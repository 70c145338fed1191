import PeerProtocol
public import Region

/// How this region leaves the federation: two people decide it, everything is withdrawn everywhere, agreements end, and a
/// signed certificate is left.
public final class RegionClosing: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes
  private let signer: DocumentSigner
  private let region: RegionName
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, signer: DocumentSigner, region: RegionName,
    log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.signer) = (store, clock, lanes, signer)
    (self.region, self.log) = (region, log)
  }

  /// One person's decision that this region leaves the federation. An operator and a privacy officer have to decide it;
  /// from then on everything is withdrawn everywhere. Twice is once.
  ///
  /// `region` repeats the region's own id, so that nobody closes the wrong node.
  public func approve(confirming region: String, approver: Approver) throws(Refusal) -> ClosingProgress {
    guard region == self.region.text else {
      throw Refusal(JSONFaults(["region: must be \(self.region.text), the region that this node serves"]))
    }
    guard approver.role == "operator" || approver.role == "privacy-officer" else { throw .closing(.otherRole) }
    let approval = approver.approval(at: clock.now)
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      let approvals = transaction.state.peering.closing?.approvals ?? []
      guard !approvals.contains(where: { $0.role == approver.role }) else { return }
      if let first = approvals.first(where: { $0.isByHolder(of: approval) }) {
        throw .closing(.secondPersonNeeded(first: first.name, role: first.role))
      }
      var events: [RegionEvent] = [.peering(.closing(.approved(approval)))]
      if !approvals.isEmpty { events.append(.peering(.closing(.began(at: at)))) }
      try transaction.append(events)
    }
    log(LogEvent(.warning, "region-closing", ["role": .string(approver.role)]))
    return try progress()
  }

  /// How far this region is with leaving, with the signed certificate in the end.
  public func progress() throws(Refusal) -> ClosingProgress {
    try store.readDurable { state in
      guard let closing = state.peering.closing else { return ClosingProgress(closing: nil, waits: []) }
      guard closing.hasBegun else { return ClosingProgress(closing: closing, waits: []) }
      let waiting = state.agreements.records.values.filter { isLeaving($0, state) }.sorted { $0.peer < $1.peer }
      let waits = waiting.map { record in
        ClosingProgress.Wait(
          peer: record.peer, agreement: record.id,
          unconfirmed: record.terms.kinds.reduce(0) { sum, kind in
            sum + (state.exchange.outgoing[FeedKey(agreement: record.id, kind: kind)]?.leavingSince.count ?? 0)
          }, failure: lanes.lane(record.peer) { $0.lastFailure })
      }
      return ClosingProgress(closing: closing, waits: waits)
    }
  }

  /// True while the end of an agreement still has to be confirmed by the peer.
  private func isLeaving(_ record: AgreementRecord, _ state: RegionState) -> Bool {
    if record.status == .concluded || record.status.isOpen { return true }
    guard record.ending != nil && !record.endingDelivered else { return false }
    return !isOverdue(record, since: record.closedAt)
  }

  /// True where a peer was waited for as long as the agreement lets it be silent; `since` is milliseconds since 1970.
  private func isOverdue(_ record: AgreementRecord, since: Int) -> Bool {
    clock.milliseconds - since >= record.terms.silenceDays * 86_400_000
  }

  /// Goes on with leaving: ends what is confirmed empty, and signs the certificate once all is done.
  func advance() throws(Refusal) {
    guard store.readLatest({ $0.peering.closing.map { $0.hasBegun && $0.certificate == nil } ?? false }) else { return }
    let at = clock.milliseconds
    let isFinished = try store.commit { (transaction) throws(Refusal) -> Bool in
      for record in transaction.state.agreements.records.values.sorted(by: { $0.id < $1.id }) {
        try transaction.append(try leave(record, transaction.state, at))
      }
      let state = transaction.state
      guard !state.agreements.records.values.contains(where: { isLeaving($0, state) }) else { return false }
      try transaction.append(.peering(.closing(.finished(try certificate(state)))))
      return true
    }
    if isFinished { log(LogEvent(.warning, "region-closed", [:])) }
  }

  private func leave(_ record: AgreementRecord, _ state: RegionState, _ at: Int) throws(Refusal) -> [RegionEvent] {
    let reason = "The region leaves the federation."
    func closed(_ status: AgreementStanding, _ ending: SignedDocument?) -> RegionEvent {
      .agreements(.closed(record.id, status, ending: ending, reason: reason, delivered: ending == nil, at: at))
    }
    switch record.status {
    case .draft: return [closed(.rejected, nil)]
    case .received where record.document.signatures.count > 1:
      // Signed by both before this node was restored: the peer holds it as concluded.
      return [closed(.revoked, try signer.signEnding(of: record.id, reason: reason, as: .revocation, at: clock.now))]
    case .proposed, .received:
      return [closed(.rejected, try signer.signEnding(of: record.id, reason: reason, as: .rejection, at: clock.now))]
    case .concluded:
      let revoked = closed(
        .revoked, try signer.signEnding(of: record.id, reason: reason, as: .revocation, at: clock.now))
      let receipts = state.exchange.confirmedEmpty(record)
      guard receipts != nil || record.terms.validFrom > clock.now else {
        // A peer that confirms nothing is waited for no longer than one that says nothing.
        return isOverdue(record, since: state.peering.closing?.beganAt ?? at) ? [revoked] : []
      }
      let confirmation = Closing.Confirmation(agreement: record.id, peer: record.peer, receipts: receipts ?? [])
      return [.peering(.closing(.confirmed(confirmation))), revoked]
    case .rejected, .revoked, .lapsed, .ended: return []
    }
  }

  /// `{"region","beganAt","at","agreements":[{"agreement","peer","confirmed","receipts"}]}`, signed by this region. Every
  /// receipt in it carries the peer's signature, so that it can be checked without this region.
  private func certificate(_ state: RegionState) throws(Refusal) -> SignedDocument {
    let closing = state.peering.closing
    let began = Int64((closing?.beganAt ?? 0) / 1000)
    let ended = state.agreements.records.values.filter { $0.closedAt >= closing?.beganAt ?? 0 && $0.ending != nil }
    let payload: JSONValue = [
      "region": .string(region.text), "beganAt": JSONValue(Timestamp(seconds: began)), "at": JSONValue(clock.now),
      "agreements": .array(
        ended.sorted { ($0.peer, $0.id) < ($1.peer, $1.id) }.map { record in
          let receipts = closing?.confirmations.first { $0.agreement == record.id }?.receipts ?? []
          return [
            "agreement": .string(record.id.base64URL), "peer": .string(record.peer.text),
            "confirmed": .bool(record.endingDelivered), "receipts": .array(receipts.map(\.json)),
          ]
        }),
    ]
    return try signer.sign(payload.bytes, as: .closing)
  }
}
