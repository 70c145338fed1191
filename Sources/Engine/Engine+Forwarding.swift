package import PeerProtocol
import Region

/// What extensions that are not owners yet ask of owners; each of them goes with its last caller.
extension Engine {
  // Peering
  func answerHealth(_ request: PeerRequest) throws(Refusal) -> PeerResponse { try peering.answerHealth(request) }
  func answerCard(_ request: PeerRequest) throws(Refusal) -> PeerResponse { try peering.answerCard(request) }
  func takeCard(_ request: PeerRequest) throws(Refusal) -> PeerResponse { try peering.takeCard(request) }
  func answerPeeringRequest(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    try peering.answerPeeringRequest(request)
  }
  func answerOutcome(_ request: PeerRequest, id: String) throws(Refusal) -> PeerResponse {
    try peering.answerOutcome(request, id: id)
  }
  func renewOwnCard(above version: Int) throws(Refusal) { try ownCard.renew(above: version) }
  func peer(_ text: String, _ state: RegionState) throws(Refusal) -> Peer { try state.peer(named: text) }

  // Agreements
  func takeAgreement(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> PeerResponse {
    try agreements.takeAgreement(request, id)
  }
  func takeEnding(_ request: PeerRequest, _ id: AgreementId, _ type: DocumentType) throws(Refusal) -> PeerResponse {
    try agreements.takeEnding(request, id, type)
  }
  func revoke(_ id: AgreementId, reason: String) throws(Refusal) { try agreements.revoke(id, reason: reason) }

  // Limits
  func takeException(
    _ request: PeerRequest, _ agreement: AgreementId, _ id: DocumentId
  ) throws(Refusal) -> PeerResponse {
    try limits.takeException(request, agreement, id)
  }
  func fitting(_ key: FeedKey, _ state: RegionState, _ at: Int) -> Int { limits.fitting(key, state, at) }
  func takeLimit(_ key: FeedKey, _ problem: Problem, _ reply: PeerReply, _ region: RegionName) throws(Refusal) {
    try refuse(key, region)
    limits.takeLimit(key, problem, reply, region)
  }
  func spendBudget(of key: FeedKey, additions: Int, withdrew: Bool, _ region: RegionName) {
    limits.spendBudget(of: key, additions: additions, withdrew: withdrew, region)
  }
  func waiting(_ record: AgreementRecord, _ state: RegionState, _ lane: Lane) -> WaitingAdditions? {
    limits.waiting(record, state, lane)
  }
  func planExceptions(
    _ record: AgreementRecord, _ state: RegionState, _ lane: Lane, _ at: Int, _ now: Timestamp
  ) -> [DeliveryKey] {
    limits.planExceptions(record, state, lane, at, now)
  }
  func takeExceptionDelivered(
    _ agreement: AgreementId, _ id: DocumentId, _ signatures: Int, _ region: RegionName
  ) throws(Refusal) {
    try limits.takeExceptionDelivered(agreement, id, signatures, region)
  }
  func giveUpException(_ id: DocumentId, _ problem: Problem) throws(Refusal) {
    try limits.giveUpException(id, problem)
  }
  func share(
    adding: Int, growing: Int, _ agreement: AgreementId, _ peer: Peer, _ state: RegionState
  ) throws(Refusal) -> LimitShare {
    try limits.share(adding: adding, growing: growing, agreement, peer, state)
  }
  func noteSuspicions(
    _ peer: RegionName, at: Int, _ transaction: inout Transaction
  ) throws(Refusal) -> [RegionEvent] {
    try limits.noteSuspicions(peer, at: at, &transaction)
  }
  func tell(_ events: [RegionEvent]) { limits.tell(events) }

  // Restored backups
  func noticeRestore(
    _ sign: Restoration.Sign, _ peer: RegionName, document: DocumentId? = nil, seen: Int = 0
  ) throws(Refusal) {
    try restoreWatch.notice(sign, peer, document: document, seen: seen)
  }
  func isNews(received receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    restoreWatch.isNews(received: receipt, facts, key, state)
  }
  func isNews(sent receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    restoreWatch.isNews(sent: receipt, facts, key, state)
  }

  /// The word, the reason and the next command where the exchange with a peer is held back; nil where it is not. For
  /// ``Engine/synchronize(region:deadlineSeconds:)`` until that gives facts: see ``PeerExchange/Standing``.
  func standing(held peer: Peer, _ peering: PeeringState) -> (String, String, String)? {
    switch PeerExchange.Standing(heldBack: peer, peering.restoration)?.reason {
    case .suspended(let reason):
      ("suspended", "this region suspended it: \(reason)", "samenloop peer resume \(peer.facts.region)")
    case .restored:
      (
        "held back", "this node was restored from a backup; it only withdraws",
        "samenloop signal import --snapshot FILE, then: samenloop restore confirm"
      )
    default: nil
    }
  }

  /// Why additions wait, and until when; for ``Engine/synchronize(region:deadlineSeconds:)`` likewise.
  func limitReason(_ waiting: WaitingAdditions) -> String {
    "\(waiting.additions) additions wait for the limit \(waiting.limit), until \(waiting.until)"
  }

  /// What `status` shows of the clock, until ``ClockWatch`` gives it as facts.
  package var clockStatus: JSONValue { store.readLatest { clockWatch.describe($0) } }
  /// What `status` shows of endings that wait, until their owner gives it as facts.
  package var endingsStatus: JSONValue? { describeEndings() }
}
