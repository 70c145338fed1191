import Cryptography
import Testing

@testable import PeerProtocol

/// One valid document of each kind, made of made-up data.
enum Samples {
  static func id32<Subject>(_ byte: UInt8) throws -> Identifier32<Subject> {
    try #require(Identifier32([UInt8](repeating: byte, count: 32)))
  }

  static func id16<Subject>(_ byte: UInt8) throws -> Identifier16<Subject> {
    try #require(Identifier16([UInt8](repeating: byte, count: 16)))
  }

  static func key(_ byte: UInt8) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: [UInt8](repeating: byte, count: 32))
  }

  static func time(_ text: String = "2026-03-01T08:00:00Z") throws -> Timestamp {
    try #require(Timestamp(rfc3339: text))
  }

  static func region(_ text: String) throws -> RegionName { try #require(RegionName(text)) }

  static func card() throws -> RegionCard {
    RegionCard(
      region: try region("drenthe"), name: "Drentse Verwijsindex é", endpoint: "https://node.example:8443",
      identityKey: try key(1).publicKey, tlsKeys: [[UInt8](repeating: 9, count: 32)], environment: .training,
      operatorContact: Contact(name: "Beheer", phone: "+31 592 000 000", email: "beheer@example.org"),
      privacyOfficer: Contact(name: "FG", phone: "", email: ""), log: try log(), version: 3, issuedAt: try time())
  }

  static func log() throws -> RegionCard.Log {
    RegionCard.Log(
      instance: try instance("0123456789abcdef"), witnessKey: try key(3).publicKey,
      previous: .init(
        instance: try instance("00000000000000ff"), size: 64, root: [UInt8](repeating: 4, count: 32)))
  }

  static func instance(_ text: String) throws -> LogInstance { try #require(LogInstance(text)) }

  static func agreement() throws -> Agreement {
    let (drenthe, nhn) = (try region("drenthe"), try region("nhn"))
    return Agreement(
      parties: [drenthe, nhn],
      identityKeys: [drenthe: try key(1).publicKey.thumbprint, nhn: try key(2).publicKey.thumbprint],
      purpose: "Early contact between professionals", legalBasis: "Jeugdwet art. 7.1.2.1",
      kinds: [.youth, .guardian],
      limits: [
        drenthe: RegionLimits(active: 8_000, perDay: 1_000, perYear: 24_000),
        nhn: RegionLimits(active: 10_000, perDay: 1_200, perYear: 30_000),
      ], contactRelease: .approval, history: true, followUpDays: 14, silenceDays: 90, environment: .production,
      validFrom: try time(), validUntil: try time("2028-03-01T08:00:00Z"), replaces: try id32(4),
      framework: try id32(5), createdAt: try time("2026-02-28T12:00:00Z"), nonce: [UInt8](repeating: 6, count: 16))
  }

  static func receiptPayload(added: Int = 2, withdrawn: Int = 1) throws -> ReceiptPayload {
    ReceiptPayload(
      agreement: try id32(7), kind: .youth, from: try region("drenthe"), to: try region("nhn"), generation: 1,
      sequence: 2, complete: true, added: added, withdrawn: withdrawn, active: 40,
      digest: [UInt8](repeating: 8, count: 32), previous: try id32(9), at: try time())
  }

  static func receipt(added: Int = 2, withdrawn: Int = 1) throws -> SignedDocument {
    try .sign(payload: receiptPayload(added: added, withdrawn: withdrawn).bytes, type: .receipt, key: key(1))
  }

  static func batch() throws -> BatchRequest {
    try BatchRequest(
      generation: 1, sequence: 2,
      points: [4] + [UInt8](repeating: 1, count: 64) + [4] + [UInt8](repeating: 2, count: 64),
      withdraw: [id16(3)], salt: [UInt8](repeating: 5, count: 32), previousReceipt: nil, receipt: receipt())
  }

  static func involvement() throws -> Involvement {
    Involvement(
      organisation: .init(id: "org-7", name: "Jeugdteam \"De Brug\"", sector: "youth-care"),
      contact: Contact(name: "A. de Vries", phone: "0592-123456", email: "a@example.org"),
      since: try #require(YearMonth(iso: "2025-11")), until: YearMonth(iso: "2026-02"), involvement: .indirect,
      temporary: false, left: YearMonth(iso: "2026-01"), youthMatch: try id16(2))
  }

  static func view() throws -> MatchView {
    MatchView(
      proof: [UInt8](repeating: 3, count: 64), revision: 1_770_000_000_000, seen: 0, disclosure: try id16(4),
      involvements: [try involvement()],
      followUp: FollowUp(state: .noneNeeded, reason: .notReached, outcome: [.betterFit, .earlier], at: try time()),
      consent: .safetyException, coordination: Coordination(state: .agreed, holder: try region("nhn"), at: try time()),
      handover: Handover(state: .wanted, at: try time()))
  }

  /// A sent batch that was not confirmed, and a received disclosure.
  static func records() throws -> [ReconciliationRecord] {
    [
      ReconciliationRecord(.batch(try id32(1)), .sent, isConfirmed: false, at: try time()),
      ReconciliationRecord(
        .disclosure(try id16(2)), .received, isConfirmed: true, at: try time("2026-03-01T08:00:01Z")),
    ]
  }

  static func statement() throws -> ReconciliationStatement {
    let records = try records()
    return ReconciliationStatement(
      agreement: try id32(7), region: try region("drenthe"), from: try time(),
      until: try time("2026-04-01T00:00:00Z"), batches: 1, disclosures: 1,
      digest: ReconciliationDigest.hash(records),
      logs: [
        LogHead(
          region: try region("drenthe"), instance: try instance("0123456789abcdef"), size: 128,
          root: [UInt8](repeating: 5, count: 32))
      ])
  }
}
