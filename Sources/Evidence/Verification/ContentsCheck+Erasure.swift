import PeerProtocol

extension ContentsCheck {
  /// Checks a certificate of erasure: that it says what the records say, and that each confirmation is a receipt that the
  /// peer signed for a batch with withdrawals.
  mutating func checkErasure(_ records: [ReadRecord]) {
    guard let scope = manifest.scope.erasure else { return }
    let leaves = records.map { (id: $0.record.id.text, leaf: $0.leaf) }
    guard let certificate = ErasureCertificate(manifest, leaves: leaves) else { return }
    compare(EvidencePath.certificateJSON, with: certificate.json)
    compare(EvidencePath.certificateHTML, with: certificate.html)
    if certificate.closedAt == nil {
      findings.note(EvidencePath.records, "no record says that \(scope.request) ended with an erasure")
    }
    let counted = records.filter { $0.leaf["kind"] == "signals-erased" }
      .reduce(0) { $0 + ($1.leaf["count"]?.integerValue ?? 0) }
    if counted != certificate.erased {
      findings.note(EvidencePath.records, "the records tell of \(counted) erased signals, not of \(certificate.erased)")
    }
    for id in scope.receipts {
      let record = records.first { $0.leaf["kind"] == "batch-confirmed" && $0.leaf["document"]?.stringValue == id }
      guard let record else {
        findings.note(EvidencePath.records, "no record has the receipt \(id)")
        continue
      }
      let receipt = record.leaf["receipt"].flatMap { try? SignedDocument($0) }
      let payload = receipt.flatMap { try? $0.payload(as: ReceiptPayload.self) }
      guard let receipt, let payload, receipt.documentId.base64URL == id, receipt.signatures.count > 1,
        payload.withdrawn > 0 || payload.complete, payload.from == manifest.region,
        payload.to.text == record.leaf["peer"]?.stringValue
      else {
        findings.note(
          EvidencePath.records, "its receipt does not confirm that the peer erased anything",
          record: record.record.id.text)
        continue
      }
    }
  }
}
