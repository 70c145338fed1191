import PeerProtocol

/// What the records of an export tell of, counted.
struct EvidenceSummary {
  /// By peer and kind; an entry that is about no peer stands under the empty name.
  private(set) var counts: [String: [String: Int]] = [:]
  /// Commitments that nothing opens any more.
  private(set) var erased = 0
  private(set) var agreements: Set<String> = []
  /// Receipts by the documentId that is their name.
  private(set) var receipts: [String: JSONValue] = [:]

  init(_ records: [EvidenceRecord], isOpened: Bool) throws {
    for record in records {
      guard let leaf = try? JSONValue(parsing: record.leaf), leaf.bytes == record.leaf else {
        throw EvidenceExportError.recordDiffers(id: record.id.text)
      }
      counts[leaf["peer"]?.stringValue ?? "", default: [:]][leaf["kind"]?.stringValue ?? "", default: 0] += 1
      if isOpened { erased += EvidenceRecord.commitments(in: leaf).count - record.openings.count }
      if let agreement = leaf["agreement"]?.stringValue { agreements.insert(agreement) }
      if let receipt = leaf["receipt"], let document = try? SignedDocument(receipt) {
        let id = document.documentId.base64URL
        if receipts[id] == nil { receipts[id] = receipt }
      }
    }
  }

  /// How many records are of this kind, about this peer or any.
  func count(_ kind: String, of peer: String? = nil) -> Int {
    peer.map { counts[$0]?[kind] ?? 0 } ?? counts.values.reduce(0) { $0 + ($1[kind] ?? 0) }
  }
}
