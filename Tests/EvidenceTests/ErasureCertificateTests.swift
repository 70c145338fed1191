import Cryptography
import PeerProtocol
import Testing

@testable import Evidence

/// Certificates of erasure: what they prove, and what the owner of the region's keys cannot make up.
@Suite struct ErasureCertificateTests {
  private static let request = "request-3"

  /// A region whose log tells of an erasure that the first peer confirmed, and the scope of its certificate.
  private func region(
    withdrawn: Int = 1, erased: Int = 2, pending: [ErasureScope.Unconfirmed] = []
  ) throws -> (MadeUpRegion, EvidenceScope) {
    var region = try MadeUpRegion(entries: 5, receipts: 0)
    let peer = region.peers[0]
    var receipt = try SignedDocument.sign(
      payload: ReceiptPayload(
        agreement: try #require(AgreementId([UInt8](repeating: 1, count: 32))), kind: .youth,
        from: region.name, to: peer.name, generation: 1, sequence: 2, complete: false, added: 1 - min(1, withdrawn),
        withdrawn: withdrawn, active: 3, digest: [UInt8](repeating: 2, count: 32), previous: nil,
        at: MadeUpRegion.start
      ).bytes, type: .receipt, key: region.identity)
    try receipt.addSignature(type: .receipt, key: peer.identity)
    let document = receipt.documentId.base64URL
    let members: [JSONValue] = [
      [
        "kind": "subject-request", "request": .string(Self.request), "step": "opened", "asked": "erasure",
        "received": "2026-05-01",
      ],
      [
        "kind": "signals-erased", "requests": [.string(Self.request)], "cause": "erasure-request", "count": 2,
      ],
      [
        "kind": "subject-request", "request": .string(Self.request), "step": "closed", "outcome": "erased",
        "erased": JSONValue(erased),
      ],
      ["kind": "batch-sent", "peer": .string(peer.name.text), "document": .string(document), "feed": "youth"],
      [
        "kind": "batch-confirmed", "peer": .string(peer.name.text), "document": .string(document), "feed": "youth",
        "receipt": receipt.json,
      ],
    ]
    for (number, new) in members.enumerated() {
      try region.rewrite(number) { leaf in
        for name in ["kind", "peer", "things"] { leaf[name] = nil }
        for (name, value) in new.objectValue ?? [:] { leaf[name] = value }
      }
    }
    var scope = MadeUpRegion.scope
    scope.erasure = ErasureScope(request: Self.request, receipts: [document], unconfirmed: pending)
    return (region, scope)
  }

  private func archive(_ region: MadeUpRegion, _ scope: EvidenceScope) throws -> [UInt8] {
    var contents = try region.contents(scope)
    contents.records = contents.records.map { EvidenceRecord(id: $0.id, leaf: $0.leaf, openings: []) }
    contents.isOpened = false
    contents.agreements = []
    return try MadeUpRegion.archive(contents)
  }

  @Test func certificateIsIntactAndSaysWhoConfirmed() throws {
    let pending = ErasureScope.Unconfirmed(
      peer: try #require(RegionName("gooi")), agreement: "a", feed: "youth", standing: .pending)
    let (region, scope) = try region(pending: [pending])
    let bytes = try archive(region, scope)
    let findings = try region.verifier().verify(bytes)
    #expect(findings.verdict == .intact && findings.remarks.isEmpty, "\(findings.faults) \(findings.remarks)")
    #expect(findings.manifest?.scope == scope && findings.records == 5)
    let json = try JSONValue(parsing: try Forgery(bytes)["certificate.json"].dropLast())
    #expect(json["signals"] == 2 && json["causes"] == ["erasure-request"] && json["request"] == .string(Self.request))
    #expect(json["peers"]?[0]?["standing"] == "confirmed" && json["peers"]?[1]?["standing"] == "pending")
  }

  @Test func certificateThatTheRegionSignsAnewIsFoundOut() throws {
    let (region, scope) = try region()
    for path in ["certificate.json", "certificate.html"] {
      var forged = try Forgery(archive(region, scope))
      forged[path] = Array(String(decoding: forged[path], as: UTF8.self).replacing("2", with: "9").utf8)
      let findings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(findings.verdict == .tampered && findings.faults.contains { $0.file == path })
    }
  }

  @Test func erasureThatNoRecordTellsOfIsFoundOut() throws {
    let (more, scope) = try region(erased: 3)
    #expect(try more.verifier().verify(archive(more, scope)).faults.contains { $0.reason.contains("2 erased signals") })
    var (open, other) = try region()
    try open.rewrite(2) { $0["outcome"] = "withdrawn" }
    #expect(try open.verifier().verify(archive(open, other)).faults.contains { $0.reason.contains("ended with") })
    other.erasure?.receipts = ["missing"]
    #expect(try open.verifier().verify(archive(open, other)).faults.contains { $0.reason.contains("missing") })
  }

  @Test func receiptWithoutWithdrawalsConfirmsNothing() throws {
    let (region, scope) = try region(withdrawn: 0)
    let findings = try region.verifier().verify(archive(region, scope))
    #expect(findings.faults.contains { $0.reason.contains("does not confirm") }, "\(findings.faults)")
  }
}
