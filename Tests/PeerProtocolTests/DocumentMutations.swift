import Cryptography
import PeerProtocol

extension Mutation {
  private static let long = String(repeating: "x", count: 201)
  private static let huge: JSONValue = 9_007_199_254_740_992

  static let all =
    cards + agreements + exceptions + endings + receipts + views + exchanges + peerings + logs + reconciliations

  private static let cards: [Mutation] = [
    Mutation(.card, "region", "Drenthe"), Mutation(.card, "region", "d"), Mutation(.card, "name", ""),
    Mutation(.card, "name", .string(long)), Mutation(.card, "name", "a\u{0}b"), Mutation(.card, "name", "a\nb"),
    Mutation(.card, "name", "a\u{85}b"), Mutation(.card, "name", "a\u{202E}b"), Mutation(.card, "name", 1),
    Mutation(.card, "endpoint", "http://a:1"), Mutation(.card, "endpoint", "https://a:1/"),
    Mutation(.card, "endpoint", "https://a"), Mutation(.card, "identityKey.kty", "EC"),
    Mutation(.card, "identityKey.crv", "X25519"), Mutation(.card, "identityKey.x", "AAAA"),
    Mutation(.card, "identityKey.x", nil), Mutation(.card, "tlsKeys", .array([])),
    Mutation(
      .card, "tlsKeys", .array([JSONValue](repeating: JSONValue(base64URL: [UInt8](repeating: 1, count: 32)), count: 4))
    ),
    Mutation(.card, "tlsKeys.0", "AAAA", names: "tlsKeys[0]"), Mutation(.card, "tlsKeys.0", 1, names: "tlsKeys[0]"),
    Mutation(.card, "environment", "test"), Mutation(.card, "operator", "me"),
    Mutation(.card, "operator.phone", .string(String(long.prefix(51)))), Mutation(.card, "operator.email", "a\tb"),
    Mutation(.card, "privacyOfficer.name", 1), Mutation(.card, "version", -1), Mutation(.card, "version", 1.5),
    Mutation(.card, "version", .number(1)), Mutation(.card, "version", huge), Mutation(.card, "version", "1"),
    Mutation(.card, "issuedAt", "2026-03-01"), Mutation(.card, "issuedAt", "2026-03-01T08:00:00+00:00"),
    Mutation(.card, "issuedAt", nil),
  ]

  private static let agreements: [Mutation] = [
    Mutation(.agreement, "parties", ["nhn", "drenthe"]), Mutation(.agreement, "parties", ["drenthe", "drenthe"]),
    Mutation(.agreement, "parties", ["drenthe"]), Mutation(.agreement, "parties", ["drenthe", "nhn", "vin"]),
    Mutation(.agreement, "parties", ["drenthe", 1]), Mutation(.agreement, "identityKeys.drenthe", nil),
    Mutation(.agreement, "identityKeys.drenthe", "AAAA"),
    Mutation(.agreement, "identityKeys.vin", "x", names: "identityKeys"),
    Mutation(.agreement, "purpose", ""), Mutation(.agreement, "purpose", .string(String(repeating: "x", count: 2_001))),
    Mutation(.agreement, "legalBasis", "a\u{7F}"), Mutation(.agreement, "kinds", .array([])),
    Mutation(.agreement, "kinds", ["guardian"]), Mutation(.agreement, "kinds", ["guardian", "youth"]),
    Mutation(.agreement, "kinds", ["youth", "youth"]), Mutation(.agreement, "limits.nhn", nil),
    Mutation(.agreement, "limits.nhn.active", -1), Mutation(.agreement, "limits.nhn.perDay", nil),
    Mutation(.agreement, "limits.nhn.perYear", 19_999), Mutation(.agreement, "limits.nhn.perYear", huge),
    Mutation(.agreement, "limits.nhn.active", 9_007_199_254_740_991, names: "limits.nhn.perYear"),
    Mutation(.agreement, "limits.vin", 1, names: "limits"), Mutation(.agreement, "contactRelease", "never"),
    Mutation(.agreement, "history", 1), Mutation(.agreement, "followUpDays", 3_651),
    Mutation(.agreement, "followUpDays", -1), Mutation(.agreement, "silenceDays", 0),
    Mutation(.agreement, "silenceDays", 3_651), Mutation(.agreement, "environment", "Production"),
    Mutation(.agreement, "validFrom", "2028-03-01T08:00:00Z", names: "validUntil"),
    Mutation(.agreement, "validUntil", "2028-02-30T08:00:00Z"), Mutation(.agreement, "replaces", "AAAA"),
    Mutation(.agreement, "framework", 1), Mutation(.agreement, "createdAt", 0),
    Mutation(.agreement, "nonce", JSONValue(base64URL: [UInt8](repeating: 1, count: 7))),
    Mutation(.agreement, "nonce", JSONValue(base64URL: [UInt8](repeating: 1, count: 65))),
  ]

