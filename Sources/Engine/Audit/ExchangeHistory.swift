import PeerProtocol
import Region
import TransparencyLog

/// The exchanges with one peer under one agreement, as entries of the own audit log tell of them, in their order: each once,
/// at the first entry about it (Schemas/peer-protocol.md, section 7).
struct ExchangeHistory {
  /// An exchange, whatever became of it.
  struct Key: Hashable {
    var subject: ReconciliationRecord.Subject
    var direction: ReconciliationRecord.Direction
  }

  /// An exchange, and which instance of the log has its first entry.
  struct Noted {
    var record: ReconciliationRecord
    var instance: String
    var isRefused = false
  }

  private var noted: [Noted] = []
  private var places: [Key: Int] = [:]

  /// Takes in the next entry of the log; entries about anything but an exchange change nothing.
  mutating func add(_ entry: AuditEntry) {
    guard let leaf = try? JSONValue(parsing: entry.leaf), let kind = leaf["kind"]?.stringValue.flatMap(AuditKind.init),
      let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
    else { return }
    let batch = leaf["document"]?.stringValue.flatMap { DocumentId(base64URL: $0) }
      .map { ReconciliationRecord.Subject.batch($0) }
    let disclosure = leaf["disclosure"]?.stringValue.flatMap { DisclosureId(base64URL: $0) }
      .map { ReconciliationRecord.Subject.disclosure($0) }
    func note(_ subject: ReconciliationRecord.Subject?, _ direction: ReconciliationRecord.Direction) -> Int? {
      guard let subject else { return nil }
      let key = Key(subject: subject, direction: direction)
      if let place = places[key] { return place }
      let record = ReconciliationRecord(subject, direction, isConfirmed: direction == .received, at: at)
      places[key] = noted.count
      noted.append(Noted(record: record, instance: entry.id.instance))
      return noted.count - 1
    }
    switch kind {
    case .batchSent: _ = note(batch, .sent)
    case .batchConfirmed: if let place = note(batch, .sent) { noted[place].record.isConfirmed = true }
    case .batchRefused: if let place = note(batch, .sent) { noted[place].isRefused = true }
    case .batchReceived: _ = note(batch, .received)
    case .disclosureSent: _ = note(disclosure, .sent)
    case .disclosureConfirmed: if let place = note(disclosure, .sent) { noted[place].record.isConfirmed = true }
    case .disclosureReceived: _ = note(disclosure, .received)
    default: break
    }
  }

  /// The exchanges from one moment to before another. A batch that the peer refused was never exchanged: neither side has it.
  func exchanges(from: Timestamp, until: Timestamp) -> [Noted] {
    noted.filter { noted in
      from <= noted.record.at && noted.record.at < until && (noted.record.isConfirmed || !noted.isRefused)
    }
  }

  /// The record of an exchange; nil where the log has none.
  func record(_ key: Key) -> ReconciliationRecord? { places[key].map { noted[$0].record } }
}

extension ReconciliationRecord {
  /// The exchange, as the side that made the record sees it.
  var key: ExchangeHistory.Key { ExchangeHistory.Key(subject: subject, direction: direction) }

  /// The exchange, as the other side sees it.
  var mirrored: ExchangeHistory.Key {
    ExchangeHistory.Key(subject: subject, direction: direction == .sent ? .received : .sent)
  }
}

extension AuditLog {
  /// Entries that are read at a time: those about batches hold whole receipts.
  private static let entriesAtOnce = 1_000

  /// The exchanges with `peer` under an agreement, over all instances of the log.
  ///
  /// - Parameter end: the entry before which the log is read, which is about that peer and agreement; nil for all of it.
  /// - Throws: ``Refusal`` where the store does not answer.
  func exchanges(
    with peer: RegionName, under agreement: AgreementId, before end: AuditEntryId? = nil
  ) throws(Refusal) -> ExchangeHistory {
    var history = ExchangeHistory()
    var query = AuditQuery(limit: Self.entriesAtOnce)
    (query.peer, query.agreement) = (peer, agreement)
    while true {
      let found = try entries(query)
      for entry in found {
        if entry.id == end { return history }
        history.add(entry)
      }
      guard found.count == query.limit else { return history }
      query.after = found.last?.id
    }
  }

  /// The newest signed state of each of these instances, the oldest first; none of an instance that never signed one.
  func signedHeads(of instances: Set<String>) -> [LogHead] {
    let (known, instance, size, root) = store.readLatest { state in
      let checkpoints = state.audit.checkpoints
      return (state.audit.former.map(\.instance.id), state.audit.instance, checkpoints.size, checkpoints.root)
    }
    let former = known.filter(instances.contains).compactMap { id -> LogHead? in
      guard let bytes = try? files.read(Self.folder(id) + "checkpoint"), let key = key(of: id),
        let signed = try? SignedCheckpoint(parsing: bytes), signed.isSigned(by: key)
      else { return nil }
      return head(id, Int(clamping: signed.checkpoint.size), signed.checkpoint.root)
    }
    let present = instance.flatMap { instance in
      instances.contains(instance.id) && size > 0 ? head(instance.id, size, root) : nil
    }
    return Array((former + [present].compactMap { $0 }).suffix(ProtocolLimits.statedLogs))
  }

  private func head(_ instance: String, _ size: Int, _ root: [UInt8]) -> LogHead? {
    LogInstance(instance).map { LogHead(region: region, instance: $0, size: size, root: root) }
  }
}
