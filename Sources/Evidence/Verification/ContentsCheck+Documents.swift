import Cryptography
import PeerProtocol
import System

extension ContentsCheck {
  /// Checks agreements and receipts against the records that name them, and their signatures.
  mutating func checkDocuments(_ records: [ReadRecord]) {
    var keys = [manifest.identityKey.thumbprint: manifest.identityKey]
    for path in paths(in: "peers/") {
      guard let card = document(path) else { continue }
      guard path == EvidencePath.peerCard(card.documentId.base64URL),
        let facts = try? card.payload(as: RegionCard.self),
        (try? card.verify(type: .card, signers: [facts.identityKey])) != nil
      else {
        findings.note(path, "it is no card that the key on it signed")
        continue
      }
      keys[facts.identityKey.thumbprint] = facts.identityKey
    }
    for log in findings.logs { for witness in log.witnesses { keys[witness.identity.thumbprint] = witness.identity } }
    checkAgreements(records, keys)
    checkReceipts(records, keys)
  }

  private mutating func checkAgreements(_ records: [ReadRecord], _ keys: [KeyThumbprint: Ed25519PublicKey]) {
    let named = Set(records.compactMap { $0.leaf["agreement"]?.stringValue })
    for path in paths(in: "agreements/") {
      guard let agreement = document(path) else { continue }
      findings.agreements += 1
      let id = agreement.documentId.base64URL
      guard path == EvidencePath.agreement(id) else {
        findings.note(path, "its name is not that of the document in it")
        continue
      }
      if !named.contains(id) { findings.note(path, "no record names it") }
      note(Self.signatureFault(of: agreement, .agreement, keys), path)
    }
  }

  private mutating func checkReceipts(_ records: [ReadRecord], _ keys: [KeyThumbprint: Ed25519PublicKey]) {
    // The same receipt may stand in several records.
    var named: [String: (documents: Set<SignedDocument>, record: String)] = [:]
    for record in records {
      guard record.leaf["receipt"] != nil else { continue }
      guard let document = record.receipt else {
        findings.note(EvidencePath.records, "its receipt is no signed document", record: record.record.id.text)
        continue
      }
      named[document.documentId.base64URL, default: ([], record.record.id.text)].documents.insert(document)
    }
    for (path, receipt) in documents(in: "receipts/") {
      let id = receipt.documentId.base64URL
      guard path == EvidencePath.receipt(id) else {
        findings.note(path, "its name is not that of the document in it")
        continue
      }
      if named[id]?.documents.contains(receipt) != true { findings.note(path, "no record has it") }
    }
    for (id, entry) in named where archive[EvidencePath.receipt(id)] == nil {
      findings.note(EvidencePath.receipt(id), "it is missing", record: entry.record)
    }
    findings.receipts = named.count
    let documents = named.sorted { $0.key < $1.key }.flatMap { entry in entry.value.documents.map { (entry.key, $0) } }
    let parts: [[(SignatureFault?, String)]] = ParallelWork.map(count: documents.count) {
      { range in
        range.map { number in
          (Self.signatureFault(of: documents[number].1, .receipt, keys), EvidencePath.receipt(documents[number].0))
        }
      }
    }
    for (fault, path) in parts.joined() { note(fault, path) }
  }

  private mutating func note(_ fault: SignatureFault?, _ path: String) {
    switch fault {
    case nil: break
    case .wrong(let reason): findings.note(path, reason)
    case .unknownSigner:
      findings.remarks.append(
        "\(path): the card of one who signed it is not there, so that this signature is not checked")
    }
  }

  private enum SignatureFault: Sendable {
    case wrong(String)
    case unknownSigner
  }

  /// Whether every signature is by a key that is known, and good.
  private static func signatureFault(
    of document: SignedDocument, _ type: DocumentType, _ keys: [KeyThumbprint: Ed25519PublicKey]
  ) -> SignatureFault? {
    let signers = document.signers.map { $0.flatMap { keys[$0] } }
    let known = SignedDocument(payload: document.payload, signatures: []).adding(
      zip(document.signatures, signers).filter { $0.1 != nil }.map(\.0))
    guard !known.signatures.isEmpty else { return .wrong("nobody whose key is in the archive signed it") }
    do { try known.verify(type: type, signers: signers.compactMap(\.self)) } catch {
      return .wrong("a signature does not fit: \(error)")
    }
    return known.signatures.count < document.signatures.count ? .unknownSigner : nil
  }
}

extension SignedDocument {
  fileprivate func adding(_ signatures: [Signature]) -> SignedDocument {
    SignedDocument(payload: payload, signatures: signatures)
  }
}