  private static let exceptions: [Mutation] = [
    Mutation(.exception, "agreement", nil), Mutation(.exception, "region", ""), Mutation(.exception, "additions", 0),
    Mutation(.exception, "until", "2026-03-01T08:00:00Z"), Mutation(.exception, "from", nil),
    Mutation(.exception, "reason", ""), Mutation(.exception, "reason", .string(String(repeating: "x", count: 501))),
  ]

  private static let endings: [Mutation] = [
    Mutation(.ending, "agreement", "AAAA"), Mutation(.ending, "reason", nil),
    Mutation(.ending, "reason", .string(String(repeating: "é", count: 251))), Mutation(.ending, "at", "today"),
  ]

  private static let receipts: [Mutation] = [
    Mutation(.receipt, "agreement", "AAAA"), Mutation(.receipt, "kind", "family"), Mutation(.receipt, "kind", 1),
    Mutation(.receipt, "from", "X"), Mutation(.receipt, "to", "X"), Mutation(.receipt, "generation", 0),
    Mutation(.receipt, "sequence", 0), Mutation(.receipt, "sequence", huge), Mutation(.receipt, "complete", 1),
    Mutation(.receipt, "added", 5_001), Mutation(.receipt, "withdrawn", 5_001), Mutation(.receipt, "active", -1),
    Mutation(.receipt, "active", .number(1_000)), Mutation(.receipt, "digest", "AAAA"),
    Mutation(.receipt, "previous", "AAAA"), Mutation(.receipt, "at", nil),
  ]

  private static let views: [Mutation] = [
    Mutation(.view, "proof", nil), Mutation(.view, "proof", JSONValue(base64URL: [UInt8](repeating: 1, count: 63))),
    Mutation(.view, "revision", nil), Mutation(.view, "revision", huge), Mutation(.view, "seen", nil),
    Mutation(.view, "seen", -1), Mutation(.view, "disclosure", "AAAA"), Mutation(.view, "disclosure", 1),
    Mutation(.view, "involvements.0.contact", nil, names: "disclosure"),
    Mutation(.view, "involvements", .array([]), names: "disclosure"), Mutation(.view, "involvements", nil),
    Mutation(.view, "involvements.0", 1, names: "involvements[0]"),
    Mutation(.view, "involvements.0.organisation", nil, names: "involvements[0].organisation"),
    Mutation(.view, "involvements.0.organisation.id", "", names: "involvements[0].organisation.id"),
    Mutation(.view, "involvements.0.organisation.id", .string(long), names: "involvements[0].organisation.id"),
    Mutation(.view, "involvements.0.organisation.name", "", names: "involvements[0].organisation.name"),
    Mutation(.view, "involvements.0.organisation.name", .string(long), names: "involvements[0].organisation.name"),
    Mutation(.view, "involvements.0.organisation.sector", .string(long), names: "involvements[0].organisation.sector"),
    Mutation(.view, "involvements.0.contact", "x", names: "involvements[0].contact"),
    Mutation(.view, "involvements.0.contact.name", .string(long), names: "involvements[0].contact.name"),
    Mutation(.view, "involvements.0.contact.phone", .string(long), names: "involvements[0].contact.phone"),
    Mutation(.view, "involvements.0.contact.email", "a\u{1B}[2J", names: "involvements[0].contact.email"),
    Mutation(.view, "involvements.0.since", "2025-11-01", names: "involvements[0].since"),
    Mutation(.view, "involvements.0.until", "2025-13", names: "involvements[0].until"),
    Mutation(.view, "involvements.0.left", 2025, names: "involvements[0].left"),
    Mutation(.view, "involvements.0.involvement", "both", names: "involvements[0].involvement"),
    Mutation(.view, "involvements.0.temporary", nil, names: "involvements[0].temporary"),
    Mutation(.view, "involvements.0.youthMatch", "AAAA", names: "involvements[0].youthMatch"),
    Mutation(.view, "followUp.state", "none"), Mutation(.view, "followUp.at", nil),
    Mutation(.view, "followUp.reason", "because the mother said no"), Mutation(.view, "followUp.outcome", ["worse"]),
    Mutation(.view, "followUp.outcome", ["earlier", "earlier"]), Mutation(.view, "followUp.outcome", "earlier"),
    Mutation(.view, "consent", "yes"), Mutation(.view, "coordination.state", "done"),
    Mutation(.view, "coordination.holder", nil), Mutation(.view, "coordination.holder", "NHN"),
    Mutation(.view, "coordination.state", "none", names: "coordination.holder"),
    Mutation(.view, "coordination.at", nil), Mutation(.view, "handover.state", "asked"),
    Mutation(.view, "handover.at", 1),
  ]

