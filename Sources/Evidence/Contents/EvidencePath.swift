/// Where things stand in an archive.
enum EvidencePath {
  static let manifest = "manifest.json"
  static let report = "report.html"
  static let guide = "VERIFY.md"
  static let certificateJSON = "certificate.json"
  static let certificateHTML = "certificate.html"
  static let records = "records.ndjson"
  static let identityPEM = "keys/identity.pem"
  static let identityJWK = "keys/identity.jwk"

  static func proof(of record: EvidenceRecordId) -> String { "proofs/\(record.text).tlog-proof" }
  static func receipt(_ id: String) -> String { "receipts/\(id).json" }
  static func agreement(_ id: String) -> String { "agreements/\(id).json" }
  /// The card of a peer that signed a receipt or an agreement.
  static func peerCard(_ id: String) -> String { "peers/\(id).json" }
  static func noteKey(_ instance: String) -> String { "keys/\(instance).vkey" }

  static func checkpoint(_ instance: String) -> String { "log/\(instance)/checkpoint" }
  static func policy(_ instance: String) -> String { "log/\(instance)/policy" }
  /// The last entry under the checkpoint.
  static func roster(_ instance: String) -> String { "log/\(instance)/roster.json" }
  static func rosterProof(_ instance: String) -> String { "log/\(instance)/roster.tlog-proof" }
  static func rosterCard(_ instance: String, _ region: String) -> String { "log/\(instance)/roster/\(region).json" }
  static func witnessKey(_ instance: String, _ region: String) -> String { "log/\(instance)/roster/\(region).pem" }
  static func logFile(_ instance: String, _ path: String) -> String { "log/\(instance)/\(path)" }
}
