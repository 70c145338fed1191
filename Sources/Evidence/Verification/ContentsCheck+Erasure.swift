import Cryptography
import PeerProtocol

extension ContentsCheck {
  /// Checks a certificate of erasure: that it says what the records say, and that each confirmation is a receipt that the
  /// peer signed, since the request, for a batch by which entries left the feed.
  mutating func checkErasure(_ records: [ReadRecord]) {
    guard let scope = manifest.scope.erasure else { return }
    let leaves = records.map { (id: $0.record.id.text, leaf: $0.leaf) }
    guard let certificate = ErasureCertificate(manifest, leaves: leaves) else { return }
    compare(EvidencePath.certificateJSON, with: certificate.json)
    compare(EvidencePath.certificateHTML, with: certificate.html)
    if certificate.closedAt == nil {
      findings.note(EvidencePath.records, "no record says that \(scope.request) ended with an erasure")
    }
    checkCount(records, certificate)
    let opened = records.firstIndex { $0.leaf["kind"] == "subject-request" && $0.leaf["step"] == "opened" }
    if opened == nil {
      findings.note(EvidencePath.records, "no record says when \(scope.request) was opened")
    }
    for id in scope.receipts {
      // The batch may be older: the peer confirmed it after the request came.
      let place = records.lastIndex { $0.leaf["kind"] == "batch-confirmed" && $0.leaf["document"]?.stringValue == id }
      guard let place else {
        findings.note(EvidencePath.records, "no record has the receipt \(id)")
        continue
      }
      let record = records[place]
      if let opened, place < opened {
        findings.note(
          EvidencePath.records, "its receipt came before the request", record: record.record.id.text)
      }
      let sent = records.first { $0.leaf["kind"] == "batch-sent" && $0.leaf["document"]?.stringValue == id }
      if let fault = receiptFault(of: record, id, saysComplete: sent?.leaf["complete"]?.boolValue) {
        findings.note(EvidencePath.records, fault, record: record.record.id.text)
      }
    }
  }

  private mutating func checkCount(_ records: [ReadRecord], _ certificate: ErasureCertificate) {
    var counted = 0
    for record in records where record.leaf["kind"] == "signals-erased" {
      // Bounded, so that no number of records leads beyond the largest integer.
      guard let count = (record.leaf["count"] ?? 0).integerValue, (0...1_000_000_000).contains(count) else {
        findings.note(EvidencePath.records, "its count is no number of signals", record: record.record.id.text)
        continue
      }
      counted += count
    }
    if counted != certificate.erased {
      findings.note(EvidencePath.records, "the records tell of \(counted) erased signals, not of \(certificate.erased)")
    }
  }

  /// Why the receipt in a record does not confirm an erasure; nil where it does.
  ///
  /// A batch withdraws entries by naming them, or as the last one of a generation that replaces the one before it.
  private func receiptFault(of record: ReadRecord, _ id: String, saysComplete: Bool?) -> String? {
    guard let receipt = record.receipt, let payload = try? receipt.payload(as: ReceiptPayload.self),
      receipt.documentId.base64URL == id, payload.from == manifest.region,
      payload.to.text == record.leaf["peer"]?.stringValue,
      payload.withdrawn > 0 || payload.complete && payload.generation > 1 && saysComplete ?? true
    else { return "its receipt does not confirm that the peer erased anything" }
    let isSigned = (keysOfRegions[payload.to] ?? []).contains { key in
      guard let signature = receipt.signature(of: key.thumbprint) else { return false }
      let alone = SignedDocument(payload: receipt.payload, signatures: [signature])
      return (try? alone.verify(type: .receipt, signers: [key])) != nil
    }
    return isSigned ? nil : "no key in the archive shows that \(payload.to.text) signed its receipt"
  }
}
