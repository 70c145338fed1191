import PeerProtocol
import Region

/// What owners ask of the parts that are still extensions of the engine, under the names that those have there. It goes
/// with the last of them: then each owner is given the owner that it asks.
final class Neighbours: @unchecked Sendable {
  // Unchecked: set once, by the engine's initialiser, before anybody asks.
  unowned var engine: Engine!

  // Retention.
  var heldEndings: HeldEndings? { engine.heldEndings }

  // Limits.
  func share(
    adding: Int, growing: Int, _ agreement: AgreementId, _ peer: Peer, _ state: RegionState
  ) throws(Refusal) -> LimitShare {
    try engine.share(adding: adding, growing: growing, agreement, peer, state)
  }
  func noteSuspicions(
    _ peer: RegionName, at: Int, _ transaction: inout Transaction
  ) throws(Refusal) -> [RegionEvent] {
    try engine.noteSuspicions(peer, at: at, &transaction)
  }
  func tell(_ events: [RegionEvent]) { engine.tell(events) }
  func fitting(_ key: FeedKey, _ state: RegionState, _ at: Int) -> Int { engine.fitting(key, state, at) }
  func takeLimit(
    _ key: FeedKey, _ problem: Problem, _ reply: PeerReply, _ region: RegionName
  ) throws(Refusal) {
    try engine.takeLimit(key, problem, reply, region)
  }
  func spendBudget(of key: FeedKey, additions: Int, withdrew: Bool, _ region: RegionName) {
    engine.spendBudget(of: key, additions: additions, withdrew: withdrew, region)
  }
  func waiting(
    _ record: AgreementRecord, _ state: RegionState, _ lane: Lane
  ) -> (additions: Int, limit: String, until: Timestamp)? {
    engine.waiting(record, state, lane)
  }
  func planExceptions(
    _ record: AgreementRecord, _ state: RegionState, _ lane: Lane, _ at: Int, _ now: Timestamp
  ) -> [DeliveryKey] {
    engine.planExceptions(record, state, lane, at, now)
  }
  func takeExceptionDelivered(
    _ agreement: AgreementId, _ id: DocumentId, _ signatures: Int, _ region: RegionName
  ) throws(Refusal) {
    try engine.takeExceptionDelivered(agreement, id, signatures, region)
  }
  func giveUpException(_ id: DocumentId, _ problem: Problem) throws(Refusal) {
    try engine.giveUpException(id, problem)
  }

  // Restoration.
  func noticeRestore(
    _ sign: Restoration.Sign, _ peer: RegionName, document: DocumentId? = nil, seen: Int = 0
  ) throws(Refusal) {
    try engine.noticeRestore(sign, peer, document: document, seen: seen)
  }
  func isNews(received receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    engine.isNews(received: receipt, facts, key, state)
  }
  func isNews(sent receipt: SignedDocument, _ facts: ReceiptPayload, _ key: FeedKey, _ state: RegionState) -> Bool {
    engine.isNews(sent: receipt, facts, key, state)
  }

  // Peering.
  func renewOwnCard(above version: Int) throws(Refusal) { try engine.renewOwnCard(above: version) }
  func peer(named text: String) throws(Refusal) -> Peer {
    try engine.store.readDurable { (state) throws(Refusal) -> Peer in try engine.peer(text, state) }
  }
}

extension Refusal {
  /// The limit that a batch passed; empty where none did.
  var exceededLimit: String {
    if case .problem(let problem) = self { problem.members["limit"]?.stringValue ?? "" } else { "" }
  }
}