  private static let exchanges: [Mutation] = [
    Mutation(.answer, "matchTokens", nil), Mutation(.answer, "matchTokens.1", "AAAA", names: "matchTokens[1]"),
    Mutation(.answer, "matchTokens", .array([JSONValue](repeating: "AAAAAAAAAAAAAAAAAAAAAA", count: 5_001))),
    Mutation(.answer, "receipt", nil), Mutation(.answer, "receipt.payload", ""),
    Mutation(.state, "feeds.youth.generation", -1), Mutation(.state, "feeds.youth.sequence", huge),
    Mutation(.state, "feeds.youth.complete", nil), Mutation(.state, "feeds.guardian.active", 0.5),
    Mutation(.state, "feeds.youth.receipt.signatures", .array([])), Mutation(.state, "feeds", nil),
  ]

  private static let peerings: [Mutation] = [
    Mutation(.request, "invitation", "AAAA"), Mutation(.request, "proof", nil), Mutation(.request, "card.payload", nil),
    Mutation(.peering, "id", "../card"), Mutation(.peering, "id", ""), Mutation(.peering, "status", "done"),
    Mutation(.peering, "nonce", "AAAA"), Mutation(.peering, "card", nil), Mutation(.health, "time", nil),
    Mutation(.health, "version", "1\n"), Mutation(.health, "region", "x y"),
  ]

  private static let logs: [Mutation] = [
    Mutation(.card, "log", "x"), Mutation(.card, "log.instance", nil),
    Mutation(.card, "log.instance", "0123456789ABCDEF"), Mutation(.card, "log.instance", "0123456789abcde"),
    Mutation(.card, "log.instance", "0123456789abcdeg"), Mutation(.card, "log.witnessKey", nil),
    Mutation(.card, "log.witnessKey.kty", "EC"), Mutation(.card, "log.witnessKey.x", "AAAA"),
    Mutation(.card, "log.previous", "none"), Mutation(.card, "log.previous.instance", nil),
    Mutation(.card, "log.previous.instance", "0123456789abcdef", names: "log.previous"),
    Mutation(.card, "log.previous.size", -1), Mutation(.card, "log.previous.size", huge),
    Mutation(.card, "log.previous.root", "AAAA"),
  ]

  private static let hash = JSONValue(base64URL: [UInt8](repeating: 1, count: 32))
  private static let record: JSONValue = [
    "record": "batch", "direction": "sent", "id": hash, "confirmed": true, "at": "2026-03-01T08:00:00Z",
  ]

  private static let reconciliations: [Mutation] = [
    Mutation(.question, "from", nil), Mutation(.question, "until", "2026-03-01T08:00:00Z"),
    Mutation(.question, "reason", "curiosity"), Mutation(.question, "after", ""),
    Mutation(.question, "after", .string(String(long.prefix(101)))), Mutation(.question, "after", 1),
    Mutation(.page, "records", nil), Mutation(.page, "records", .array([])),
    Mutation(.page, "records", .array([JSONValue](repeating: record, count: 1_001))),
    Mutation(.page, "records.0.record", "match", names: "records[0].record"),
    Mutation(.page, "records.0.record", "disclosure", names: "records[0].id"),
    Mutation(.page, "records.1.id", hash, names: "records[1].id"),
    Mutation(.page, "records.0.direction", "both", names: "records[0].direction"),
    Mutation(.page, "records.0.confirmed", nil, names: "records[0].confirmed"),
    Mutation(.page, "records.0.at", 0, names: "records[0].at"),
    Mutation(.page, "next", nil, names: "statement"), Mutation(.lastPage, "next", "c-3", names: "statement"),
    Mutation(.lastPage, "statement", nil), Mutation(.lastPage, "statement.payload", nil),
    Mutation(.statement, "agreement", "AAAA"), Mutation(.statement, "region", "X"), Mutation(.statement, "from", nil),
    Mutation(.statement, "region", "gooi", names: "logs[0].origin"),
    Mutation(.statement, "until", "2026-03-01T08:00:00Z"), Mutation(.statement, "batches", -1),
    Mutation(.statement, "disclosures", huge), Mutation(.statement, "digest", "AAAA"),
    Mutation(.statement, "logs", nil), Mutation(.statement, "logs.0.size", nil, names: "logs[0].size"),
    Mutation(.statement, "logs.0.origin", "samenloop/drenthe", names: "logs[0].origin"),
    Mutation(.statement, "logs.0.origin", "samenloop/drenthe/0123456789ABCDEF", names: "logs[0].origin"),
    Mutation(.statement, "logs.0.origin", "samenloop/drenthe/0123456789abcdef/x", names: "logs[0].origin"),
    Mutation(.statement, "logs.0.root", "AAAA", names: "logs[0].root"), Mutation(.consistency, "proof", nil),
    Mutation(.consistency, "proof.1", "AAAA", names: "proof[1]"),
    Mutation(.consistency, "proof", .array([JSONValue](repeating: hash, count: 64))),
  ]
}
