import LocalAPI
import PeerProtocol

@testable import CommandLine

/// Whole documents of the local API, of which a test changes a few members.
enum DocumentSamples {
  /// A document from its JSON.
  static func document<Document: LocalDocument>(_ json: JSONValue) throws -> Document {
    try Document(decoding: json.bytes)
  }

  /// The answer with these bytes.
  static func answer<Document: LocalDocument>(_ json: JSONValue) throws -> NodeAnswer<Document> {
    NodeAnswer(bytes: json.bytes, document: try Document(decoding: json.bytes))
  }

  /// The status of a quiet node, with these members in place of its own.
  static func status(_ members: JSONValue = [:]) throws -> StatusDocument {
    try document(
      merged(
        [
          "region": "nhn", "name": "Noord-Holland Noord", "environment": "training", "version": "1",
          "time": "2026-11-21T00:00:00Z", "signals": 0, "youthsInFeed": 0, "openMatches": 0, "closing": false,
          "clock": ["state": "trusted", "machine": "2026-11-21T00:00:00Z", "differing": []],
          "signalsByStatus": ["active": 0, "left": 0, "archived": 0], "shielded": ["desk": 0, "withheld": 0],
          "restoration": ["restored": false, "evidence": []], "peers": [], "profile": "jeugdwet",
          "informing": "report", "notInformed": 0, "objectedTo": 0, "disclosures": [],
          "credentials": ["privacyOfficers": [], "proposals": []], "alarms": [],
          "decisions": [
            "objections": 0, "deathsReported": 0, "awaitSecondPerson": 0, "marksOfUnknownCause": 0,
            "birthDateConflicts": 0,
          ],
        ], members))
  }

  /// A peer in a status, with these members in place of its own.
  static func peer(_ members: JSONValue) -> JSONValue {
    merged(
      [
        "region": "gooi", "state": "in step", "pending": 0, "unconfirmedWithdrawals": 0, "reason": "", "next": "",
        "received": 0, "sent": 0, "openMatches": 0, "limits": [], "alarms": [],
      ], members)
  }

  /// The result of an import, with these members in place of its own.
  static func importResult(_ members: JSONValue) throws -> NodeAnswer<ImportResultDocument> {
    try answer(
      merged(
        [
          "rows": 0, "added": 0, "updated": 0, "unchanged": 0, "notKept": 0, "restored": 0, "refused": [],
          "faults": [], "protectedOnly": 0, "protectedRows": [],
        ], members))
  }

  private static func merged(_ base: JSONValue, _ members: JSONValue) -> JSONValue {
    .object((base.objectValue ?? [:]).merging(members.objectValue ?? [:]) { $1 })
  }
}
