import Cryptography
import Foundation
import TestSupport
import Testing

@testable import PeerProtocol

/// The documents of audit logs (Schemas/peer-protocol.md, section 7).
@Suite(.timeLimit(.minutes(30))) struct ReconciliationTests {
  @Test func digestIsThatOfTheVector() throws {
    let vector = try JSONValue(parsing: Array(VectorFile.data("reconciliation.json")))
    let records = try (vector["records"]?.arrayValue ?? []).map { try ReconciliationRecord($0) }
    #expect(records.count == 4)
    #expect(vector["digest"]?.stringValue == Base64URL.encode(ReconciliationDigest.hash(records)))
    #expect(vector["digestOfNone"]?.stringValue == Base64URL.encode(ReconciliationDigest.hash([])))
    #expect(vector["records"] == .array(records.map(\.json)))
  }

  @Test func digestCoversEveryMemberInOrder() throws {
    let records = try Samples.records()
    var digest = ReconciliationDigest()
    for record in records { digest.add(record) }
    #expect(digest.finish() == ReconciliationDigest.hash(records))
    #expect(ReconciliationDigest.hash([]) == SHA256.hash([]))
    let changes: [(inout ReconciliationRecord) -> Void] = [
      { $0.isConfirmed.toggle() }, { $0.direction = .received }, { $0.at = $0.at.adding(seconds: 1) },
      { $0.subject = .batch(DocumentId(hashing: [])) },
    ]
    for change in changes {
      var other = records
      change(&other[0])
      #expect(ReconciliationDigest.hash(other) != ReconciliationDigest.hash(records))
    }
    #expect(ReconciliationDigest.hash(records.reversed()) != ReconciliationDigest.hash(records))
  }

  @Test func pageBeforeTheLastKeepsItsCursor() throws {
    let page = ReconciliationPage(records: try Samples.records(), end: .next("c-2"))
    #expect(try ReconciliationPage(parsing: page.bytes) == page)
  }

  @Test func largestPageFitsItsLimit() throws {
    let record = ReconciliationRecord(
      .batch(try Samples.id32(255)), .received, isConfirmed: false, at: try Samples.time())
    let head = LogHead(
      region: try Samples.region("r" + String(repeating: "x", count: 31)),
      instance: try Samples.instance("0123456789abcdef"),
      size: ProtocolLimits.largestInteger, root: [UInt8](repeating: 255, count: 32))
    var statement = try Samples.statement()
    statement.region = head.region
    statement.logs = [LogHead](repeating: head, count: ProtocolLimits.statedLogs)
    let signed = try SignedDocument.sign(payload: statement.bytes, type: .reconciliation, key: Samples.key(1))
    let page = ReconciliationPage(
      records: [ReconciliationRecord](repeating: record, count: ProtocolLimits.reconciliationRecords),
      end: .statement(signed))
    #expect(page.bytes.count <= ProtocolLimits.reconciliationBytes)
    #expect(try ReconciliationPage(parsing: page.bytes) == page)
  }

  @Test func namesOfALogFollowItsInstance() throws {
    let instance = try #require(LogInstance(bytes: [0, 1, 0xAB, 0xCD, 0xEF, 0x10, 9, 255]))
    #expect(instance.text == "0001abcdef1009ff")
    #expect(LogInstance(instance.text) == instance)
    let region = try Samples.region("drenthe")
    #expect(instance.origin(of: region) == "samenloop/drenthe/0001abcdef1009ff")
    #expect(instance.witnessName(of: region) == "samenloop/drenthe/0001abcdef1009ff/witness")
    #expect(LogInstance(bytes: [1]) == nil)
    #expect(LogInstance("0001ABCDEF1009FF") == nil && LogInstance("0001abcdef1009f") == nil && LogInstance("") == nil)
  }

  @Test func cardOfAnOlderNodeHasNoLog() throws {
    for absent in [nil, .null] as [JSONValue?] {
      var card = try Samples.card().json
      card["log"] = absent
      #expect(try RegionCard(card).log == nil)
      #expect(try RegionCard(card).json["log"] == nil)
      var first = try Samples.card().json
      first["log"]?["previous"] = absent
      #expect(try RegionCard(first).log?.previous == nil)
    }
  }
}
